"""Pair potentials as functions, and how they end."""

import numpy as np
import pytest
from autograd import elementwise_grad

from pairwright.errors import PairwrightError
from pairwright.potentials.cutoffs import SCHEMES, with_cutoff
from pairwright.potentials.forms import FORMS, form_named, lennard_jones, mie

PARAMETERS = (0.0104, 3.4)


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


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_smooth_where_pairs_are(name):
    form = FORMS[name]
    unit = {"Å": 3.4, "eV": 0.01, "": 1.0}
    parameters = [parameter.start * unit[parameter.unit] for parameter in form.parameters]
    r = np.linspace(2.5, 12.0, 50)
    step = 1e-5
    slope = elementwise_grad(form.function)(r, parameters)
    numerical = (form.function(r + step, parameters) - form.function(r - step, parameters)) / (
        2 * step
    )
    np.testing.assert_allclose(slope, numerical, rtol=1e-6, atol=1e-10)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_beyond_the_cutoff_there_is_nothing(scheme):
    function = with_cutoff(lennard_jones, scheme, 8.0)
    r = np.array([8.0001, 9.0, 100.0])
    np.testing.assert_array_equal(function(r, PARAMETERS), 0.0)
    np.testing.assert_array_equal(elementwise_grad(function)(r, PARAMETERS), 0.0)


def test_shift_makes_the_energy_continuous_and_keeps_the_slope():
    shifted = with_cutoff(lennard_jones, "shift", 8.0)
    assert abs(shifted(np.array([8.0]), PARAMETERS)[0]) < 1e-18
    r = np.array([3.0, 5.0, 7.9])
    np.testing.assert_array_equal(
        elementwise_grad(shifted)(r, PARAMETERS), elementwise_grad(lennard_jones)(r, PARAMETERS)
    )


def test_cut_keeps_the_values():
    r = np.array([3.0, 5.0, 8.0])
    cut = with_cutoff(lennard_jones, "cut", 8.0)
    np.testing.assert_array_equal(cut(r, PARAMETERS), lennard_jones(r, PARAMETERS))


def test_unknown_names_are_answered_with_the_known_ones():
    with pytest.raises(PairwrightError, match="lennard-jones"):
        form_named("lenard-jones")
    with pytest.raises(PairwrightError, match="shift"):
        with_cutoff(lennard_jones, "shfit", 8.0)
