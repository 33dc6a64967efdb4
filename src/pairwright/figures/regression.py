"""Figures of the regression study: fits and extrapolation, losses, minima, ensembles."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pairwright.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    log_axis,
    new_figure,
    room,
    wrapped,
)

STYLES: dict[str, tuple[str, str, Any]] = {
    "least-squares": ("least squares without Jacobian", INK, (0, (1, 2))),
    "least-squares-jacobian": ("least squares with autograd's jacobian", VERMILION, (0, (5, 2))),
    "least-squares-batch-jacobian": ("least squares with batch_jacobian", ORANGE, (0, (2, 1.5))),
    "adam": ("Adam", PURPLE, "-"),
    "lbfgs": ("L-BFGS", SKY, "-"),
    "levenberg-marquardt": ("Levenberg-Marquardt", BLUE, "-"),
    "variable-projection": ("variable projection", GREEN, "-"),
}
"""Name for readers, colour and line of each method, in the order of the legend."""

_SHADE = "#eeeeee"
_LEGEND_ROW_MM = 4.5
_BINS = 40


def _drawn(name: str) -> dict[str, Any]:
    label, colour, style = STYLES[name]
    # Where lines are the same, a dashed one lies on a full one, and both are seen.
    width, height = (1.6, 2) if style == "-" else (1.1, 3)
    drawn = {"label": label, "color": colour, "linestyle": style}
    return drawn | {"linewidth": width, "zorder": height}


def fit_figure(fits: dict[str, dict[str, Any]], options: dict[str, Any]) -> Figure:
    """Draw each method's fit and where it goes beyond the points, and its error within them.

    ``fits`` are the records of the methods by name.
    """
    figure, left, right = _two_panels(len(fits) + 1, options)
    for name in [name for name in STYLES if name in fits]:
        x, y = (np.array(fits[name]["curve"][axis]) for axis in ("x", "y"))
        left.plot(x, y, **_drawn(name))
        within = x <= 1
        right.plot(x[within], y[within] - np.cbrt(x[within]), **_drawn(name))
    left.plot(x, np.cbrt(x), color=INK, linewidth=2.6, alpha=0.25, zorder=0, label="cube root of x")
    _shade_training(left)
    left.set_ylabel("y")
    right.set_ylabel("Error of y")
    for axes in (left, right):
        axes.set_xlabel("x")
    _legend(figure, left, options)
    return figure


def _shade_training(axes: Axes) -> None:
    axes.axvspan(0, 1, color=_SHADE, zorder=-1, linewidth=0)
    axes.text(0.5, 0.02, "points", transform=axes.get_xaxis_transform(), ha="center", va="bottom")


def _two_panels(entries: int, options: dict[str, Any]) -> tuple[Figure, Axes, Axes]:
    """Return a figure of two panels, with room for a legend of so many entries below."""
    rows = -(-entries // _legend_columns(options))
    figure = new_figure(options, max(40, 0.4 * options["width_mm"]) + _LEGEND_ROW_MM * rows)
    left, right = figure.subplots(1, 2)
    return figure, left, right


def _legend_columns(options: dict[str, Any]) -> int:
    return max(1, min(3, room(options) - 1))


def _legend(figure: Figure, axes: Axes, options: dict[str, Any]) -> None:
    handles, labels = axes.get_legend_handles_labels()
    columns = _legend_columns(options)
    figure.legend(handles, labels, loc="outside lower center", ncols=columns)


def loss_figure(
    fits: dict[str, dict[str, Any]], timings: pd.DataFrame, options: dict[str, Any]
) -> Figure:
    """Draw the loss against evaluations of the model, and against the time.

    ``timings`` is timings.csv of the study.
    """
    figure, left, right = _two_panels(len(fits), options)
    right.sharey(left)
    for name in [name for name in STYLES if name in fits]:
        history = fits[name]["history"]
        left.plot(history["evaluations"], history["mean_squared_error"], **_drawn(name))
        rows = timings[timings["method"] == name]
        right.plot(1e3 * rows["time_s"], rows["mean_squared_error"], **_drawn(name))
    goal = next(iter(fits.values()))["goal"]
    for axes in (left, right):
        axes.axhline(goal, color=INK, linewidth=0.6, linestyle=(0, (1, 2)), zorder=0)
        log_axis(axes.xaxis)
        log_axis(axes.yaxis)
        axes.set_xlabel("Evaluations" if axes is left else "Time (ms)")
        axes.tick_params(labelleft=True)
    left.set_ylabel("Mean squared error")
    _legend(figure, left, options)
    return figure


def starts_figure(starts: pd.DataFrame, goal: float, options: dict[str, Any]) -> Figure:
    """Draw how the final errors of each method are distributed over the random starts.

    ``starts`` is starts.csv of the study. Points are moved sideways only to be seen apart.
    """
    names = [name for name in STYLES if name in set(starts["method"])]
    figure = new_figure(options, 16 + 11 * len(names))
    axes = figure.subplots()
    for place, name in enumerate(names):
        losses = np.sort(starts.loc[starts["method"] == name, "mean_squared_error"].to_numpy())
        shifts = _apart(losses)
        axes.plot(losses, place + shifts, "o", color=STYLES[name][1], alpha=0.7, markersize=3.5)
        reached = int((losses <= goal).sum())
        axes.annotate(
            f"{reached} of {len(losses)}",
            (1.01, place),
            xycoords=("axes fraction", "data"),
            va="center",
        )
    axes.axvline(goal, color=INK, linewidth=0.6, linestyle=(0, (1, 2)), zorder=0)
    labels = [wrapped(STYLES[name][0], 0.27 * options["width_mm"], options) for name in names]
    axes.set_yticks(range(len(names)), labels)
    axes.set_ylim(len(names) - 0.4, -0.6)
    log_axis(axes.xaxis)
    text = "Final mean squared error, and how many fits reach the goal (dotted)"
    axes.set_xlabel(wrapped(text, 0.6 * options["width_mm"], options))
    axes.grid(visible=True, axis="x", which="major", color=FAINT, linewidth=0.3)
    return figure


def _apart(losses: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Return shifts, no larger than 0.35, that spread points of about the same loss."""
    bins = np.round(_BINS / 4 * np.log10(losses))
    shifts = np.zeros(len(losses))
    for value in np.unique(bins):
        members = np.flatnonzero(bins == value)
        room_taken = min(0.35, 0.05 * (len(members) - 1))
        shifts[members] = np.linspace(-room_taken, room_taken, len(members))
    return shifts


