"""Histograms one above the other, one a crystal, on one scale: nothing hides anything."""

import math
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from pairwright.figures.style import FAINT, Look

FloatArray = npt.NDArray[np.float64]

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_POINTS_PER_INCH = 72


def nice_edges(values: FloatArray, bins: int) -> FloatArray:
    """Return edges of about ``bins`` bins over all values, at round multiples of a round width."""
    lowest, highest = float(values.min()), float(values.max())
    raw = max(highest - lowest, 1e-3 * max(abs(lowest), abs(highest)), 1e-9) / bins
    power = 10.0 ** np.floor(np.log10(raw))
    width = power * next(step for step in _STEPS if step * power >= raw * (1 - 1e-12))
    first = np.floor(lowest / width)
    last = np.maximum(np.ceil(highest / width), first + 1)
    edges: FloatArray = np.arange(first, last + 1) * width
    return edges


def _number_of_bins(values: int, columns: int) -> int:
    """Return more bins for more values, as far as they can be told apart."""
    return max(8, min(60 // columns, round(3 * math.sqrt(values))))


def draw_histograms(
    canvas: Figure | SubFigure,
    values: dict[str, FloatArray],
    appearance: dict[str, Look],
    notes: dict[str, str],
    *,
    notes_title: str = "",
    columns: int = 1,
) -> list[Axes]:
    """Draw each crystal's values in a panel of its own; panels share both scales.

    ``notes`` go under the crystal's name beside its panel, ``notes_title`` above them all.
    Panels fill ``columns`` from the top. Returns the panels in the order of ``values``.
    """
    names = list(values)
    rows = -(-len(names) // columns)
    axes = canvas.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    everything = np.concatenate(list(values.values()))
    edges = nice_edges(everything, _number_of_bins(len(everything), columns))
    places = axes.T.ravel()
    for number, panel in enumerate(places):
        if number >= len(names):
            panel.remove()
            continue
        name = names[number]
        panel.hist(values[name], bins=edges, color=appearance[name].colour)
        panel.grid(axis="x", color=FAINT, linewidth=0.4, alpha=0.6)
        panel.yaxis.set_major_locator(MaxNLocator(nbins=2, integer=True, min_n_ticks=1))
        _name(panel, name, notes[name], appearance[name])
        last_of_column = number % rows == rows - 1 or number == len(names) - 1
        panel.tick_params(labelbottom=last_of_column)
        if notes_title and number % rows == 0:
            _beside(panel, notes_title, (1, 1), (4, 6), "bottom")
    return list(places[: len(names)])


def _name(panel: Axes, name: str, note: str, look: Look) -> None:
    """Write a crystal's marker, name and note to the right of its panel."""
    figure: Any = panel.get_figure(root=True)
    beside = panel.transAxes + ScaledTranslation(6 / _POINTS_PER_INCH, 0, figure.dpi_scale_trans)
    panel.plot(
        [1], [0.5], look.marker, color=look.colour, transform=beside, clip_on=False, markersize=4
    )
    _beside(panel, f"{name}\n{note}", (1, 0.5), (12, 0), "center")


def _beside(
    panel: Axes,
    text: str,
    corner: tuple[float, float],
    points: tuple[float, float],
    vertical: Literal["bottom", "center"],
) -> None:
    panel.annotate(
        text,
        corner,
        xycoords="axes fraction",
        xytext=points,
        textcoords="offset points",
        verticalalignment=vertical,
        linespacing=1.05,
    )
