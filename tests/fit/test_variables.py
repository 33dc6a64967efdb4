"""How parameters are varied: logarithms, scales, fixed, tied, bounds and priors."""

import numpy as np
import pytest
from argon_models import NONLINEAR, PAIR_FORMS, argon_model, argon_values
from hypothesis import given
from hypothesis import strategies as st

from pairwright.errors import PairwrightError
from pairwright.fit.variables import REACH, Variables

FORMS = (*PAIR_FORMS, "mie-axilrod-teller")


def variables_of(name, scale=1.0, **constraints):
    """Return the variables of a form whose natural units are those that its values start at."""
    model = argon_model(name)
    units = np.array(argon_values(name)) / [parameter.start for parameter in model.parameters]
    return Variables.of(model, np.abs(units) * scale, constraints)


@pytest.mark.parametrize("name", FORMS)
@given(factors=st.lists(st.floats(0.6, 1.6), min_size=7, max_size=7))
def test_parameters_come_back_from_their_free_numbers(name, factors):
    variables = variables_of(name)
    values = np.array(argon_values(name))
    values = values * factors[: len(values)]
    np.testing.assert_allclose(variables.values(variables.numbers(values)), values, rtol=1e-13)


@pytest.mark.parametrize("name", FORMS)
def test_derivatives_are_those_of_finite_differences(name):
    more = {"mie": {"epsilon": {"tied_to": "sigma", "factor": 0.003}, "sigma": {}}}.get(name, {})
    variables = variables_of(name, **more)
    z = variables.numbers(np.array(argon_values(name)))
    exact = variables.derivatives(variables.values(z))
    for number in range(len(z)):
        step = np.zeros(len(z))
        step[number] = 1e-6
        numerical = (variables.values(z + step) - variables.values(z - step)) / 2e-6
        np.testing.assert_allclose(exact[:, number], numerical, rtol=1e-8, atol=1e-12)


def test_logarithmic_parameters_stay_above_their_lower_limit_whatever_the_number():
    variables = variables_of("buckingham")
    for z in (-30.0, 0.0, 5.0):
        epsilon, position, steepness = variables.values(np.full(3, z))
        assert min(epsilon, position) > 0
        assert steepness > 7


def test_what_is_fixed_and_tied_is_not_free():
    variables = variables_of(
        "mie",
        repulsive_exponent={"fixed": 12.0},
        attractive_exponent={"tied_to": "repulsive_exponent", "factor": 0.5},
        epsilon={"tied_to": "sigma"},
    )
    assert variables.free == [1]
    values = variables.values(np.log([3.5]))
    np.testing.assert_allclose(values, [3.5, 3.5, 12.0, 6.0], rtol=1e-14)
    derivatives = variables.derivatives(values)
    np.testing.assert_allclose(derivatives[:, 0], [3.5, 3.5, 0.0, 0.0], rtol=1e-14)


def test_without_constraints_logarithmic_parameters_have_a_wide_reach_and_others_none():
    variables = variables_of("tang-toennies")
    low, high = variables.bounds()
    starts = np.log(argon_values("tang-toennies")[:2])
    np.testing.assert_allclose(low[:2], starts - np.log(REACH), rtol=1e-12)
    np.testing.assert_allclose(high[:2], starts + np.log(REACH), rtol=1e-12)
    np.testing.assert_array_equal(low[2:], 0.0)
    np.testing.assert_array_equal(high[2:], np.inf)
    low, high = variables_of("spline").bounds()
    np.testing.assert_array_equal(low, -np.inf)
    np.testing.assert_array_equal(high, np.inf)


@given(lower=st.floats(1e-9, 1e3), width=st.floats(1.001, 1e3))
def test_bounds_are_what_the_free_numbers_may_be(lower, width):
    upper = lower * width
    variables = variables_of("mie", sigma={"lower": lower, "upper": upper})
    low, high = variables.bounds()
    for z, bound in ((low, lower), (high, upper)):
        numbers = np.where(np.arange(4) == 1, z, 0.0)
        assert variables.values(numbers)[1] == pytest.approx(bound, rel=1e-12)
    assert low[1] < high[1]


@given(bound=st.floats(1e-12, 1e6))
def test_one_bound_far_from_the_start_leaves_room_on_the_other_side(bound):
    for key in ("lower", "upper"):
        low, high = variables_of("mie", sigma={key: bound}).bounds()
        assert low[1] < high[1]


