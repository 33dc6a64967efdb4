"""Where Buckingham's potential goes on as a straight line, and that nothing jumps there."""

import numpy as np
import pytest
from argon_models import VALUES
from autograd import elementwise_grad
from hypothesis import given
from hypothesis import strategies as st

from pairwright.potentials.energy import parameter_derivatives
from pairwright.potentials.forms import buckingham
from pairwright.potentials.guard import steepest_point

STEEPNESS = st.floats(7.01, 60.0)


def bare(x, a):
    """Return Buckingham's potential without guard, its well of depth one at x = 1."""
    return (6 / a * np.exp(a * (1 - x)) - x**-6) / (1 - 6 / a)


@given(a=STEEPNESS)
def test_the_joint_is_where_the_bare_slope_is_steepest(a):
    x = float(steepest_point(a))
    assert 0 < x < 1
    assert a * x**8 * np.exp(a * (1 - x)) == pytest.approx(7, rel=1e-11)
    slope = elementwise_grad(lambda y: bare(y, a))
    near = x * np.array([0.99, 1.0, 1.01])
    slopes = slope(near)
    assert slopes[1] == slopes.min()
    assert slopes[1] < 0


def test_the_joint_has_the_shape_of_the_steepness():
    steepness = np.array([[8.0, 9.0], [13.0, 20.0]])
    found = steepest_point(steepness)
    assert found.shape == (2, 2)
    assert found[1, 0] == steepest_point(13.0)


@given(a=STEEPNESS)
def test_outside_the_joint_the_potential_is_the_bare_one(a):
    x = np.linspace(float(steepest_point(a)), 3.0, 50)
    np.testing.assert_allclose(buckingham(x, (1.0, 1.0, a)), bare(x, a), rtol=1e-10, atol=1e-13)


@given(a=STEEPNESS)
def test_value_slope_and_curvature_go_on_through_the_joint(a):
    joint = float(steepest_point(a))
    values = (1.0, 1.0, a)
    slope = elementwise_grad(buckingham)
    curvature = elementwise_grad(slope)
    sides = joint * np.array([1 - 1e-7, 1 + 1e-7])
    for function, size in ((buckingham, 1e-5), (slope, 1e-6)):
        inner, outer = function(sides, values)
        assert inner == pytest.approx(outer, rel=size)
    # The curvature is zero inside, and outside grows from zero in proportion to the distance.
    inner, near, far = curvature(joint * np.array([1 - 1e-7, 1 + 1e-5, 1 + 2e-5]), values)
    assert abs(inner) < 1e-9 * abs(near)
    assert far / near == pytest.approx(2, rel=2e-3)


@given(a=STEEPNESS)
def test_it_repels_all_the_way_to_zero_distance(a):
    r = np.linspace(0.0, 0.999, 400)
    energies = buckingham(r, (1.0, 1.0, a))
    assert np.isfinite(energies).all()
    assert (np.diff(energies) < 0).all()
    assert (elementwise_grad(buckingham)(r, (1.0, 1.0, a)) < 0).all()


def test_derivatives_by_the_parameters_know_that_the_joint_moves():
    values = np.array(VALUES["buckingham"])
    joint = values[1] * float(steepest_point(values[2]))
    r = joint * np.array([0.3, 0.9, 0.999, 1.001, 1.5])
    exact = parameter_derivatives(buckingham, r, values)
    for place, value in enumerate(values):
        step = np.zeros(3)
        step[place] = 1e-5 * value
        numerical = (buckingham(r, values + step) - buckingham(r, values - step)) / (2e-5 * value)
        np.testing.assert_allclose(exact[place], numerical, rtol=1e-6)
