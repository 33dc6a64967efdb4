"""The regression problem, and the network that fits it, written in two ways."""

import autograd.numpy as anp
import numpy as np
import post_2017
import pytest

from pairwright.errors import PairwrightError
from pairwright.network import mlp
from pairwright.network.jacobian import batch_jacobian
from pairwright.network.levenberg_marquardt import levenberg_marquardt
from pairwright.network.problems import NetworkProblem, ProjectedProblem
from pairwright.network.regression import (
    Regression,
    cube_root,
    flat_from_scalar,
    predicted,
    scalar_from_flat,
    scalar_model,
)

GOAL = 6e-7


def start(problem, seed=0, scale=1.0):
    random = np.random.default_rng(seed)
    return mlp.flatten(mlp.initialise(problem.layers, scale, random))


@pytest.mark.parametrize("units", [1, 2, 3, 8])
@pytest.mark.parametrize("seed", [0, 1])
def test_the_scalar_model_and_the_network_are_the_same_function(units, seed):
    problem = cube_root(50, units, GOAL)
    flat, x = start(problem, seed), np.linspace(-1, 3, 41)
    expected = predicted(flat, problem.layers, x)
    np.testing.assert_allclose(scalar_model(scalar_from_flat(flat), x), expected, atol=1e-14)
    np.testing.assert_array_equal(flat_from_scalar(scalar_from_flat(flat)), flat)


def test_the_parameters_of_the_post_fit_as_the_post_shows():
    problem = cube_root(50, 3, GOAL)
    assert problem.mean_squared_error(post_2017.PARAMETERS) < 1e-5
    assert (
        abs(predicted(post_2017.PARAMETERS, problem.layers, np.array([3.0]))[0] - np.cbrt(3.0))
        > 0.05
    )


def test_the_points_are_those_of_the_post():
    problem = cube_root(50, 3, GOAL)
    np.testing.assert_array_equal(problem.inputs, np.linspace(0, 1))
    np.testing.assert_allclose(problem.targets, problem.inputs ** (1 / 3), atol=1e-15)


def test_without_activation_the_network_is_linear_regression():
    # The joke that the post ends with: w1 (w0 x + b0) + b1 is a straight line.
    problem = cube_root(50, 3, GOAL)

    def without_activation(parameters, x):
        w0, b0, w1, b1 = parameters[:3], parameters[3:6], parameters[6:9], parameters[9]
        return anp.dot(x[:, None] * w0 + b0, w1) + b1

    jacobian = batch_jacobian(without_activation)

    def normal_equations(parameters):
        residuals = without_activation(parameters, problem.inputs) - problem.targets
        matrix = jacobian(parameters, problem.inputs)
        return residuals @ residuals, matrix.T @ residuals, matrix.T @ matrix

    found = levenberg_marquardt(
        lambda parameters: normal_equations(parameters)[0],
        normal_equations,
        start(problem),
        iterations=200,
    )
    line = np.polyval(np.polyfit(problem.inputs, problem.targets, 1), problem.inputs)
    np.testing.assert_allclose(
        without_activation(found.parameters, problem.inputs), line, atol=1e-10
    )


@pytest.mark.parametrize("layers", [(1, 3, 1), (1, 4, 3, 1)])
@pytest.mark.parametrize("kind", [NetworkProblem, ProjectedProblem])
def test_the_gradient_is_that_of_the_cost(layers, kind):
    x = np.linspace(0, 1, 60)
    problem = Regression(x, np.cbrt(x), layers, GOAL)
    own = kind(problem)
    variables = start(problem)
    if kind is ProjectedProblem:
        variables = own.start(variables)
    cost, gradient, curvature = own.normal_equations(variables)
    assert cost == own.cost(variables)
    assert curvature.shape == (len(variables), len(variables))
    step = 1e-4
    for place in range(len(variables)):
        move = step * np.eye(len(variables))[place]
        slope = (own.cost(variables + move) - own.cost(variables - move)) / (2 * step)
        assert 2 * gradient[place] == pytest.approx(slope, rel=1e-4, abs=1e-8)


def test_no_output_layer_is_better_than_the_projected_one():
    problem = cube_root(50, 3, GOAL)
    own = ProjectedProblem(problem)
    varied = own.start(start(problem))
    best = own.all_parameters(varied)
    assert own.cost(varied) == pytest.approx(50 * problem.mean_squared_error(best), rel=1e-9)
    random = np.random.default_rng(1)
    for _ in range(20):
        other = best.copy()
        other[-4:] += 1e-3 * random.normal(size=4)
        assert problem.mean_squared_error(other) >= problem.mean_squared_error(best)


@pytest.mark.parametrize(
    ("inputs", "targets", "message"),
    [
        (np.linspace(0, 1, 20), np.r_[np.zeros(7), np.nan, np.zeros(12)], "target 7 is nan"),
        (np.r_[np.zeros(19), np.inf], np.zeros(20), "input 19 is inf"),
        (np.linspace(0, 1, 20), np.zeros(19), "one of each is needed"),
        (np.linspace(0, 1, 9), np.zeros(9), "9 points cannot determine 10 parameters"),
    ],
)
def test_points_that_no_fit_can_use_are_refused_in_one_line(inputs, targets, message):
    with pytest.raises(PairwrightError, match=message):
        Regression(inputs, targets, (1, 3, 1), GOAL)
