"""Panels above a legend that has room for long words, and the entries of such legends."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from pairwright.figures.models import line_style, marker_size
from pairwright.figures.names import display_name
from pairwright.figures.quantities import legend_columns
from pairwright.figures.style import Look, new_figure, wrapped

_LINE_MM = 4.5
_ENTRY_MM = 14
"""Marker and space of an entry."""


def mark_key(look: Look, label: str, *, hollow: bool = False) -> Line2D:
    """Return the entry of a mark."""
    return Line2D(
        [],
        [],
        linestyle="",
        marker=look.marker,
        markersize=marker_size(look),
        color=look.colour,
        markerfacecolor="white" if hollow else look.colour,
        label=label,
    )


def curve_key(model: str, look: Look) -> Line2D:
    """Return the entry of a model's curve."""
    entry = mark_key(look, display_name(model))
    entry.set_linestyle(line_style(model))
    return entry


def panels_above_legend(
    count: int, columns: int, height_mm: float, keys: Sequence[Line2D], options: dict[str, Any]
) -> tuple[Figure, list[Axes]]:
    """Return a figure of ``count`` panels in rows of ``columns``, above a legend of ``keys``.

    Each panel is ``height_mm`` high with its labels; the legend has as few rows as there is room
    for.
    """
    rows, words = -(-count // columns), _words(keys, options)
    across = _columns(words, options)
    lines = max((word.count("\n") + 1 for word in words), default=0)
    below = _LINE_MM * lines * -(-len(words) // across)
    figure = new_figure(options, rows * height_mm + below)
    panels = list(figure.subplots(rows, columns, squeeze=False).flat)
    for unused in panels[count:]:
        unused.remove()
    if words:
        figure.legend(list(keys), words, loc="outside lower center", ncols=across)
    return figure, panels[:count]


def _words(keys: Sequence[Line2D], options: dict[str, Any]) -> list[str]:
    room = options["width_mm"] - _ENTRY_MM
    return [wrapped(str(key.get_label()), room, options) for key in keys]


def _columns(words: list[str], options: dict[str, Any]) -> int:
    longest = [max(word.split("\n"), key=len) for word in words]
    return max(1, legend_columns(longest, options)) if longest else 1
