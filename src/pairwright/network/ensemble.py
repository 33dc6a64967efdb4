"""Networks that fit the points equally well, and what they say where there are no points."""

from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.network import mlp
from pairwright.network.fits import CURVE_POINTS, starting_points
from pairwright.network.methods import METHODS, Watch
from pairwright.network.regression import Regression, cube_root, predicted

FloatArray = npt.NDArray[np.float64]

METHOD = "levenberg-marquardt"
SIZES = 4
"""How many sizes of networks there are, each with one hidden unit more than the one before."""

GROUPS = ("same", "sizes")
COLUMNS = (
    "x",
    "target",
    *(f"{group}_{what}" for group in GROUPS for what in ("mean", "deviation", "lowest", "highest")),
)


def ensembles(options: dict[str, Any], seed: int) -> tuple[list[tuple[float, ...]], dict[str, Any]]:
    """Return the rows of two ensembles along x, and a record of them.

    One is of the same network from every start, the other of networks of different sizes with as
    many members in all. Members have reached the goal. Each row holds x and x^(1/3), then mean,
    standard deviation, lowest and highest value of each ensemble.
    """
    points, units, goal = options["points"], options["hidden_units"], options["goal"]
    same = cube_root(points, units, goal)
    larger = [cube_root(points, n, goal) for n in _sizes(units, points)]
    starts = options["starts"]
    of_sizes = [
        curve
        for number, problem in enumerate(larger)
        for curve in _curves(problem, options, seed, range(number, starts, len(larger)))
    ]
    x = np.linspace(0.0, options["reach"], CURVE_POINTS)
    groups = dict(zip(GROUPS, (_curves(same, options, seed, range(starts)), of_sizes), strict=True))
    columns = [x, np.cbrt(x)]
    record: dict[str, Any] = {"method": METHOD, "goal": goal, "reach": options["reach"]}
    for name, curves in groups.items():
        columns += _statistics(curves, x)
        record[name] = _record(curves, x)
    record["sizes"]["hidden_units"] = [problem.layers[1] for problem in larger]
    return [tuple(map(float, row)) for row in zip(*columns, strict=True)], record


def _sizes(units: int, points: int) -> list[int]:
    """Return the numbers of hidden units: those that the points can determine."""
    wanted = range(units, units + SIZES)
    return [n for n in wanted if mlp.count((1, n, 1)) <= points]


def _curves(
    problem: Regression, options: dict[str, Any], seed: int, numbers: range
) -> list[FloatArray]:
    """Return what the fits from some of the starts say along x, where they reach the goal."""
    x = np.linspace(0.0, options["reach"], CURVE_POINTS)
    starts = starting_points(problem, options, seed)
    curves = []
    for number in numbers:
        watch = Watch(problem.goal, options["evaluations"])
        outcome = METHODS[METHOD](problem, starts[number], watch)
        if problem.mean_squared_error(outcome.parameters) <= problem.goal:
            curves.append(predicted(outcome.parameters, problem.layers, x))
    return curves


def _statistics(curves: list[FloatArray], x: FloatArray) -> list[FloatArray]:
    """Return mean, standard deviation, lowest and highest value at each x; none of no curves."""
    if not curves:
        return [np.full_like(x, np.nan)] * 4
    stacked = np.array(curves)
    deviation = stacked.std(axis=0, ddof=1) if len(curves) > 1 else np.zeros_like(x)
    return [stacked.mean(axis=0), deviation, stacked.min(axis=0), stacked.max(axis=0)]


def _record(curves: list[FloatArray], x: FloatArray) -> dict[str, Any]:
    """Return how many members there are, and how wrong and how sure they are at the end of x."""
    mean, deviation, _, _ = _statistics(curves, x)
    known = {"error": mean[-1] - np.cbrt(x[-1]), "standard_deviation": deviation[-1]}
    return {
        "members": len(curves),
        "at_reach": {name: float(value) if curves else None for name, value in known.items()},
    }
