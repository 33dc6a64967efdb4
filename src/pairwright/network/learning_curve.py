"""What more data would bring: the cross-validation with a share of the training rows."""

from pathlib import Path
from typing import Any

import numpy as np

from pairwright.data.splits import child_generator
from pairwright.errors import PairwrightError
from pairwright.fit.errors_table import (
    Mask,
    metrics,
    with_reference,
)
from pairwright.network.comparison import NEURAL
from pairwright.network.held_out import HeldOut, folds_of
from pairwright.network.potential_ensemble import (
    Spread,
    predicted,
    train_ensemble,
    validation_rows,
)
from pairwright.network.study import Study

LEARNING_COLUMNS = (
    "fraction",
    "training_rows",
    "model",
    "energy_rmse_meV_per_atom",
    "force_rmse_meV_per_A",
    "stress_rmse_GPa",
)


def learning_rows(study: Study, checkpoints: Path | None) -> list[tuple[Any, ...]]:
    """Return rows of ``LEARNING_COLUMNS``: the cross-validation with a share of the training rows.

    ``network.learning_fractions`` says which shares of the groups are kept.
    """
    dataset, options = study.dataset, study.options
    table = []
    for fraction in options["network"]["learning_fractions"]:
        parts: list[tuple[Mask, Spread]] = []
        pair_parts: list[tuple[Mask, Spread]] = []
        count = 0
        for name, test in folds_of(study).items():
            purpose = f"learning curve {fraction} {name}"
            generator = child_generator(options["seed"], purpose)
            kept = validation_rows(dataset, ~test, fraction, generator)
            if not kept.any():
                raise PairwrightError(
                    f"network.learning_fractions: {fraction} of the groups leaves no row to train "
                    "on; take a larger share or add rows"
                )
            count += int(kept.sum())
            members = options["network"]["members"]
            ensemble = train_ensemble(study, kept, purpose.replace(" ", "-"), members, checkpoints)
            parts.append((test, predicted(study, ensemble)))
            if study.options["network"]["baseline"] is not None:
                base = ensemble.baseline
                mean = with_reference(dataset, base.predicted, base.reference_energy)
                pair_parts.append((test, Spread(mean, parts[-1][1].deviation, parts[-1][1].grades)))
        rows = count / options["network"]["folds"]
        for model, found in ((NEURAL, parts), (options["network"]["baseline"], pair_parts)):
            if found:
                mean = HeldOut.gathered(dataset, found).spread.mean
                errors = list(metrics(dataset, mean, np.isfinite(mean.energies)).values())[1:]
                table.append((fraction, rows, model, *errors))
    return table
