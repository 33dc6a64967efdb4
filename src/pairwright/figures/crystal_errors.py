"""Which crystals a model is good at: errors of each of them on rows that no fit has seen."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from pairwright.figures.captions import brief, label
from pairwright.figures.fits import CLOSE_PACKED, OPEN
from pairwright.figures.legends import mark_key
from pairwright.figures.names import model_label
from pairwright.figures.quantities import QUANTITIES
from pairwright.figures.rows import mark, row_panels, show_marks, within_row
from pairwright.figures.selection import EVERYTHING, GROUPED, by_score, errors_by, row_names
from pairwright.figures.style import in_order, log_axis, looks

_ENERGY = QUANTITIES["energy"]
_CRYSTAL_MM = 1.7
_ROW_MM = 1.6
"""Height of a crystal in a row, and what the row has besides."""


def crystals_figure(table: pd.DataFrame, record: dict[str, Any], options: dict[str, Any]) -> Figure:
    """Draw the energy error of each crystal by each model in grouped cross-validation.

    ``table`` is selection.csv, ``record`` is selection.json, ``options`` the ``figures`` section of
    the configuration. Bars are standard errors.
    """
    models, errors = by_score(record), crystal_errors(table)
    names = in_order(errors["structure"])
    appearance, heights = looks(names), within_row(len(names))
    axis = f"RMSE of energy ({_ENERGY.unit})"
    keys = [mark_key(appearance[name], name) for name in names]
    row = _ROW_MM + _CRYSTAL_MM * len(names)
    figure, (panel,) = row_panels([axis], row_names(record, models), row, keys, options)
    log_axis(panel.xaxis)
    for place, model in enumerate(models):
        mine = errors_by("structure", errors[errors["model"] == model], _ENERGY)
        for name, height in zip(names, heights, strict=True):
            value, error = mine.get(name, (None, None))
            mark(panel, value, place + height, appearance[name], error)
    show_marks(panel)
    return figure


def crystal_errors(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of selection.csv on single crystals in grouped cross-validation."""
    return table[(table["split"] == GROUPED) & (table["structure"] != EVERYTHING)]


def crystals_sentence(table: pd.DataFrame, record: dict[str, Any]) -> str:
    """Say with which models close-packed crystals have smaller errors than open ones.

    ``table`` is selection.csv, ``record`` is selection.json, whose own sentence on this comes
    first. A database without these crystals has the best model's best and worst one instead.
    """
    errors = crystal_errors(table)
    close = [name for name in CLOSE_PACKED if name in set(errors["structure"])]
    sparse = [name for name in OPEN if name in set(errors["structure"])]
    if not close or not sparse:
        return _extremes(errors, record["best"])
    said = [text for text in record["verdict"] if "close-packed" in text]
    signs = {model: _sign(errors, model, close, sparse) for model in by_score(record)}
    smaller = [model_label(model) for model, sign in signs.items() if sign < 0]
    larger = [model_label(model) for model, sign in signs.items() if sign > 0]
    counted = (
        f"Of {len(signs)} models {len(smaller) or 'none'} have smaller energy errors on "
        f"close-packed crystals ({', '.join(close)}) than on open ones ({', '.join(sparse)}), by "
        f"more than two standard errors{_in_brackets(smaller)}, and {len(larger) or 'none'} have "
        f"larger ones{_in_brackets(larger)}."
    )
    return " ".join([*said, counted])


def _in_brackets(names: list[str]) -> str:
    return f" ({', '.join(names)})" if names else ""


def _sign(errors: pd.DataFrame, model: str, close: list[str], sparse: list[str]) -> int:
    """Return -1 where close-packed crystals have smaller errors, 1 for larger, 0 for neither.

    A mean of errors has a variance of its own: differences within two standard errors are none.
    """
    mine = errors_by("structure", errors[errors["model"] == model], _ENERGY)
    difference, variance = 0.0, 0.0
    for names, sign in ((close, 1), (sparse, -1)):
        values, deviations = np.array([mine[name] for name in names]).T
        difference += sign * float(values.mean())
        variance += float(np.nansum(deviations**2)) / len(names) ** 2
    return int(np.sign(difference)) if abs(difference) > 2 * variance**0.5 else 0


def _extremes(errors: pd.DataFrame, model: str) -> str:
    mine = errors[errors["model"] == model].set_index("structure")[_ENERGY.column]
    best, worst = str(mine.idxmin()), str(mine.idxmax())
    start = f"By {model_label(model)} the error of {label(best)} is"
    if best == worst:
        return f"{start} {brief(mine[best])} meV/atom."
    return (
        f"{start} smallest, {brief(mine[best])} meV/atom, and that of {label(worst)} largest, "
        f"{brief(mine[worst])}."
    )
