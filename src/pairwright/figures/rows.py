"""Panels side by side in which each model has a row, and marks with error bars in these rows."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from pairwright.figures.decades import show_decades
from pairwright.figures.legends import panels_above_legend
from pairwright.figures.models import marker_size
from pairwright.figures.quantities import first_of_row
from pairwright.figures.style import Look, text_length_mm, wrapped

FloatArray = npt.NDArray[np.float64]

BAND = "#f4f4f4"
_FRAME_MM, _LEAST_MM = 9, 10
"""Height of a panel's ticks and margins, and of its rows at least."""
_NAMES = 0.4
"""Of the width of a figure, the most that the names of rows take."""
_LINE = 0.46
"""Height of a line of text (mm), for each point of the size of its letters."""
_LETTERS = 17
"""A panel is at least so many letters wide."""
_LONGEST = 8
"""An error bar on a log axis is shown down to this part of its upper end."""


def row_panels(
    axes: Sequence[str],
    rows: Sequence[str],
    row_mm: float,
    keys: Sequence[Line2D],
    options: dict[str, Any],
) -> tuple[Figure, list[Axes]]:
    """Return a figure and a panel for each label in ``axes``, with rows numbered from the top.

    ``rows`` are the rows' names, ``row_mm`` is the least height of each, ``keys`` make the legend
    below. Panels that have no room beside each other go below.
    """
    names = [wrapped(name, _NAMES * options["width_mm"], options) for name in rows]
    beside = max(text_length_mm(line, options) for name in names for line in name.split("\n"))
    smallest = text_length_mm("n" * _LETTERS, options)
    columns = min(len(axes), max(1, int((options["width_mm"] - beside) / smallest)))
    width = 0.9 * (options["width_mm"] - beside) / columns
    titles = [wrapped(text, width, options) for text in axes]
    line = _LINE * options["font_size_pt"]
    row = max(row_mm, line * _lines(names))
    height = _FRAME_MM + line * _lines(titles) + max(row * len(rows), _LEAST_MM)
    figure, panels = panels_above_legend(len(axes), columns, height, keys, options)
    for panel, title in zip(panels, titles, strict=True):
        _prepare(panel, names)
        panel.set_xlabel(title)
    return figure, panels


def _lines(texts: Sequence[str]) -> int:
    """Return how many lines the longest of some texts has."""
    return max(text.count("\n") + 1 for text in texts)


def _prepare(panel: Axes, rows: Sequence[str]) -> None:
    for place in range(0, len(rows), 2):
        panel.axhspan(place - 0.5, place + 0.5, color=BAND, linewidth=0, zorder=-1)
    panel.set_ylim(len(rows) - 0.5, -0.5)
    panel.set_yticks(range(len(rows)), rows if first_of_row(panel) else [""] * len(rows))
    panel.tick_params(axis="y", length=0)


def within_row(count: int) -> FloatArray:
    """Return where ``count`` marks of one row lie, relative to its middle."""
    return np.linspace(-0.5, 0.5, count + 2)[1:-1]


def mark(
    panel: Axes,
    value: float | None,
    height: float,
    look: Look,
    error: float | tuple[float, float] | None = None,
    *,
    hollow: bool = False,
) -> None:
    """Draw a value with its error bar: a length to each side, or the two ends.

    Nothing is drawn for a value that is not known, or not positive on a log axis.
    """
    log = panel.get_xscale() == "log"
    if value is None or not np.isfinite(value) or (log and value <= 0):
        return
    if error is not None and np.all(np.isfinite(error)):
        low, high = error if isinstance(error, tuple) else (value - error, value + error)
        ends = [max(low, np.finfo(float).tiny) if log else low, high]
        panel.plot(ends, [height] * 2, color=look.colour, linewidth=0.8, scalex=False)
    face = "white" if hollow else look.colour
    size = marker_size(look)
    panel.plot(
        [value], [height], look.marker, color=look.colour, markerfacecolor=face, markersize=size
    )


def show_marks(panel: Axes) -> None:
    """Show all marks of a logarithmic panel with their error bars.

    The lower end of an error bar may be zero, or so low that it would leave the marks no room: such
    a bar leaves the panel.
    """
    drawn = [np.asarray(line.get_xdata(), dtype=np.float64) for line in panel.lines]
    highest = [float(values.max()) for values in drawn]
    lowest = [float(max(values.min(), values.max() / _LONGEST)) for values in drawn]
    show_decades(panel.xaxis, [*highest, *lowest])
