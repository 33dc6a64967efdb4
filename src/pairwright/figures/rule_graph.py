"""The workflow as a picture: boxes for files of rules, lines to those that need their results."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from pairwright.figures.layers import Edge, Layers, essential, is_lane, layers
from pairwright.figures.style import BLUE, FAINT, INK, MM_PER_INCH

BOX_MM, GAP_MM, LANE_MM = 38.0, 4.0, 2.0
"""Widths: of a box, between two of them, and of a place where only a line passes."""
LINE_MM, TITLE_MM, MARGIN_MM, BETWEEN_ROWS_MM = 2.7, 3.6, 1.4, 9.0
LETTERS_PT = 8.0
"""The size of letters that these lengths are made for; with another one all of them grow alike."""
MOST_NAMED = 8
"""Rules that a box names; of more it says how many there are."""


def edges_of_files(edges: Sequence[Edge], file_of: Mapping[str, str]) -> list[Edge]:
    """Return between which files of rules the edges between rules lead, the essential ones only.

    Rules without a file, which only name targets, are left out.
    """
    return essential((file_of[a], file_of[b]) for a, b in edges if a in file_of and b in file_of)


def rule_graph_figure(
    edges: Sequence[Edge], file_of: Mapping[str, str], options: Mapping[str, Any]
) -> Figure:
    """Draw which rules the workflow runs and in what order.

    ``edges`` (rule, rule that needs it); ``file_of`` names the file of each rule; of ``options``,
    the configuration's ``figures``, only the size of letters counts.
    """
    plan = layers(edges_of_files(edges, file_of))
    running = {rule for edge in edges for rule in edge}
    texts = {
        name: _lines(sorted(rule for rule in running if file_of.get(rule) == name))
        for name in set(file_of.values())
    }
    heights = [max(_box_height(texts[name]) for name in row if name in texts) for row in plan.rows]
    width = max(_row_width(row) for row in plan.rows) + 2 * MARGIN_MM
    height = sum(heights) + BETWEEN_ROWS_MM * (len(heights) - 1) + 2 * MARGIN_MM
    inch = MM_PER_INCH * LETTERS_PT / options["font_size_pt"]
    figure = Figure(figsize=(width / inch, height / inch))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    places = _places(plan, width)
    tops = [MARGIN_MM + sum(heights[:k]) + BETWEEN_ROWS_MM * k for k in range(len(heights))]
    for path in plan.paths.values():
        _draw_path(axes, path, plan, places, tops, heights, texts)
    for row, top in zip(plan.rows, tops, strict=True):
        for name in row:
            if name in texts:
                _draw_box(axes, name, texts[name], places[name], top, options["font_size_pt"])
    return figure


def _lines(rules: Sequence[str]) -> list[str]:
    if len(rules) <= MOST_NAMED:
        return list(rules)
    return [f"{len(rules)} rules, {rules[0].split('_')[0]}_…"]


def _box_height(lines: Sequence[str]) -> float:
    return TITLE_MM + LINE_MM * len(lines) + 2 * MARGIN_MM


def _places(plan: Layers, width: float) -> dict[str, float]:
    """Return where the middle of everyone is from the left (mm): each row is centred."""
    found = {}
    for row in plan.rows:
        x = (width - _row_width(row)) / 2
        for name in row:
            found[name] = x + _width(name) / 2
            x += _width(name) + GAP_MM
    return found


def _row_width(row: Sequence[str]) -> float:
    return sum(map(_width, row)) + GAP_MM * (len(row) - 1)


def _width(name: str) -> float:
    return LANE_MM if is_lane(name) else BOX_MM


def _draw_path(
    axes: Axes,
    path: Sequence[str],
    plan: Layers,
    places: Mapping[str, float],
    tops: Sequence[float],
    heights: Sequence[float],
    texts: Mapping[str, Sequence[str]],
) -> None:
    """Draw a line from the bottom of a box past other rows to the top of the next box."""
    number = {name: k for k, row in enumerate(plan.rows) for name in row}
    points = []
    for name in path:
        k, x = number[name], places[name]
        top, bottom = tops[k], tops[k] + heights[k]
        if name == path[0]:
            points += [(x, top + _box_height(texts[name])), (x, bottom)]
        elif name == path[-1]:
            points.append((x, top))
        else:
            points += [(x, top), (x, bottom)]
    axes.plot(*zip(*points, strict=True), color=FAINT, linewidth=0.9, zorder=1)
    (x, y), (x_before, y_before) = points[-1], points[-2]
    axes.annotate(
        "",
        (x, y),
        (x - 0.2 * (x - x_before), y - 0.2 * (y - y_before)),
        arrowprops={"arrowstyle": "-|>", "color": FAINT, "linewidth": 0.9, "shrinkA": 0},
        zorder=1,
    )


def _draw_box(
    axes: Axes, name: str, lines: Sequence[str], middle: float, top: float, size: float
) -> None:
    axes.add_patch(
        FancyBboxPatch(
            (middle - BOX_MM / 2, top),
            BOX_MM,
            _box_height(lines),
            boxstyle="round,pad=0,rounding_size=1",
            facecolor="white",
            edgecolor=BLUE,
            linewidth=0.9,
            zorder=2,
        )
    )
    left = middle - BOX_MM / 2 + MARGIN_MM
    axes.text(left, top + MARGIN_MM, name, size=size, weight="bold", va="top", color=INK, zorder=3)
    for k, line in enumerate(lines):
        y = top + MARGIN_MM + TITLE_MM + LINE_MM * k
        axes.text(left, y, line, size=0.78 * size, va="top", color=INK, zorder=3)
