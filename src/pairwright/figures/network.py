"""Figures of the neural potential: errors on held-out rows, learning curve, calibration."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from pairwright.figures.captions import brief
from pairwright.figures.decades import show_decades
from pairwright.figures.models import model_looks
from pairwright.figures.names import display_name
from pairwright.figures.quantities import (
    QUANTITIES,
    Quantity,
    first_of_row,
    known_quantities,
    legend_columns,
    panel_columns,
    quantity_panels,
)
from pairwright.figures.style import (
    FAINT,
    INK,
    VERMILION,
    Look,
    in_order,
    log_axis,
    new_figure,
    wrapped,
)

FloatArray = npt.NDArray[np.float64]

EVERYTHING = "all"
"""What stands for all structures together in a table."""
SPLITS = {"grouped": "cross-validation", "left-out": "crystal left out"}
"""How rows were held out, and words for it."""

_BAND = "#f4f4f4"
_MODEL_MM = 2.6
_FRAME_MM = 17
_CURVE_MM = 56
_SPARE = 0.15
"""Of what errors span, the share that is free above and below."""
_SQUARE = 0.94
"""Height of a square panel with its labels, over its width."""


def errors_figure(comparison: pd.DataFrame, options: dict[str, Any]) -> Figure:
    """Draw the errors of each model on each crystal, held out in two ways.

    ``comparison`` is comparison.csv of the study. Filled markers are the grouped cross-validation,
    hollow ones crystals left out as a whole; a line joins what belongs together.
    """
    appearance = model_looks(comparison["model"])
    names = _rows_of(comparison)
    quantities = known_quantities(comparison)
    keys = [_key(look, label=display_name(model)) for model, look in appearance.items()]
    for split in SPLITS:
        if (comparison["split"] == split).any():
            keys.append(_key(Look(INK, "o"), hollow=split == "left-out", label=SPLITS[split]))
    labels = [str(key.get_label()) for key in keys]
    height = _FRAME_MM + (len(appearance) + 1) * _MODEL_MM * len(names)
    figure, panels = quantity_panels(len(quantities), height, labels, options)
    for panel, quantity in zip(panels, quantities, strict=True):
        for place, name in enumerate(names):
            if place % 2 == 0:
                panel.axhspan(place - 0.5, place + 0.5, color=_BAND, linewidth=0, zorder=-1)
            mine = comparison[comparison["structure"] == name]
            _draw_errors(panel, mine, quantity, place, appearance)
        log_axis(panel.xaxis)
        panel.set_xlim(_with_two_powers(*panel.get_xlim()))
        panel.set_ylim(len(names) - 0.5, -0.5)
        words = [wrapped(_words(name), 0.2 * options["width_mm"], options) for name in names]
        panel.set_yticks(range(len(names)), words if first_of_row(panel) else [""] * len(names))
        panel.tick_params(axis="y", length=0)
        panel.set_xlabel(_axis("RMSE", quantity, len(quantities), options))
    columns = legend_columns(labels, options)
    figure.legend(handles=keys, loc="outside lower center", ncols=columns)
    return figure


def _with_two_powers(low: float, high: float) -> tuple[float, float]:
    """Widen the limits of a log axis until two powers of ten are in sight, for it to be read."""
    first, last = np.ceil(np.log10(low)), np.floor(np.log10(high))
    if last - first >= 1:
        return low, high
    lowest, highest = 10.0 ** (first - 1), 10.0 ** (last + 1)
    if last < first:
        return lowest, highest
    return (lowest, high) if low / lowest < highest / high else (low, highest)


def _rows_of(comparison: pd.DataFrame) -> list[str]:
    """Return the crystals, and behind them what stands for all when there are several."""
    names = in_order(set(comparison["structure"]) - {EVERYTHING})
    return [*names, EVERYTHING] if len(names) != 1 else names


def _words(name: str) -> str:
    return "all" if name == EVERYTHING else name


def _axis(text: str, quantity: Quantity, panels: int, options: dict[str, Any]) -> str:
    """Return the label of an axis that is as long as the panel allows."""
    share = 0.75 / panel_columns(panels, options)
    label = f"{text} of {quantity.name} ({quantity.unit})"
    return wrapped(label, share * options["width_mm"], options)


def _draw_errors(
    panel: Axes,
    errors: pd.DataFrame,
    quantity: Quantity,
    place: int,
    appearance: dict[str, Look],
) -> None:
    """Draw the errors of one crystal, each model a little below the one before."""
    step = 1 / (len(appearance) + 1)
    for number, (model, look) in enumerate(appearance.items()):
        height = place - 0.5 + (number + 1) * step
        mine = errors[errors["model"] == model]
        found = {split: _first(mine, split, quantity.column) for split in SPLITS}
        panel.plot(list(found.values()), [height] * len(found), color=look.colour, linewidth=0.8)
        for split, value in found.items():
            _mark(panel, value, height, look, hollow=split == "left-out")


def _first(errors: pd.DataFrame, split: str, column: str) -> float:
    """Return the error for a split; NaN where there is none, or none that a log axis can show."""
    values = errors.loc[errors["split"] == split, column].to_numpy(dtype=float)
    return float(values[0]) if values.size and values[0] > 0 else float("nan")


def _mark(panel: Axes, value: float, height: float, look: Look, *, hollow: bool) -> None:
    face = "white" if hollow else look.colour
    panel.plot([value], [height], look.marker, color=look.colour, markerfacecolor=face)


def _key(look: Look, *, hollow: bool = False, **words: Any) -> Line2D:
    face = "white" if hollow else look.colour
    return Line2D(
        [], [], linestyle="", marker=look.marker, color=look.colour, markerfacecolor=face, **words
    )


def learning_figure(curve: pd.DataFrame, options: dict[str, Any]) -> Figure:
    """Draw errors against the number of rows that were trained on.

    ``curve`` is what :func:`pairwright.figures.learning.whole_curve` returns.
    """
    appearance = model_looks(curve["model"])
    quantities = known_quantities(curve)
    figure, panels = quantity_panels(len(quantities), _CURVE_MM, list(appearance), options)
    ticks = _apart(sorted(set(curve["training_rows"])))
    for panel, quantity in zip(panels, quantities, strict=True):
        for model, look in appearance.items():
            mine = curve[curve["model"] == model].sort_values("training_rows", kind="stable")
            errors = mine[quantity.column].where(mine[quantity.column] > 0)
            style: dict[str, Any] = {"marker": look.marker, "color": look.colour}
            panel.plot(mine["training_rows"], errors, label=display_name(model), **style)
        log_axis(panel.xaxis)
        show_decades(panel.yaxis, curve[quantity.column].astype(float), _SPARE)
        panel.set_xticks(ticks, [f"{rows:.0f}" for rows in ticks])
        panel.xaxis.set_minor_locator(NullLocator())
        panel.set_xlabel("Rows trained on")
        panel.set_ylabel(_axis("RMSE", quantity, len(quantities), options))
        panel.grid(visible=True, axis="y", which="both", color=FAINT, linewidth=0.3, alpha=0.6)
    handles, labels = panels[0].get_legend_handles_labels()
    columns = legend_columns(list(appearance), options)
    figure.legend(handles, labels, loc="outside lower center", ncols=columns)
    return figure


def _apart(numbers: list[float]) -> list[float]:
    """Return the last of rising numbers and those before that are apart on a log axis."""
    chosen = numbers[-1:]
    for number in reversed(numbers[:-1]):
        if np.log(chosen[0] / number) > 0.2 * np.log(numbers[-1] / numbers[0]):
            chosen.insert(0, number)
    return chosen


def calibration_figure(
    bins: pd.DataFrame, factors: dict[str, Any], options: dict[str, Any]
) -> Figure:
    """Draw the error of held-out values against the spread of the ensemble, in bins.

    ``bins`` is calibration.csv of the study, ``factors`` the ``calibration`` of comparison.json.
    On the diagonal the error is as large as the spread.
    """
    quantities = [QUANTITIES[name] for name in QUANTITIES if name in set(bins["quantity"])]
    if not quantities:
        figure = new_figure(options, _CURVE_MM)
        text = wrapped("The ensemble has no spread.", 0.8 * options["width_mm"], options)
        figure.text(0.5, 0.5, text, ha="center", va="center")
        return figure
    height = _SQUARE * options["width_mm"] / panel_columns(len(quantities), options)
    figure, panels = quantity_panels(len(quantities), height, [], options)
    for panel, quantity in zip(panels, quantities, strict=True):
        mine = bins[(bins["quantity"] == quantity.name) & (bins["error"] > 0)]
        _draw_calibration(panel, mine, factors[quantity.name]["factor"])
        panel.set_xlabel(_axis("Spread", quantity, len(quantities), options))
        panel.set_ylabel(_axis("Error", quantity, len(quantities), options))
    return figure


def _draw_calibration(panel: Axes, bins: pd.DataFrame, factor: float) -> None:
    spread, error = (bins[name].to_numpy(dtype=float) for name in ("spread", "error"))
    log_axis(panel.xaxis)
    log_axis(panel.yaxis)
    panel.set_box_aspect(1)
    if spread.size:
        both = np.concatenate([spread, error])
        limits = np.array([both.min() / 1.6, both.max() * 1.6])
        panel.plot(limits, limits, color=INK, linewidth=0.8, zorder=0)
        dashes = (0, (3, 1.5))
        panel.plot(limits, factor * limits, color=VERMILION, linewidth=0.8, linestyle=dashes)
        panel.set(xlim=limits, ylim=limits)
    panel.plot(spread, error, "o", color=VERMILION)
    panel.annotate(
        f"error = {brief(factor)} \N{MULTIPLICATION SIGN} spread",
        (0.97, 0.04),
        xycoords="axes fraction",
        color=VERMILION,
        ha="right",
    )
