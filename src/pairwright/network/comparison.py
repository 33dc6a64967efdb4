"""Errors of the neural potential and of pair potentials on rows none of them has seen."""

from typing import Any

import numpy as np

from pairwright.fit.errors_table import (
    Mask,
    metrics,
    with_reference,
)
from pairwright.fit.targets import Quantities
from pairwright.network.calibration import calibration, extrapolation
from pairwright.network.held_out import HeldOut, copy_rows, folds_of, left_out_of, nothing_known
from pairwright.network.potential_ensemble import (
    Spread,
    pair_baseline,
)
from pairwright.network.study import Study

NEURAL = "neural"
EVERYTHING = "all"
"""What stands for all structures together in a table."""


COMPARISON_COLUMNS = (
    "split",
    "model",
    "structure",
    "rows",
    "energy_rmse_meV_per_atom",
    "force_rmse_meV_per_A",
    "stress_rmse_GPa",
)


def pair_held_out(study: Study, form_name: str, splits: dict[str, Mask]) -> Quantities:
    """Fit a pair form without the rows of each split in turn, and predict these."""
    dataset = study.dataset
    result = nothing_known(dataset)
    for test in splits.values():
        base = pair_baseline(study, form_name, ~test)
        mean = with_reference(dataset, base.predicted, base.reference_energy)
        copy_rows(dataset, test, Spread(mean, result.deviation, result.grades), result)
    return result.mean


def comparison_rows(
    study: Study, split: str, models: dict[str, Quantities]
) -> list[tuple[Any, ...]]:
    """Return rows of ``COMPARISON_COLUMNS``: errors of each model, per structure and together."""
    dataset = study.dataset
    names = [EVERYTHING, *np.unique(dataset.structures).tolist()]
    table = []
    for model, predictions in models.items():
        known = np.isfinite(predictions.energies)
        for name in names:
            rows = known & ((dataset.structures == name) | (name == EVERYTHING))
            if rows.any():
                table.append((split, model, name, *metrics(dataset, predictions, rows).values()))
    return table


def compared(
    study: Study, forms: list[str], held: HeldOut, left_out: HeldOut
) -> tuple[list[tuple[Any, ...]], dict[str, Any]]:
    """Return the rows of ``COMPARISON_COLUMNS`` and what they come to.

    Every model is judged on the same rows: pair forms are fitted again for every fold and every
    crystal that is left out.
    """
    dataset = study.dataset
    table = []
    for split, splits, found in (
        ("grouped", folds_of(study), held),
        ("left-out", left_out_of(dataset), left_out),
    ):
        models = {form: pair_held_out(study, form, splits) for form in forms}
        models[NEURAL] = found.spread.mean
        table += comparison_rows(study, split, models)
    record = {
        "folds": study.options["network"]["folds"],
        "members": study.options["network"]["members"],
        "cross_validation": metrics(dataset, held.spread.mean, held.known()),
        "calibration": calibration(dataset, held.spread),
        "extrapolation": extrapolation(dataset, held.spread),
        "times_better": {form: _times_better(table, form) for form in forms},
    }
    if left_out.known().any():
        record["left_out"] = metrics(dataset, left_out.spread.mean, left_out.known())
        record["left_out_calibration"] = calibration(dataset, left_out.spread)
        record["left_out_extrapolation"] = extrapolation(dataset, left_out.spread)
    return table, record


def _times_better(table: list[tuple[Any, ...]], form: str) -> dict[str, float | None]:
    """Return the pair form's error over the neural potential's, all structures, same folds."""
    errors = {
        model: values
        for split, model, structure, _, *values in table
        if split == "grouped" and structure == EVERYTHING
    }
    names = [column.split("_", maxsplit=1)[0] for column in COMPARISON_COLUMNS[4:]]
    return {
        name: one / other if one is not None and other else None
        for name, one, other in zip(names, errors[form], errors[NEURAL], strict=True)
    }
