"""Names written beside points of a panel so that none lies on another, on a mark or outside."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

from pairwright.figures.style import FAINT

FloatArray = npt.NDArray[np.float64]

_POINTS_PER_INCH = 72
_GAP, _STEP = 5.0, 4.0
"""Distance (pt) of a name from its point in the nearest ring, and from ring to ring."""
_RINGS = 24
_SHRUNK = 0.6
"""Names that are above or below and to one side are nearer by this factor."""
_LEADER_FROM = 4
"""From this ring on, a line joins a name to its point."""
_ROUNDS = 6
_PER_RING, _ON_LINE, _ON_MARK, _ON_NAME, _OUTSIDE = 0.2, 2.0, 4.0, 20.0, 100.0
"""What it costs to write a name far away, on a line, a mark or another name, or outside."""


@dataclass(frozen=True)
class Named:
    """A point in data coordinates and its name."""

    x: float
    y: float
    name: str


def write_names(figure: Figure, panel: Axes, points: Sequence[Named], avoid: FloatArray) -> None:
    """Write the name of each point where there is room, near it where possible.

    ``avoid`` (n, 2) are further places in data coordinates that should stay free. The panel's
    limits have to be set: the figure is laid out here.
    """
    figure.draw_without_rendering()
    scale = figure.dpi / _POINTS_PER_INCH
    sizes = [_size(panel, point.name) for point in points]
    anchors = panel.transData.transform([(point.x, point.y) for point in points])
    lines = panel.transData.transform(avoid.reshape(-1, 2))
    choices = [
        _candidates(anchor, size, scale) for anchor, size in zip(anchors, sizes, strict=True)
    ]
    prices = [
        _OUTSIDE * _leaves(boxes, panel.bbox)
        + _ON_MARK * _covered(boxes, anchors, scale)
        + _ON_LINE * (_covered(boxes, lines, scale) > 0)
        + _PER_RING * np.arange(len(boxes)) / _DIRECTIONS
        for boxes in choices
    ]
    taken = _without_overlap(choices, prices)
    for point, anchor, boxes, number in zip(points, anchors, choices, taken, strict=True):
        _write(panel, point, anchor, boxes[number], scale, far=number >= _LEADER_FROM * _DIRECTIONS)


# To the right and the left first, then above and below, then to one side.
_SIDES = (
    *((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)),
    *((1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)),
    *((x, y) for x in (0.25, -0.25, 0.5, -0.5, 0.75, -0.75) for y in (1.0, -1.0)),
)
_DIRECTIONS = len(_SIDES)


def _size(panel: Axes, text: str) -> tuple[float, float]:
    """Return width and height (px) of a text."""
    written = panel.text(0, 0, text)
    box = written.get_window_extent()
    written.remove()
    return float(box.width), float(box.height)


def _candidates(anchor: FloatArray, size: tuple[float, float], scale: float) -> FloatArray:
    """Return boxes (c, 4) of left, bottom, right and top (px), ring after ring."""
    boxes = []
    for ring in range(_RINGS):
        distance = scale * (_GAP + ring * _STEP)
        for x, y in _SIDES:
            left = anchor[0] + x * (_SHRUNK if y else 1.0) * distance + size[0] * (x - 1) / 2
            bottom = anchor[1] + y * (_SHRUNK if x else 1.0) * distance + size[1] * (y - 1) / 2
            boxes.append((left, bottom, left + size[0], bottom + size[1]))
    return np.array(boxes)


def _covered(boxes: FloatArray, places: FloatArray, scale: float) -> FloatArray:
    """Return how many of the places (n, 2) each of the boxes (c, 4) covers or touches."""
    pad = 2.5 * scale
    inside = (
        (places[:, 0] > boxes[:, None, 0] - pad)
        & (places[:, 0] < boxes[:, None, 2] + pad)
        & (places[:, 1] > boxes[:, None, 1] - pad)
        & (places[:, 1] < boxes[:, None, 3] + pad)
    )
    return np.asarray(inside.sum(axis=1), dtype=np.float64)


def _leaves(boxes: FloatArray, frame: Bbox) -> FloatArray:
    """Return 1 for each of the boxes (c, 4) that is not wholly in the frame, else 0."""
    beyond = (boxes[:, :2] < frame.min).any(axis=1) | (boxes[:, 2:] > frame.max).any(axis=1)
    return np.asarray(beyond, dtype=np.float64)


def _without_overlap(choices: list[FloatArray], prices: list[FloatArray]) -> list[int]:
    """Choose a box for each name, again and again, until no name gains by another one."""
    taken = [int(np.argmin(price)) for price in prices]
    for _ in range(_ROUNDS):
        before = list(taken)
        for place, boxes in enumerate(choices):
            others = [choices[k][taken[k]] for k in range(len(choices)) if k != place]
            overlaps = sum((_overlap(boxes, other) for other in others), np.zeros(len(boxes)))
            taken[place] = int(np.argmin(prices[place] + _ON_NAME * overlaps))
        if taken == before:
            break
    return taken


def _overlap(boxes: FloatArray, other: FloatArray) -> FloatArray:
    """Return 1 for each of the boxes (c, 4) that overlaps the other (4,), else 0."""
    apart = (
        (boxes[:, 0] > other[2])
        | (boxes[:, 2] < other[0])
        | (boxes[:, 1] > other[3])
        | (boxes[:, 3] < other[1])
    )
    return np.asarray(~apart, dtype=np.float64)


def _write(
    panel: Axes, point: Named, anchor: FloatArray, box: FloatArray, scale: float, *, far: bool
) -> None:
    line = {"arrowstyle": "-", "color": FAINT, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 3}
    centre = np.array([box[0] + box[2], box[1] + box[3]]) / 2
    written = panel.annotate(
        point.name,
        (point.x, point.y),
        xytext=tuple((centre - anchor) / scale),
        textcoords="offset points",
        ha="center",
        va="center",
        arrowprops=line if far else None,
    )
    written.set_path_effects([withStroke(linewidth=1.5, foreground="white")])
    written.set_in_layout(False)
