"""Pair potentials as functions: what defines each form, and its derivatives."""

import math

import numpy as np
import pytest
from argon_models import NONLINEAR, PAIR_FORMS, VALUES, argon_model
from autograd import elementwise_grad
from hypothesis import given
from hypothesis import strategies as st

from pairwright.potentials.energy import parameter_derivatives
from pairwright.potentials.forms import (
    FORMS,
    double_exponential,
    lennard_jones,
    mie,
    morse,
    tang_toennies,
)

PARAMETERS = VALUES["lennard-jones"]
R = np.linspace(2.5, 12.0, 50)


def bare(name):
    """Return the function of a form, without a cutoff."""
    return argon_model(name).form.function


def derivative(function, r, values, place=None, step=1e-5):
    """Return the derivative by a parameter, or by the distance, from two values."""
    moved = np.zeros(len(values))
    change = 0.0
    if place is None:
        change = step
    else:
        moved[place] = step * abs(values[place])
    difference = function(r + change, values + moved) - function(r - change, values - moved)
    return difference / (2 * (change or moved[place]))


def test_lennard_jones_is_zero_at_sigma_and_lowest_at_the_sixth_root_of_two():
    epsilon, sigma = PARAMETERS
    minimum = 2 ** (1 / 6) * sigma
    values = lennard_jones(np.array([sigma, minimum]), PARAMETERS)
    np.testing.assert_allclose(values, [0.0, -epsilon], atol=1e-17)
    assert abs(elementwise_grad(lennard_jones)(np.array([minimum]), PARAMETERS)[0]) < 1e-16


def test_mie_with_twelve_and_six_is_lennard_jones():
    r = np.linspace(2.8, 12.0, 40)
    np.testing.assert_allclose(
        mie(r, (*PARAMETERS, 12.0, 6.0)), lennard_jones(r, PARAMETERS), rtol=1e-13, atol=1e-18
    )


@pytest.mark.parametrize(("n", "m"), [(9.0, 6.0), (14.5, 5.2), (12.0, 4.0)])
def test_mie_is_zero_at_sigma_and_epsilon_deep(n, m):
    epsilon, sigma = PARAMETERS
    minimum = sigma * (n / m) ** (1 / (n - m))
    values = mie(np.array([sigma, minimum]), (*PARAMETERS, n, m))
    np.testing.assert_allclose(values, [0.0, -epsilon], rtol=1e-13, atol=1e-16)
    slope = elementwise_grad(mie)(np.array([minimum]), (*PARAMETERS, n, m))
    assert abs(slope[0]) < 1e-15


@pytest.mark.parametrize(
    ("name", "place", "curvature"),
    [
        ("morse", 2, lambda epsilon, steepness, _: 2 * epsilon * steepness**2),
        (
            "buckingham",
            1,
            lambda epsilon, position, a: 6 * epsilon * (a - 7) / (1 - 6 / a) / position**2,
        ),
        (
            "double-exponential",
            1,
            lambda epsilon, position, a, b: epsilon * a * b / position**2,
        ),
    ],
)
def test_the_well_is_epsilon_deep_at_its_position_and_as_narrow_as_the_steepness_says(
    name, place, curvature
):
    values = VALUES[name]
    well = np.array([values[place]])
    slope = elementwise_grad(bare(name))
    assert bare(name)(well, values)[0] == pytest.approx(-values[0], rel=1e-13)
    assert abs(slope(well, values)[0]) < 1e-15
    assert elementwise_grad(slope)(well, values)[0] == pytest.approx(curvature(*values), rel=1e-12)


def test_a_double_exponential_twice_as_steep_inside_is_morse():
    epsilon, position, b = 0.0104, 3.8, 6.1
    np.testing.assert_allclose(
        double_exponential(R, (epsilon, position, 2 * b, b)),
        morse(R, (epsilon, b / position, position)),
        rtol=1e-12,
        atol=1e-18,
    )


def test_tang_toennies_is_its_series():
    a, b, *dispersion = VALUES["tang-toennies"]
    expected = a * np.exp(-b * R)
    for n, coefficient in zip((6, 8, 10), dispersion, strict=True):
        series = sum((b * R) ** k / math.factorial(k) for k in range(n + 1))
        expected -= (1 - np.exp(-b * R) * series) * coefficient / R**n
    np.testing.assert_allclose(tang_toennies(R, (a, b, *dispersion)), expected, rtol=1e-10)


def test_tang_toennies_ends_at_the_born_mayer_energy_where_atoms_meet():
    a, b, *_ = VALUES["tang-toennies"]
    r = np.array([1e-4, 1e-3, 1e-2])
    np.testing.assert_allclose(
        tang_toennies(r, VALUES["tang-toennies"]), a * np.exp(-b * r), rtol=2e-4
    )


def test_tang_toennies_is_the_bare_dispersion_far_away():
    _, _, c6, c8, c10 = VALUES["tang-toennies"]
    r = np.array([20.0, 40.0])
    expected = -(c6 / r**6 + c8 / r**8 + c10 / r**10)
    np.testing.assert_allclose(tang_toennies(r, VALUES["tang-toennies"]), expected, rtol=1e-12)


@pytest.mark.parametrize("name", NONLINEAR)
def test_every_form_repels_inside_its_well_and_attracts_outside(name):
    slopes = elementwise_grad(bare(name))(R, VALUES[name])
    energies = bare(name)(R, VALUES[name])
    lowest = int(np.argmin(energies))
    assert 0 < lowest < len(R) - 1
    assert (slopes[:lowest] < 0).all()
    assert (slopes[lowest + 1 :] > 0).all()
    assert energies[0] > 0
    assert abs(bare(name)(np.array([1e4]), VALUES[name])[0]) < 1e-20


@pytest.mark.parametrize("name", PAIR_FORMS)
def test_every_form_is_smooth_where_pairs_are(name):
    slopes = elementwise_grad(bare(name))(R, VALUES[name])
    numerical = derivative(bare(name), R, VALUES[name])
    np.testing.assert_allclose(slopes, numerical, rtol=1e-6, atol=1e-10)


@pytest.mark.parametrize("name", PAIR_FORMS)
def test_derivatives_by_the_parameters_are_those_of_finite_differences(name):
    exact = parameter_derivatives(bare(name), R, VALUES[name])
    assert exact.shape == (len(VALUES[name]), len(R))
    for place in range(len(VALUES[name])):
        numerical = derivative(bare(name), R, VALUES[name], place)
        size = np.abs(numerical).max()
        np.testing.assert_allclose(exact[place], numerical, rtol=1e-7, atol=1e-9 * size)


@pytest.mark.parametrize("name", PAIR_FORMS)
def test_many_sets_of_parameters_are_evaluated_at_once(name):
    sets = np.array(VALUES[name])[:, None] * [1.0, 1.01, 0.98]
    together = bare(name)(R[None, :], list(sets[:, :, None]))
    assert together.shape == (3, len(R))
    for number in range(3):
        np.testing.assert_array_equal(together[number], bare(name)(R, list(sets[:, number])))


@pytest.mark.parametrize("name", [name for name in NONLINEAR if FORMS[name].larger_first])
@given(factors=st.tuples(*[st.floats(0.8, 1.25)] * 4))
def test_parameters_that_can_be_exchanged_change_nothing(name, factors):
    values = np.array(VALUES[name]) * factors
    first, second = FORMS[name].larger_first
    exchanged = values.copy()
    exchanged[[first, second]] = values[[second, first]]
    np.testing.assert_allclose(
        bare(name)(R, exchanged), bare(name)(R, values), rtol=1e-9, atol=1e-13
    )