def test_bounds_count_from_the_lower_limit_of_the_form():
    low, high = variables_of("buckingham", steepness={"lower": 9.0, "upper": 20.0}).bounds()
    np.testing.assert_allclose([low[2], high[2]], np.log([2.0, 13.0]), rtol=1e-14)


def test_bounds_of_parameters_of_either_sign_are_in_their_natural_units():
    variables = variables_of("mie-axilrod-teller", C9={"lower": -10.0, "upper": 100.0})
    low, high = variables.bounds()
    np.testing.assert_allclose(
        np.array([low[-1], high[-1]]) * variables.scales[-1], [-10.0, 100.0], rtol=1e-14
    )


def test_priors_are_told_with_their_places():
    variables = variables_of("mie", sigma={"prior": {"mean": 3.4, "standard_deviation": 0.1}})
    assert variables.priors() == [(1, 3.4, 0.1)]
    assert variables_of("mie").priors() == []


def test_exchangeable_parameters_get_their_order_unless_a_constraint_names_them():
    swapped = np.array([0.01, 3.4, 6.0, 12.0])
    ordered = swapped[[0, 1, 3, 2]]
    np.testing.assert_array_equal(variables_of("mie").in_order(swapped), ordered)
    np.testing.assert_array_equal(variables_of("mie").in_order(ordered), ordered)
    free = variables_of("mie", sigma={"fixed": 3.4})
    np.testing.assert_array_equal(free.in_order(swapped), ordered)
    for constraints in (
        {"repulsive_exponent": {"upper": 20.0}},
        {"sigma": {"tied_to": "attractive_exponent", "factor": 0.5}},
    ):
        held = variables_of("mie", **constraints)
        np.testing.assert_array_equal(held.in_order(swapped), swapped)
    values = np.array(argon_values("morse"))
    np.testing.assert_array_equal(variables_of("morse").in_order(values), values)


@pytest.mark.parametrize(
    ("constraints", "message"),
    [
        ({"sigmma": {"fixed": 3.0}}, r"fit\.constraints\.mie: 'sigmma' is no parameter.*epsilon"),
        ({"sigma": {"tied_to": "length"}}, r"'length' is no parameter.*allowed: epsilon, sigma"),
        ({"sigma": {"tied_to": "sigma"}}, r"mie\.sigma\.tied_to.*is tied itself"),
        (
            {"sigma": {"tied_to": "epsilon"}, "epsilon": {"tied_to": "repulsive_exponent"}},
            r"mie\.sigma\.tied_to: 'epsilon' is tied itself",
        ),
        ({"sigma": {"fixed": 3.0, "tied_to": "epsilon"}}, r"mie\.sigma: is both fixed and tied"),
        ({"sigma": {"fixed": 0.0}}, r"mie\.sigma\.fixed: found 0 Å; allowed: above 0"),
        ({"sigma": {"tied_to": "epsilon", "factor": -1.0}}, r"mie\.sigma\.factor: found -1"),
    ],
)
def test_constraints_that_make_no_sense_are_refused(constraints, message):
    with pytest.raises(PairwrightError, match=message):
        variables_of("mie", **constraints)


@pytest.mark.parametrize(
    ("constraint", "message"),
    [
        ({"lower": 4.0, "upper": 3.0}, r"mie\.sigma: nothing is between lower 4 and upper 3 Å"),
        ({"upper": -1.0}, r"nothing is between .* upper above 0"),
        ({"lower": 3.0, "start": 2.9}, r"mie\.sigma\.start: found 2\.9 Å; allowed: above 3"),
        ({"upper": 3.0, "start": 3.1}, r"mie\.sigma\.start: found 3\.1 Å; .*below 3"),
        ({"start": -1.0}, r"mie\.sigma\.start: found -1 Å; allowed: above 0"),
    ],
)
def test_bounds_that_exclude_the_start_or_everything_are_refused(constraint, message):
    with pytest.raises(PairwrightError, match=message):
        variables_of("mie", sigma=constraint).bounds()


@pytest.mark.parametrize("name", NONLINEAR)
def test_a_parameter_may_be_fixed_only_above_its_limit(name):
    for parameter in argon_model(name).parameters:
        variables_of(name, **{parameter.name: {"fixed": parameter.lower + 1.0}})
        with pytest.raises(PairwrightError, match=r"\.fixed: found"):
            variables_of(name, **{parameter.name: {"fixed": parameter.lower - 1e-9}})
