"""Activity coefficients, Gibbs-Duhem, and infinite dilution."""

import numpy as np
import pytest

from pairwright.autodiff.activity_coefficients import (
    ACETONE_WATER,
    NON_RANDOMNESS,
    gibbs_duhem,
    infinite_dilution,
    ln_gamma,
    margules,
    nrtl,
    parameters_of_limits,
    van_laar,
    wilson,
)

PARAMETERS = {margules: (2.04, 1.5461), van_laar: (2.0, 1.5), wilson: (0.2, 0.5), nrtl: (0.6, 1.5)}
STARTS = {van_laar: (2.0, 2.0), wilson: (0.3, 0.3), nrtl: (1.0, 1.0)}
FRACTIONS = np.linspace(0, 1, 201)
EPS = np.finfo(float).eps


def closed_form(model, x1, a, b):
    """Return ln gamma_1 and ln gamma_2 as textbooks print them."""
    x2 = 1 - x1
    if model is margules:
        return x2**2 * (a + 2 * (b - a) * x1), x1**2 * (b + 2 * (a - b) * x2)
    if model is van_laar:
        return a * (b * x2 / (a * x1 + b * x2)) ** 2, b * (a * x1 / (a * x1 + b * x2)) ** 2
    if model is wilson:
        common = a / (x1 + a * x2) - b / (x2 + b * x1)
        return -np.log(x1 + a * x2) + x2 * common, -np.log(x2 + b * x1) - x1 * common
    g12, g21 = np.exp(-NON_RANDOMNESS * a), np.exp(-NON_RANDOMNESS * b)
    first = x2**2 * (b * (g21 / (x1 + x2 * g21)) ** 2 + a * g12 / (x2 + x1 * g12) ** 2)
    second = x1**2 * (a * (g12 / (x2 + x1 * g12)) ** 2 + b * g21 / (x1 + x2 * g21) ** 2)
    return first, second


def test_the_post_is_reproduced():
    found = ln_gamma(margules, 1.0, 2.0, ACETONE_WATER)
    assert found == pytest.approx((0.760325925925926, 0.244959259259259), abs=5e-15)


@pytest.mark.parametrize("model", PARAMETERS)
@pytest.mark.parametrize("x1", [0.0, 0.1, 1 / 3, 0.8, 1.0])
def test_derivatives_are_the_closed_forms(model, x1):
    found = ln_gamma(model, x1, 1 - x1, PARAMETERS[model])
    assert found == pytest.approx(closed_form(model, x1, *PARAMETERS[model]), abs=1e-14)


@pytest.mark.parametrize("model", PARAMETERS)
def test_gibbs_duhem_holds_to_machine_precision_over_the_whole_range(model):
    left = [gibbs_duhem(model, x1, PARAMETERS[model]) for x1 in FRACTIONS]
    assert np.max(np.abs(left)) < 16 * EPS


def test_gibbs_duhem_fails_for_what_is_no_free_energy():
    # Not of degree one in the mole numbers.
    def impossible(n1, n2, a):
        return a * n1**2 * n2**2

    assert abs(gibbs_duhem(impossible, 0.4, (2.0,))) > 0.1


@pytest.mark.parametrize("model", PARAMETERS)
def test_a_model_depends_on_composition_only(model):
    one = ln_gamma(model, 0.3, 0.7, PARAMETERS[model])
    many = ln_gamma(model, 3.0, 7.0, PARAMETERS[model])
    assert one == pytest.approx(many, rel=1e-14)


@pytest.mark.parametrize("model", PARAMETERS)
def test_a_pure_component_has_activity_coefficient_one(model):
    assert ln_gamma(model, 1.0, 0.0, PARAMETERS[model])[0] == pytest.approx(0, abs=1e-15)
    assert ln_gamma(model, 0.0, 1.0, PARAMETERS[model])[1] == pytest.approx(0, abs=1e-15)


def test_limits_at_infinite_dilution():
    assert infinite_dilution(margules, (2.0, 1.5)) == pytest.approx([2.0, 1.5])
    assert infinite_dilution(van_laar, (2.0, 1.5)) == pytest.approx([2.0, 1.5])
    expected = [1 - np.log(0.2) - 0.5, 1 - np.log(0.5) - 0.2]
    assert infinite_dilution(wilson, (0.2, 0.5)) == pytest.approx(expected)
    g12, g21 = np.exp(-NON_RANDOMNESS * 0.6), np.exp(-NON_RANDOMNESS * 1.5)
    assert infinite_dilution(nrtl, (0.6, 1.5)) == pytest.approx([1.5 + 0.6 * g12, 0.6 + 1.5 * g21])


@pytest.mark.parametrize("model", STARTS)
def test_parameters_give_the_limits_they_were_asked_for(model):
    parameters = parameters_of_limits(model, ACETONE_WATER, np.array(STARTS[model]))
    assert infinite_dilution(model, parameters) == pytest.approx(ACETONE_WATER, rel=1e-10)
