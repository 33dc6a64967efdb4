"""The same methods from many random starts: how often they succeed, and what they find."""

import time
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.network.canonical import canonical, classes
from pairwright.network.fits import problem_of, starting_points
from pairwright.network.levenberg_marquardt import levenberg_marquardt
from pairwright.network.methods import METHODS, Watch
from pairwright.network.problems import ProjectedProblem
from pairwright.network.regression import Regression

FloatArray = npt.NDArray[np.float64]

# autograd's Jacobian gives the same steps as batch_jacobian, and Adam has a goal of its own: both
# would take longer than all others together.
FROM_MANY_STARTS = (
    "least-squares",
    "least-squares-batch-jacobian",
    "lbfgs",
    "levenberg-marquardt",
    "variable-projection",
)
FOR_MINIMA = "levenberg-marquardt"
"""Its ends are followed to the minima that they are near."""

COLUMNS = (
    "method",
    "start",
    "mean_squared_error",
    "reached_goal",
    "evaluations",
    "jacobians",
    "reason",
)
TIME_COLUMNS = ("method", "start", "time_s")

SAME_MINIMUM = 0.02
"""Weights into the hidden units that differ by no more than this share are of one minimum."""


def many_starts(
    options: dict[str, Any], seed: int
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], dict[str, Any]]:
    """Return the rows of all fits, of their times, and a record of what they found."""
    problem = problem_of(options)
    rows: list[tuple[Any, ...]] = []
    times: list[tuple[Any, ...]] = []
    ends: list[FloatArray] = []
    for name in FROM_MANY_STARTS:
        for number, start in enumerate(starting_points(problem, options, seed)):
            watch = Watch(problem.goal, options["evaluations"])
            outcome = METHODS[name](problem, start, watch)
            times.append((name, number, time.perf_counter() - watch.began))
            loss = problem.mean_squared_error(outcome.parameters)
            counted = (watch.evaluations, watch.jacobians, outcome.reason)
            rows.append((name, number, loss, loss <= problem.goal, *counted))
            if name == FOR_MINIMA:
                ends.append(outcome.parameters)
    found = {
        "goal": problem.goal,
        "methods": {name: _summary([r for r in rows if r[0] == name]) for name in FROM_MANY_STARTS},
        "minima": minima(problem, ends),
    }
    return rows, times, found


def _summary(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Return what a table would say of a method."""
    losses = [row[2] for row in rows]
    evaluations = [row[4] for row in rows]
    return {
        "starts": len(rows),
        "reached_goal": sum(row[3] for row in rows),
        "median_mean_squared_error": float(np.median(losses)),
        "largest_mean_squared_error": max(losses),
        "median_evaluations": float(np.median(evaluations)),
        "evaluations": sum(evaluations),
    }


def minima(problem: Regression, ends: list[FloatArray]) -> list[dict[str, Any]]:
    """Return the different minima near the ends of the fits, and the starts that lead to each.

    Each end (p,) is followed down the valley that it is in, with the output layer solved exactly,
    and put in canonical form. Two are the same when the weights into their hidden units are. The
    biases and the weights going out may have no values at the minimum: where they grow together
    for ever, tanh(w x + b) times a number turns into an exponential, exp(-2 w x), plus a constant.
    """
    forms, losses = [], []
    for end in ends:
        own = ProjectedProblem(problem)
        found = levenberg_marquardt(
            own.cost,
            own.normal_equations,
            own.start(end),
            iterations=200,
            relative_tolerance=1e-9,
            damping=1e-2,
            levelling=1.0,
        )
        forms.append(canonical(own.all_parameters(found.parameters), problem.layers))
        losses.append(found.cost / len(problem.targets))
    units = problem.layers[0] * problem.layers[1]
    numbers = classes([form[:units] for form in forms], SAME_MINIMUM)
    return [
        {
            "mean_squared_error": losses[number],
            "canonical_parameters": forms[number].tolist(),
            "starts": [start for start, other in enumerate(numbers) if other == number],
        }
        for number in sorted(set(numbers), key=losses.__getitem__)
    ]
