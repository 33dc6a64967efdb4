"""How potentials end: what each scheme keeps, what is continuous at the radius, what is refused."""

import numpy as np
import pytest
from argon_models import RADIUS, VALUES, argon_model
from autograd import elementwise_grad
from hypothesis import given
from hypothesis import strategies as st

from pairwright.errors import PairwrightError
from pairwright.potentials.cutoffs import SCHEMES, SWITCH_FROM, Cutoff, smooth_step
from pairwright.potentials.forms import lennard_jones

PARAMETERS = VALUES["lennard-jones"]


def ended(scheme, radius=RADIUS, switch_from=None):
    """Return Lennard-Jones, ended."""
    return Cutoff(scheme, radius, switch_from).ended(lennard_jones)


def derivatives(function, r):
    """Return value, slope and curvature at one distance."""
    result = []
    for _ in range(3):
        result.append(float(function(np.array([r]), PARAMETERS)[0]))
        function = elementwise_grad(function)
    return np.array(result)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_beyond_the_cutoff_there_is_nothing(scheme):
    r = np.array([8.0001, 9.0, 100.0])
    np.testing.assert_array_equal(ended(scheme)(r, PARAMETERS), 0.0)
    np.testing.assert_array_equal(elementwise_grad(ended(scheme))(r, PARAMETERS), 0.0)


@pytest.mark.parametrize(
    ("scheme", "continuous"),
    [("cut", 0), ("tail", 0), ("shift", 1), ("force-shift", 2), ("switch", 3)],
)
def test_as_many_derivatives_as_the_scheme_says_go_on_to_zero_at_the_radius(scheme, continuous):
    inside = derivatives(ended(scheme), RADIUS * (1 - 1e-9))
    whole = np.abs(derivatives(lennard_jones, RADIUS))
    assert (np.abs(inside[:continuous]) < 1e-6 * whole[:continuous]).all()
    assert (np.abs(inside[continuous:]) > 0.1 * whole[continuous:]).all()


@pytest.mark.parametrize("scheme", ["cut", "tail"])
def test_cut_and_tail_keep_the_values_up_to_the_radius(scheme):
    r = np.array([3.0, 5.0, 8.0])
    np.testing.assert_array_equal(ended(scheme)(r, PARAMETERS), lennard_jones(r, PARAMETERS))


def test_shift_makes_the_energy_continuous_and_keeps_the_slope():
    shifted = ended("shift")
    assert abs(shifted(np.array([8.0]), PARAMETERS)[0]) < 1e-18
    r = np.array([3.0, 5.0, 7.9])
    np.testing.assert_array_equal(
        elementwise_grad(shifted)(r, PARAMETERS), elementwise_grad(lennard_jones)(r, PARAMETERS)
    )


def test_force_shift_keeps_the_curvature_and_takes_the_last_slope_off():
    r = np.array([3.0, 5.0, 7.9])
    slope = elementwise_grad(lennard_jones)
    moved = elementwise_grad(ended("force-shift"))
    last = slope(np.array([8.0]), PARAMETERS)
    np.testing.assert_allclose(moved(r, PARAMETERS), slope(r, PARAMETERS) - last, rtol=1e-13)
    assert abs(ended("force-shift")(np.array([8.0]), PARAMETERS)[0]) < 1e-18


@given(start=st.floats(4.0, 7.8))
def test_switch_keeps_everything_before_its_start_and_nothing_jumps_there(start):
    switched = ended("switch", switch_from=start)
    r = np.linspace(3.0, start, 20)
    np.testing.assert_array_equal(switched(r, PARAMETERS), lennard_jones(r, PARAMETERS))
    inner, outer = (derivatives(switched, start + side) for side in (-1e-10, 1e-10))
    np.testing.assert_allclose(outer, inner, rtol=1e-5)


def test_the_switch_starts_at_its_share_of_the_radius_unless_it_is_told():
    assert Cutoff("switch", 10.0).switch_start == SWITCH_FROM * 10.0
    assert Cutoff("switch", 10.0).breaks == (SWITCH_FROM * 10.0,)
    assert Cutoff("switch", 10.0, 9.0).breaks == (9.0,)
    assert Cutoff("shift", 10.0).breaks == ()


def test_a_switch_over_no_distance_is_a_cut():
    r = np.array([3.0, 7.999, 8.0, 8.001])
    np.testing.assert_array_equal(
        ended("switch", switch_from=RADIUS)(r, PARAMETERS), ended("cut")(r, PARAMETERS)
    )


def test_the_smooth_step_is_the_polynomial_with_flat_ends():
    x = np.linspace(0, 1, 11)
    expected = 1 - 10 * x**3 + 15 * x**4 - 6 * x**5
    np.testing.assert_allclose(smooth_step(x), expected, atol=1e-15)
    np.testing.assert_array_equal(smooth_step(np.array([-2.0, 0.0, 1.0, 5.0])), [1, 1, 0, 0])
    assert smooth_step(np.array([0.5]))[0] == 0.5


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_form_ends_in_every_scheme_for_many_sets_at_once(name, scheme):
    function = argon_model(name, scheme).function
    r = np.array([2.8, 3.8, 5.0, 6.5, 7.9, 8.0, 8.5])
    sets = np.array(VALUES[name])[:, None] * [1.0, 1.01]
    together = function(r[None, :], list(sets[:, :, None]))
    for number in range(2):
        one = function(r, list(sets[:, number]))
        np.testing.assert_allclose(together[number], one, rtol=1e-14, atol=1e-20)
    assert (together[:, -1] == 0).all()
    assert np.isfinite(together).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scheme": "shfit", "radius_A": 8.0}, r"cutoff\.scheme.*'shfit'.*force-shift"),
        ({"scheme": "shift", "radius_A": 0.0}, r"cutoff\.radius_A"),
        ({"scheme": "shift", "radius_A": float("nan")}, r"cutoff\.radius_A"),
        ({"scheme": "switch", "radius_A": 8.0, "switch_from_A": 8.1}, r"cutoff\.switch_from_A"),
        ({"scheme": "switch", "radius_A": 8.0, "switch_from_A": 0.0}, r"cutoff\.switch_from_A"),
    ],
)
def test_what_is_no_cutoff_is_refused(options, message):
    with pytest.raises(PairwrightError, match=message):
        Cutoff.of(options)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_record_is_read_back_as_the_same_cutoff(scheme):
    cutoff = Cutoff(scheme, 9.0, 7.0 if scheme == "switch" else None)
    assert Cutoff.of(cutoff.record()) == cutoff
    assert ("switch_from_A" in cutoff.record()) == (scheme == "switch")
