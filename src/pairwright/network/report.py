"""What a trained neural potential says of itself: errors, database, how it was trained."""

from typing import Any

import numpy as np

from pairwright.fit.errors_table import metrics, metrics_by_structure
from pairwright.network.potential_ensemble import Ensemble, predicted
from pairwright.network.study import Study

HISTORY_COLUMNS = ("member", "iteration", "training_loss", "validation_loss")


def history_rows(ensemble: Ensemble) -> list[tuple[Any, ...]]:
    """Return the losses of every member and iteration: mean squares of the weighted residuals."""
    return [
        (member, iteration, *losses)
        for member, network in enumerate(ensemble.trained)
        for iteration, losses in enumerate(network.history.tolist(), start=1)
    ]


def potential_record(
    study: Study, ensemble: Ensemble, summary: dict[str, Any], comparison: dict[str, Any]
) -> dict[str, Any]:
    """Return what :func:`pairwright.network.potential.save_potential` writes besides the potential.

    ``summary`` is the database's summary.json, ``comparison`` the summary of the cross-validation,
    whose errors are the test errors, and whose calibration the ensemble's spread is to be read by.
    """
    dataset, options = study.dataset, study.options
    everything = np.ones(len(dataset), dtype=bool)
    mean = predicted(study, ensemble).mean
    return {
        "metrics": {
            "train": metrics(dataset, mean, everything),
            "test": comparison["cross_validation"],
        },
        "metrics_by_structure": {"train": metrics_by_structure(dataset, mean, everything)},
        "calibration": comparison["calibration"],
        "database": {**summary["database"], "rows": len(dataset)},
        "reference_energy": {"mode": options["reference"]["mode"]},
        "length_A": study.table.length,
        "training": {
            "method": "Levenberg-Marquardt on energies, forces and stress, exact derivatives",
            "weights": options["weights"],
            "seed": options["seed"],
            "members": [
                {
                    "iterations": len(network.history),
                    "best_iteration": network.best_iteration,
                    "reason": network.reason,
                }
                for network in ensemble.trained
            ],
        },
    }
