"""Levenberg-Marquardt finds minima, stops for a reason that it names, and can be gone on with."""

import numpy as np
import pytest

from pairwright.errors import PairwrightError
from pairwright.network.levenberg_marquardt import Damping, levenberg_marquardt


def problem(residuals, jacobian):
    """Return the two functions that the optimiser asks for."""

    def cost(variables):
        found = residuals(variables)
        return float(found @ found)

    def normal_equations(variables):
        found, matrix = residuals(variables), jacobian(variables)
        return float(found @ found), matrix.T @ found, matrix.T @ matrix

    return cost, normal_equations


def valley(v):
    """Return the residuals of H. H. Rosenbrock, Comput. J. 3, 175 (1960)."""
    return np.array([10 * (v[1] - v[0] ** 2), 1 - v[0]])


def valley_jacobian(v):
    return np.array([[-20 * v[0], 10.0], [-1.0, 0.0]])


ROSENBROCK = problem(valley, valley_jacobian)


def test_it_walks_the_valley_of_rosenbrock_to_its_end():
    found = levenberg_marquardt(*ROSENBROCK, [-1.2, 1.0], iterations=100)
    np.testing.assert_allclose(found.parameters, [1.0, 1.0], rtol=1e-10)
    assert found.cost < 1e-20
    assert found.converged


def test_a_linear_problem_ends_at_its_exact_solution():
    generator = np.random.default_rng(0)
    matrix, right = generator.normal(size=(30, 4)), generator.normal(size=30)
    linear = problem(lambda v: matrix @ v - right, lambda _: matrix)
    found = levenberg_marquardt(*linear, np.zeros(4), iterations=50)
    np.testing.assert_allclose(found.parameters, np.linalg.lstsq(matrix, right)[0], rtol=1e-9)
    assert found.reason in ("gradient", "reduction")


def test_the_scale_of_a_parameter_does_not_matter():
    factors = np.array([1e2, 1e-2])
    scaled = problem(
        lambda v: valley(v * factors), lambda v: valley_jacobian(v * factors) * factors
    )
    plain = levenberg_marquardt(*ROSENBROCK, [-1.2, 1.0], iterations=10)
    other = levenberg_marquardt(*scaled, np.array([-1.2, 1.0]) / factors, iterations=10)
    np.testing.assert_allclose(other.parameters * factors, plain.parameters, rtol=1e-6)


@pytest.mark.parametrize("interruption", [1, 2, 5, 11])
def test_going_on_after_an_interruption_gives_the_same_bits(interruption):
    whole = levenberg_marquardt(*ROSENBROCK, [-1.2, 1.0], iterations=15)
    first = levenberg_marquardt(*ROSENBROCK, [-1.2, 1.0], iterations=interruption)
    rest = levenberg_marquardt(
        *ROSENBROCK, first.parameters, iterations=15 - interruption, damping=first.damping
    )
    assert rest.parameters.tobytes() == whole.parameters.tobytes()
    assert rest.damping == whole.damping


def test_the_cost_never_rises_and_each_trial_step_is_told():
    seen = []
    levenberg_marquardt(
        *ROSENBROCK,
        [-1.2, 1.0],
        iterations=12,
        on_iteration=lambda number, _, cost, damping: seen.append((number, cost, damping)),
    )
    assert [number for number, _, _ in seen] == list(range(1, 13))
    costs = [cost for _, cost, _ in seen]
    assert costs == sorted(costs, reverse=True)
    assert all(isinstance(damping, Damping) for _, _, damping in seen)


def test_it_can_be_stopped_from_outside():
    found = levenberg_marquardt(
        *ROSENBROCK, [-1.2, 1.0], iterations=100, on_iteration=lambda number, *_: number == 3
    )
    assert (found.iterations, found.reason, found.converged) == (3, "stopped", False)


def test_it_steps_back_from_where_the_cost_is_not_finite():
    with np.errstate(all="ignore"):
        logarithm = problem(lambda v: np.log(v) - 1.0, lambda v: np.diag(1 / v))
        found = levenberg_marquardt(*logarithm, [20.0], iterations=100)
    assert found.parameters[0] == pytest.approx(np.e)
    assert found.evaluations > found.linearisations


def test_a_start_without_a_finite_cost_is_refused():
    broken = problem(lambda v: v * np.nan, lambda _: np.eye(2))
    with pytest.raises(PairwrightError, match="not finite at the start"):
        levenberg_marquardt(*broken, [1.0, 1.0], iterations=10)


def test_a_parameter_that_nothing_depends_on_stays_where_it_is():
    idle = problem(lambda v: np.array([v[0] - 3.0]), lambda _: np.array([[1.0, 0.0]]))
    found = levenberg_marquardt(*idle, [0.0, 7.0], iterations=60)
    np.testing.assert_allclose(found.parameters, [3.0, 7.0], rtol=1e-9)


def test_a_wrong_jacobian_ends_with_damping_as_the_reason():
    uphill = problem(lambda v: v - 2.0, lambda _: -np.eye(1))
    found = levenberg_marquardt(*uphill, [1.0], iterations=1000)
    assert (found.reason, found.parameters[0]) == ("damping", 1.0)
