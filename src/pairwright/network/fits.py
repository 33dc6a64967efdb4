"""One fit of the regression study as a record, and its times as a table."""

from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.splits import child_generator
from pairwright.network import mlp
from pairwright.network.canonical import canonical
from pairwright.network.methods import Outcome, Watch, method_named
from pairwright.network.regression import Regression, cube_root, predicted, scalar_from_flat

FloatArray = npt.NDArray[np.float64]

LONGEST_HISTORY = 200
"""Losses that are kept of a fit: the first and the last, and others evenly in the logarithm."""
CURVE_POINTS = 241

TIME_COLUMNS = ("method", "evaluations", "time_s", "mean_squared_error")


def problem_of(options: dict[str, Any]) -> Regression:
    """Return the problem that the ``regression`` section of the configuration describes."""
    return cube_root(options["points"], options["hidden_units"], options["goal"])


def starting_points(problem: Regression, options: dict[str, Any], seed: int) -> list[FloatArray]:
    """Return ``starts`` random starts (p,); a fit by one method alone begins with the first."""
    random = child_generator(seed, "regression")
    return [
        mlp.flatten(mlp.initialise(problem.layers, options["start_scale"], random))
        for _ in range(options["starts"])
    ]


def fit_record(
    name: str, options: dict[str, Any], seed: int
) -> tuple[dict[str, Any], list[tuple[str, int, float, float]]]:
    """Fit by one method; return ``<method>.json``'s content, and the rows of its times."""
    problem = problem_of(options)
    start = starting_points(problem, options, seed)[0]
    watch = Watch(problem.goal, options["evaluations"])
    watch.seen(problem.mean_squared_error(start))
    outcome = method_named(name)(problem, start, watch)
    rows = thinned(watch.rows)
    times = [(name, evaluations, seconds, loss) for evaluations, seconds, loss in rows]
    return _record(name, problem, options, start, watch, outcome), times


def _record(
    name: str,
    problem: Regression,
    options: dict[str, Any],
    start: FloatArray,
    watch: Watch,
    outcome: Outcome,
) -> dict[str, Any]:
    x = np.linspace(0.0, options["reach"], CURVE_POINTS)
    curve = predicted(outcome.parameters, problem.layers, x)
    loss = problem.mean_squared_error(outcome.parameters)
    rows = thinned(watch.rows)
    return {
        "method": name,
        "layers": list(problem.layers),
        "points": len(problem.inputs),
        "start": start.tolist(),
        "parameters": outcome.parameters.tolist(),
        "canonical_parameters": canonical(outcome.parameters, problem.layers).tolist(),
        "scalar_parameters": scalar_from_flat(outcome.parameters).tolist(),
        "mean_squared_error": loss,
        "goal": problem.goal,
        "reached_goal": loss <= problem.goal,
        "reason": outcome.reason,
        "evaluations": watch.evaluations,
        "jacobians": watch.jacobians,
        "largest_error": float(np.abs(problem.residuals(outcome.parameters)).max()),
        "extrapolation": {"x": options["reach"], "error": float(curve[-1] - np.cbrt(x[-1]))},
        "history": {
            "evaluations": [row[0] for row in rows],
            "mean_squared_error": [row[2] for row in rows],
        },
        "curve": {"x": x.tolist(), "y": curve.tolist()},
        "units": "x and y have none; parameters layer by layer, weights before biases",
    }


def thinned(rows: list[tuple[int, float, float]]) -> list[tuple[int, float, float]]:
    """Return at most LONGEST_HISTORY of the rows."""
    if len(rows) <= LONGEST_HISTORY:
        return rows
    places = np.geomspace(1, len(rows), LONGEST_HISTORY).round().astype(int) - 1
    return [rows[place] for place in np.unique(places)]
