"""What a fit leaves behind: ``fit.json``, the same shape for every fit."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pairwright.data.dataset import Dataset
from pairwright.fit.errors_table import Mask, metrics, metrics_by_structure
from pairwright.fit.targets import Quantities
from pairwright.potentials.model import Model


def fit_record(
    *,
    model: Model,
    values: Sequence[float],
    errors: Sequence[float | None],
    reference: dict[str, Any],
    dataset: Dataset,
    predicted: Quantities,
    test: Mask,
    summary: dict[str, Any],
    optimiser: dict[str, Any],
) -> dict[str, Any]:
    """Return the content of ``fit.json``.

    ``predicted`` includes the reference energy; ``test`` (m,) marks held-out rows; ``summary`` is
    the database's ``summary.json``.
    """
    train = ~np.asarray(test)
    return {
        **model.record(),
        "parameters": {
            parameter.name: {"value": value, "standard_error": error, "unit": parameter.unit}
            for parameter, value, error in zip(model.parameters, values, errors, strict=True)
        },
        "reference_energy": reference,
        "metrics": {
            "train": metrics(dataset, predicted, train),
            "test": metrics(dataset, predicted, test),
        },
        "metrics_by_structure": {
            "train": metrics_by_structure(dataset, predicted, train),
            "test": metrics_by_structure(dataset, predicted, test),
        },
        "database": {**summary["database"], "rows": len(dataset)},
        "element": summary["element"],
        "optimiser": optimiser,
    }
