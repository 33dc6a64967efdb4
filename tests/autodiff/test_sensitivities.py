"""Sensitivities of a fit, and error propagation."""

import autograd.numpy as anp
import numpy as np
import pytest

from pairwright.autodiff.argon_crystals import CRYSTALS
from pairwright.autodiff.murnaghan import fit_murnaghan, murnaghan, pressure
from pairwright.autodiff.sensitivities import (
    covariance,
    data_sensitivities,
    monte_carlo,
    parameter_jacobian,
    propagated_error,
    refitted,
)
from pairwright.units import GPA_PER_EV_A3

VOLUMES, ENERGIES, _ = np.transpose(CRYSTALS["fcc"])
REPEATS = 20_000


@pytest.fixture(scope="module")
def fitted():
    return fit_murnaghan(VOLUMES, ENERGIES)


def straight_line(x, p):
    return p[0] + p[1] * x


def test_a_straight_line_has_the_textbook_errors():
    x = np.array([0.0, 1.0, 2.0, 4.0])
    y = np.array([0.1, 0.9, 2.2, 3.8])
    design = np.stack([np.ones(4), x], axis=1)
    solution, squares, *_ = np.linalg.lstsq(design, y)
    expected = squares[0] / 2 * np.linalg.inv(design.T @ design)
    assert covariance(straight_line, x, y, solution) == pytest.approx(expected, rel=1e-12)
    inverse = np.linalg.pinv(design)
    assert data_sensitivities(straight_line, x, y, solution) == pytest.approx(inverse, rel=1e-12)


def test_the_error_of_a_linear_quantity_is_exact():
    errors = np.array([[4.0, 1.0], [1.0, 9.0]])
    found = propagated_error(lambda p: p[0] - 2 * p[1], np.array([1.0, 1.0]), errors)
    assert found == pytest.approx(np.sqrt(4 - 4 * 1 + 4 * 9), rel=1e-15)


def test_the_jacobian_is_that_of_central_differences(fitted):
    found = parameter_jacobian(murnaghan, VOLUMES, fitted)
    for k in range(4):
        step = np.zeros(4)
        step[k] = 1e-5 * abs(fitted[k])
        up, down = murnaghan(VOLUMES, fitted + step), murnaghan(VOLUMES, fitted - step)
        numerical = (up - down) / (2 * step[k])
        assert found[:, k] == pytest.approx(numerical, rel=1e-6, abs=1e-9)


def test_many_sets_of_parameters_have_the_jacobians_of_each(fitted):
    sets = np.stack([fitted, 1.01 * fitted], axis=1)
    found = parameter_jacobian(murnaghan, VOLUMES, sets)
    for i in range(2):
        alone = parameter_jacobian(murnaghan, VOLUMES, sets[:, i])
        assert found[:, :, i] == pytest.approx(alone, rel=1e-14)


def test_refits_confirm_the_sensitivities(fitted):
    predicted = data_sensitivities(murnaghan, VOLUMES, ENERGIES, fitted)
    steps = 1e-6 * np.eye(len(VOLUMES))
    up = refitted(murnaghan, VOLUMES, ENERGIES[:, None] + steps, fitted)
    down = refitted(murnaghan, VOLUMES, ENERGIES[:, None] - steps, fitted)
    assert (up - down) / 2e-6 == pytest.approx(predicted, rel=1e-5)


def test_the_curvature_of_the_model_counts_where_residuals_are_large():
    # One parameter, m = p^2: with residual r, dp/dy = 2 p / (4 p^2 + 2 Σ r).
    x, y = np.zeros(2), np.array([1.0, 3.0])
    optimum = np.array([np.sqrt(2.0)])

    def square(x, p):
        return p[0] ** 2 + 0 * x

    found = data_sensitivities(square, x, y, optimum)
    assert found == pytest.approx(1 / (4 * np.sqrt(2.0)) * np.ones((1, 2)), rel=1e-12)
    # Off the optimum of y the second derivative of the model enters.
    residuals = anp.sum(square(x, optimum) - (y - 1))
    expected = 2 * optimum[0] / (8 * optimum[0] ** 2 + 2 * residuals)
    assert data_sensitivities(square, x, y - 1, optimum) == pytest.approx(expected, rel=1e-12)


def test_monte_carlo_agrees_within_its_own_error(fitted):
    residuals = murnaghan(VOLUMES, fitted) - ENERGIES
    noise = float(np.sqrt(residuals @ residuals / 2))
    errors = covariance(murnaghan, VOLUMES, ENERGIES, fitted)
    samples = monte_carlo(murnaghan, VOLUMES, fitted, noise, REPEATS, seed=7)
    own_error = 1 / np.sqrt(2 * REPEATS)
    ratios = samples.std(axis=1) / np.sqrt(np.diag(errors))
    assert ratios == pytest.approx(1, abs=4 * own_error)

    def predicted(p):
        return pressure(30.0, p) * GPA_PER_EV_A3

    scatter = np.std(pressure(np.full(REPEATS, 30.0), samples) * GPA_PER_EV_A3)
    propagated = propagated_error(predicted, fitted, errors)
    assert scatter / propagated == pytest.approx(1, abs=4 * own_error)


def test_the_same_seed_gives_the_same_samples(fitted):
    first, second = (monte_carlo(murnaghan, VOLUMES, fitted, 1e-5, 10, seed=3) for _ in range(2))
    assert np.array_equal(first, second)
