"""What more data would bring each form: errors against the share of the training groups."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pairwright.figures.captions import brief, listed
from pairwright.figures.decades import show_decades
from pairwright.figures.legends import curve_key, mark_key, panels_above_legend
from pairwright.figures.models import line_style, marker_size, model_looks
from pairwright.figures.names import model_label
from pairwright.figures.quantities import (
    QUANTITIES,
    Quantity,
    known_quantities,
    panel_columns,
)
from pairwright.figures.style import FAINT, INK, Look, wrapped

FloatArray = npt.NDArray[np.float64]
Curves = dict[str, pd.DataFrame]

HELD_OUT, FITTED = "held-out", "fitted"
"""The rows that errors are of."""
_PANEL_MM = 58
_FITTED_AT, _APART = 108.0, 3.0
"""Where errors on fitted rows stand, and how far marks of one share are apart (both in %)."""
_TOO_LARGE = 30.0
"""Errors larger than the largest with all groups by this factor are not shown."""
_LEARNT = 1.1
"""Where the error on held-out rows is within this factor of that on fitted rows, all is learnt."""


def learning_figure(curves: Curves, options: dict[str, Any]) -> Figure:
    """Draw held-out errors against the share of the training groups, for each form.

    ``curves`` are contents of learning_curve.csv by form, ``options`` is the ``figures`` section of
    the configuration. Bars are standard deviations between drawings of groups; hollow marks at the
    right are errors on the rows that were fitted, with all groups.
    """
    appearance = model_looks(curves)
    quantities = known_quantities(pd.concat(curves.values()))
    keys = [curve_key(name, look) for name, look in appearance.items()]
    keys.append(mark_key(Look(INK, "o"), "fitted rows, all groups", hollow=True))
    columns = panel_columns(len(quantities), options)
    figure, panels = panels_above_legend(len(quantities), columns, _PANEL_MM, keys, options)
    length = 0.75 / columns * options["width_mm"]
    shifts = np.linspace(-_APART / 2, _APART / 2, len(appearance))
    for panel, quantity in zip(panels, quantities, strict=True):
        for (name, look), shift in zip(appearance.items(), shifts, strict=True):
            _draw(panel, curves[name], quantity, look, line_style(name), shift)
        _limit(panel, curves, quantity)
        panel.set_xlabel(wrapped("Share of training groups (%)", length, options))
        panel.set_ylabel(wrapped(f"RMSE of {quantity.name} ({quantity.unit})", length, options))
        panel.grid(visible=True, axis="y", which="both", color=FAINT, linewidth=0.3, alpha=0.6)
    return figure


def errors_of(curve: pd.DataFrame, quantity: Quantity, rows: str) -> tuple[FloatArray, FloatArray]:
    """Return shares (s,) in percent and errors (s,) on held-out or fitted rows, by rising share."""
    mine = curve[curve["rows"] == rows].sort_values("fraction", kind="stable")
    return 100 * mine["fraction"].to_numpy(float), mine[quantity.column].to_numpy(float)


def _draw(
    panel: Axes, curve: pd.DataFrame, quantity: Quantity, look: Look, line: Any, shift: float
) -> None:
    shares, errors = errors_of(curve, quantity, HELD_OUT)
    spread = quantity.column.replace("rmse", "rmse_standard_deviation")
    mine = curve[curve["rows"] == HELD_OUT].sort_values("fraction", kind="stable")
    deviations = np.nan_to_num(mine[spread].to_numpy(float))
    style: dict[str, Any] = {
        "color": look.colour,
        "marker": look.marker,
        "markersize": marker_size(look),
    }
    panel.errorbar(shares + shift, errors, yerr=deviations, linestyle=line, elinewidth=0.7, **style)
    _, fitted = errors_of(curve, quantity, FITTED)
    panel.plot(_FITTED_AT + shift, fitted[-1], markerfacecolor="white", linestyle="", **style)


def _limit(panel: Axes, curves: Curves, quantity: Quantity) -> None:
    """Show all errors but those that a form gives that too few groups leave open."""
    with_all, everything = [], []
    for curve in curves.values():
        held_out, fitted = (errors_of(curve, quantity, rows)[1] for rows in (HELD_OUT, FITTED))
        with_all += [held_out[-1], fitted[-1]]
        everything += [*held_out, fitted[-1]]
    known = [error for error in with_all if np.isfinite(error)]
    largest = _TOO_LARGE * max(known, default=np.inf)
    show_decades(panel.yaxis, [error for error in everything if error <= largest])
    shares = sorted({share for curve in curves.values() for share in 100 * curve["fraction"]})
    panel.set_xlim(shares[0] - 2 * _APART, _FITTED_AT + 2 * _APART)
    panel.set_xticks(shares, [f"{share:.0f}" for share in shares])


def learning_sentence(curves: Curves) -> str:
    """Say what the fewest and all groups give, and which forms have learnt what they can.

    ``curves`` are contents of learning_curve.csv by form.
    """
    quantity, parts, learnt = QUANTITIES["energy"], [], []
    for name in curves:
        errors, fitted = (errors_of(curves[name], quantity, r)[1] for r in (HELD_OUT, FITTED))
        known = np.flatnonzero(np.isfinite(errors))
        if len(known) == 0:
            continue
        first, last = known[0], known[-1]
        told = f"{model_label(name)} {brief(errors[last])}"
        if first != last:
            told = f"{model_label(name)} {brief(errors[first])} to {brief(errors[last])}"
        parts.append(told)
        if errors[-1] <= _LEARNT * fitted[-1]:
            learnt.append(model_label(name))
    smallest = min(share for curve in curves.values() for share in 100 * curve["fraction"])
    text = (
        f"Energy error on held-out rows in {quantity.unit}, from {smallest:.0f} % of the groups to "
        f"all of them: {'; '.join(parts)}."
    )
    if not learnt:
        return f"{text} All of them err less on the rows that they were fitted to: more data help."
    return (
        f"{text} With all groups this error is within {100 * (_LEARNT - 1):.0f} % of that on "
        f"fitted rows, so more rows of the same kind would help little: {listed(learnt)}."
    )
