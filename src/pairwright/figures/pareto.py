"""Which model is worth its cost: score against the time of a step."""

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pairwright.figures.captions import brief, listed
from pairwright.figures.decades import show_decades
from pairwright.figures.labels import Named, write_names
from pairwright.figures.models import marker_size, model_looks
from pairwright.figures.names import display_name, model_label
from pairwright.figures.selection import by_score
from pairwright.figures.style import FAINT, new_figure, wrapped

FloatArray = npt.NDArray[np.float64]

_HEIGHT_MM = 80
_SPARE = 0.14
_FINE = 40
"""Places for each corner of a line that names keep away from."""


def measured(record: dict[str, Any], costs: dict[str, Any]) -> list[str]:
    """Return the models that have both a score and a cost, the best score first."""
    known = [name for name in by_score(record) if name in costs["models"]]
    return [name for name in known if record["scores"][name]["score"] > 0]


def front(record: dict[str, Any], costs: dict[str, Any]) -> list[str]:
    """Return the models that no other one beats in both cost and score, by rising cost.

    ``record`` is selection.json, ``costs`` is model_costs.json.
    """
    scores, times = record["scores"], costs["models"]
    found: list[str] = []
    order = {
        name: (times[name]["us_per_atom"], scores[name]["score"], name)
        for name in measured(record, costs)
    }
    for name in sorted(order, key=order.__getitem__):
        if not found or scores[name]["score"] < scores[found[-1]]["score"]:
            found.append(name)
    return found


def pareto_figure(record: dict[str, Any], costs: dict[str, Any], options: dict[str, Any]) -> Figure:
    """Draw the score of each model against the time of a step per atom, and the Pareto front.

    ``record`` is selection.json, ``costs`` is model_costs.json, ``options`` the ``figures`` section
    of the configuration. Bars are standard errors of scores, and quartiles of times.
    """
    models, appearance = measured(record, costs), model_looks(record["scores"])
    figure = new_figure(options, _HEIGHT_MM)
    if not models:
        figure.text(0.5, 0.5, "No model's cost was measured.", ha="center", va="center")
        return figure
    panel = figure.subplots()
    points = {name: _point(record, costs, name) for name in models}
    for name, (time, score) in points.items():
        look, timing = appearance[name], costs["models"][name]
        error = record["scores"][name]["standard_error"]
        ends = [timing["q1_us_per_atom"], timing["q3_us_per_atom"]]
        panel.plot(ends, [score] * 2, color=look.colour, linewidth=0.8)
        panel.plot([time] * 2, _above_zero(score, error), color=look.colour, linewidth=0.8)
        size = marker_size(look)
        panel.plot([time], [score], look.marker, color=look.colour, markersize=size, zorder=3)
    bars = [np.asarray(line.get_xydata(), dtype=np.float64) for line in panel.lines]
    for axis, ends in zip((panel.xaxis, panel.yaxis), np.concatenate(bars).T, strict=True):
        show_decades(axis, ends, _SPARE)
    cost = "Time of energy, forces and stress (µs/atom)"
    panel.set_xlabel(wrapped(cost, 0.75 * options["width_mm"], options))
    panel.set_ylabel(wrapped("Score on rows that no fit has seen", 0.8 * _HEIGHT_MM, options))
    steps = _draw_front(panel, [points[name] for name in front(record, costs)])
    names = [Named(*points[name], display_name(name)) for name in models]
    write_names(figure, panel, names, np.concatenate([*(_along(*bar.T) for bar in bars), steps]))
    return figure


def _point(record: dict[str, Any], costs: dict[str, Any], name: str) -> tuple[float, float]:
    return float(costs["models"][name]["us_per_atom"]), float(record["scores"][name]["score"])


def _above_zero(value: float, error: float) -> list[float]:
    """Return the ends of an error bar that a log axis can show."""
    return [value - error if error < value else value / 10, value + error]


def _draw_front(panel: Axes, points: list[tuple[float, float]]) -> FloatArray:
    """Draw the best score that each cost can buy; return places (n, 2) on this line."""
    times, scores = (np.repeat(values, 2) for values in zip(*points, strict=True))
    times = np.append(times, panel.get_xlim()[1])
    scores = np.insert(scores, 0, panel.get_ylim()[1])
    panel.plot(times, scores, color=FAINT, linewidth=1.0, zorder=0, scalex=False, scaley=False)
    return _along(times, scores)


def _along(times: FloatArray, scores: FloatArray) -> FloatArray:
    """Return places (n, 2) on a line with these corners, evenly even on log axes."""
    where, corners = np.linspace(0, len(times) - 1, _FINE * len(times)), np.arange(len(times))
    places = [np.exp(np.interp(where, corners, np.log(ends))) for ends in (times, scores)]
    return np.column_stack(places)


def pareto_sentence(record: dict[str, Any], costs: dict[str, Any]) -> str:
    """Name the models on the front with cost and score, and those without a measured cost."""
    on_front = front(record, costs)
    if not on_front:
        return "No model's cost was measured."
    parts = [
        f"{model_label(name)} ({brief(time)} µs/atom, score {brief(score)})"
        for name in on_front
        for time, score in [_point(record, costs, name)]
    ]
    text = (
        f"Of {len(measured(record, costs))} models, no other one is both cheaper and better than "
        f"{listed(parts)}, timed on a crystal of {costs['natoms']} atoms."
    )
    missing = [model_label(name) for name in by_score(record) if name not in costs["models"]]
    return f"{text} Left out, for want of a measured cost: {listed(missing)}." if missing else text