def ensemble_figure(table: pd.DataFrame, options: dict[str, Any]) -> Figure:
    """Draw what two ensembles say beyond the points, and how sure they are against how wrong.

    ``table`` is ensemble.csv of the study.
    """
    figure, left, right = _two_panels(3, options)
    looks = {
        "same": ("one network from all starts", VERMILION),
        "sizes": ("networks of four sizes", BLUE),
    }
    x = table["x"].to_numpy()
    for name, (label, colour) in looks.items():
        mean, deviation = table[f"{name}_mean"], table[f"{name}_deviation"]
        low, high = mean - 2 * deviation, mean + 2 * deviation
        left.fill_between(x, low, high, color=colour, alpha=0.25, linewidth=0)
        left.plot(x, mean, color=colour, label=label)
        right.plot(x, np.abs(mean - table["target"]), color=colour, linewidth=0.8)
        right.plot(x, deviation, color=colour, linestyle=(0, (3, 1.5)))
    left.plot(x, table["target"], color=INK, linewidth=2.6, alpha=0.25, label="cube root of x")
    _shade_training(left)
    left.set_ylabel("y")
    right.axvspan(0, 1, color=_SHADE, zorder=-1, linewidth=0)
    right.plot([], [], color=INK, linewidth=0.8, label="error of the mean")
    right.plot([], [], color=INK, linestyle=(0, (3, 1.5)), label="standard deviation")
    log_axis(right.yaxis)
    right.set_ylabel("Error and standard deviation of y")
    right.legend(loc="lower right")
    for axes in (left, right):
        axes.set_xlabel("x")
        axes.set_xlim(0, x[-1])
    _legend(figure, left, options)
    return figure
