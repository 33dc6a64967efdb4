"""The networks that the post on regression printed, and its run of Adam, number by number.

Source: J. Kitchin, Neural networks for regression with autograd (2017).
"""

from typing import Any

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from autograd.misc.optimizers import adam
from scipy.optimize import least_squares

from pairwright.network import mlp
from pairwright.network.canonical import canonical
from pairwright.network.jacobian import batch_jacobian
from pairwright.network.methods import ADAM_ITERATIONS, ADAM_ROUNDS, ADAM_STEP, ADAM_STOP
from pairwright.network.regression import (
    Regression,
    cube_root,
    predicted,
    scalar_from_flat,
    scalar_model,
)

FloatArray = npt.NDArray[np.float64]
Record = dict[str, Any]

POINTS, UNITS, REACH = 50, 3, 3.0
SEED, DRAWING, SCALE = 0, 7, 0.1
"""The post draws its start from numpy's RandomState(0), which a session goes on with at each call.

The first drawing has a loss of 0.501, the seventh the 0.530 that the post printed: the cell was run
seven times, and from there every printed number follows.
"""
LOOKS_EVERY = 250


def network_record(printed: Record) -> Record:
    """Return errors of the networks in ``printed``, the run of Adam, and a network without tanh.

    ``printed`` holds, for each of least_squares and adam, weights_in, biases and weights_out (3,)
    and bias_out.
    """
    problem = cube_root(POINTS, UNITS, ADAM_STOP)
    return {
        "printed": {
            name: _errors(problem, flat_of(printed[name])) for name in ("least_squares", "adam")
        },
        "adam": post_adam(problem),
        "without_activation": linear_network(problem),
        "units": "none",
    }


def flat_of(network: Record) -> FloatArray:
    """Return the flat parameters (10,) of a printed network."""
    parts = [network[name] for name in ("weights_in", "biases", "weights_out")]
    return np.array([*np.concatenate(parts), network["bias_out"]])


def _errors(problem: Regression, flat: FloatArray) -> Record:
    """Return how a network fits, how it goes on beyond the points, and that both formulas agree."""
    by_number = scalar_model(scalar_from_flat(flat), problem.inputs)
    in_matrices = predicted(flat, problem.layers, problem.inputs)
    beyond = float(predicted(flat, problem.layers, np.array([REACH]))[0] - np.cbrt(REACH))
    return {
        "mean_squared_error": problem.mean_squared_error(flat),
        "largest_error": float(np.abs(in_matrices - problem.targets).max()),
        "error_at_3": beyond,
        "largest_difference_of_formulas": float(np.abs(by_number - in_matrices).max()),
        "canonical_parameters": canonical(flat, problem.layers),
    }


def post_start(problem: Regression) -> FloatArray:
    """Return the flat parameters (10,) that the post's Adam started from."""
    stream = np.random.RandomState(SEED)
    drawn = np.empty(0)
    for _ in range(DRAWING):
        drawn = SCALE * stream.randn(mlp.count(problem.layers))
    return drawn


def post_adam(problem: Regression) -> Record:
    """Repeat the post's Adam; return losses at every 250th iteration, and where it ends."""
    losses: list[float] = []

    def look(parameters: FloatArray, iteration: int, _gradient: FloatArray) -> None:
        if iteration % LOOKS_EVERY == 0:
            losses.append(problem.mean_squared_error(parameters))

    parameters, iterations = post_start(problem), 0
    for _ in range(ADAM_ROUNDS):
        iterations += ADAM_ITERATIONS
        parameters = adam(
            lambda flat, _iteration: _slope(problem, flat),
            parameters,
            look,
            num_iters=ADAM_ITERATIONS,
            step_size=ADAM_STEP,
        )
        if problem.mean_squared_error(parameters) < ADAM_STOP:
            break
    return {
        "losses": losses,
        "iterations": iterations,
        "mean_squared_error": problem.mean_squared_error(parameters),
        "parameters": parameters,
    }


def _slope(problem: Regression, flat: FloatArray) -> FloatArray:
    """Return the gradient 2 J^T r / n (p,) of the mean squared error."""
    layers = mlp.unflatten(flat, problem.layers)
    residuals = problem.residuals(flat)
    gradient: FloatArray = 2 * residuals @ mlp.jacobian(layers, problem.column) / len(residuals)
    return gradient


def linear_network(problem: Regression) -> Record:
    """Fit w1 (w0 x + b0) + b1; return how far it is from the straight line of linear regression."""

    def without_activation(flat: Any, x: Any) -> Any:
        (w0, b0), (w1, b1) = mlp.unflatten(flat, problem.layers)
        return (anp.dot(anp.dot(x[:, None], w0) + b0, w1) + b1)[:, 0]

    jacobian = batch_jacobian(without_activation)

    def residuals(flat: FloatArray) -> FloatArray:
        return np.asarray(without_activation(flat, problem.inputs) - problem.targets)

    def slopes(flat: FloatArray) -> FloatArray:
        return np.asarray(jacobian(flat, problem.inputs))

    found = least_squares(
        residuals,
        post_start(problem),
        jac=slopes,
        xtol=1e-15,
        ftol=1e-15,
        gtol=1e-15,
    )
    fitted = without_activation(found.x, problem.inputs)
    line = np.polynomial.Polynomial.fit(problem.inputs, problem.targets, 1)(problem.inputs)
    return {"largest_difference_from_line": float(np.abs(fitted - line).max())}
