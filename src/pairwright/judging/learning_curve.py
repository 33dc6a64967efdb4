"""What more data would bring: the grouped cross-validation with a share of the training groups.

Of each structure's groups in the training folds the same share is drawn, several times. Where the
error on held-out rows has come down to that on the rows that were fitted, it is the form that
errs, and more rows of the same kind will not help.
"""

import logging
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.splits import child_generator
from pairwright.errors import PairwrightError
from pairwright.judging.clustered import UNITS, squares_of_rows
from pairwright.judging.cross_validation import predicted_rows
from pairwright.judging.judged import Judged, Units
from pairwright.judging.refit import refit

FloatArray = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
LOGGER = logging.getLogger("pairwright")

HELD_OUT, FITTED = "held-out", "fitted"
LEARNING_COLUMNS = (
    "fraction",
    "training_groups",
    "training_rows",
    "rows",
    "drawings",
    "failed",
    *(
        f"{name}_rmse_{kind}{unit}"
        for name, unit in UNITS.items()
        for kind in ("", "standard_deviation_")
    ),
)
"""``rows`` says which rows the errors are of. Standard deviations are those between drawings."""


def drawn_units(
    units: Units, chosen: Mask, fraction: float, generator: np.random.Generator
) -> Mask:
    """Draw a share of the ``chosen`` units (g,) of each structure, but one at least."""
    kept = np.zeros(len(units), dtype=bool)
    for structure in np.unique(units.structures):
        mine = np.flatnonzero(chosen & (units.structures == structure))
        count = max(round(fraction * len(mine)), 1)
        kept[generator.permutation(mine)[:count]] = True
    return kept


def learning_rows(judged: Judged) -> list[tuple[Any, ...]]:
    """Return rows of ``LEARNING_COLUMNS``, two for each of ``fit.judging.learning_fractions``.

    The last fraction is 1, drawn once. A drawing in which a fold cannot be fitted counts as
    failed and for nothing else.
    """
    options = judged.options["judging"]
    fractions = [(share, options["learning_drawings"]) for share in options["learning_fractions"]]
    table: list[tuple[Any, ...]] = []
    for fraction, drawings in [*fractions, (1.0, 1)]:
        found = []
        for drawing in range(drawings):
            purpose = f"learning curve {fraction} {drawing}"
            generator = child_generator(judged.options["seed"], purpose)
            try:
                found.append(_drawing(judged, fraction, generator))
            except PairwrightError as error:
                LOGGER.info("learning curve, %s of the groups: %s", fraction, error)
        table += _summary(fraction, drawings, found)
        LOGGER.info("learning curve: %g of the groups, %d fits", fraction, len(found))
    return table


def _drawing(
    judged: Judged, fraction: float, generator: np.random.Generator
) -> tuple[float, float, dict[str, list[float | None]]]:
    """Return mean numbers of training groups and rows, and the errors over all folds."""
    folds = np.unique(judged.folds)
    totals = {kind: np.zeros((len(UNITS), 2)) for kind in (HELD_OUT, FITTED)}
    groups = rows = 0
    for fold in folds:
        kept = drawn_units(judged.units, judged.units.folds != fold, fraction, generator)
        fitted, test = kept[judged.units.number], judged.folds == fold
        sums = judged.sums.joined(kept.astype(float))
        solution = refit(judged.fit, sums, [judged.fit.solution.parameters])
        predicted = predicted_rows(judged, fitted | test, solution)
        squares = squares_of_rows(judged.data.dataset, predicted)
        for kind, mask in ((HELD_OUT, test), (FITTED, fitted)):
            totals[kind] += [[array[mask].sum() for array in pair] for pair in squares.values()]
        groups, rows = groups + int(kept.sum()), rows + int(fitted.sum())
    errors = {
        kind: [float(np.sqrt(total / count)) if count else None for total, count in pairs]
        for kind, pairs in totals.items()
    }
    return groups / len(folds), rows / len(folds), errors


def _summary(
    fraction: float,
    drawings: int,
    found: list[tuple[float, float, dict[str, list[float | None]]]],
) -> list[tuple[Any, ...]]:
    """Return mean and standard deviation of the drawings' errors, a row for each kind."""
    groups, rows = (
        (None, None) if not found else tuple(np.mean([part[:2] for part in found], axis=0).tolist())
    )
    table = []
    for kind in (HELD_OUT, FITTED):
        cells: list[float | None] = []
        for place in range(len(UNITS)):
            values = [value for *_, part in found if (value := part[kind][place]) is not None]
            cells.append(float(np.mean(values)) if values else None)
            cells.append(float(np.std(values, ddof=1)) if len(values) > 1 else None)
        failed = drawings - len(found)
        table.append((fraction, groups, rows, kind, len(found), failed, *cells))
    return table
