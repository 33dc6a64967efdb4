"""The spline: smooth, zero beyond its last knot, linear in its coefficients, free in shape."""

import numpy as np
import pytest
from argon_models import KNOTS, VALUES
from autograd import elementwise_grad
from scipy.interpolate import BSpline

from pairwright.errors import PairwrightError
from pairwright.potentials.spline import FIRST, placed_knots, spline

FORM = spline(KNOTS)
COEFFICIENTS = np.array(VALUES["spline"])


def test_two_derivatives_go_on_through_every_knot_and_the_third_jumps():
    function = FORM.function
    third_jumps = []
    for knot in KNOTS:
        sides = knot + np.array([-1e-9, 1e-9])
        for order in range(3):
            inner, outer = function(sides, COEFFICIENTS)
            assert inner == pytest.approx(outer, abs=1e-6), order
            function = elementwise_grad(function)
        third_jumps.append(np.ptp(function(sides, COEFFICIENTS)))
        function = FORM.function
    np.testing.assert_allclose(third_jumps, 6 * np.abs(COEFFICIENTS), rtol=1e-6)
    assert FORM.breaks == KNOTS


def test_beyond_the_last_knot_there_is_nothing():
    r = np.array([KNOTS[-1], 7.6, 20.0])
    np.testing.assert_array_equal(FORM.function(r, COEFFICIENTS), 0.0)
    np.testing.assert_array_equal(elementwise_grad(FORM.function)(r, COEFFICIENTS), 0.0)


def test_it_is_linear_in_its_coefficients():
    r = np.linspace(2.0, 8.0, 30)
    other = np.arange(1.0, 7.0)
    both = FORM.function(r, 2 * COEFFICIENTS - 3 * other)
    apart = 2 * FORM.function(r, COEFFICIENTS) - 3 * FORM.function(r, other)
    np.testing.assert_allclose(both, apart, rtol=1e-12, atol=1e-12)
    assert FORM.linear


@pytest.mark.parametrize("first", [0, 1])
def test_b_splines_on_its_knots_are_among_its_shapes(first):
    wanted = BSpline.basis_element(KNOTS[first : first + 5], extrapolate=False)
    r = np.linspace(2.5, 8.0, 80)
    matrix = np.stack([FORM.function(r, row) for row in np.eye(6)], axis=1)
    energies = np.nan_to_num(wanted(r))
    solution, *_ = np.linalg.lstsq(matrix, energies)
    np.testing.assert_allclose(matrix @ solution, energies, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    "knots",
    [(), (3.0, 4.0, 5.0), (3.0, 5.0, 4.0, 6.0), (3.0, 4.0, 4.0, 6.0), (0.0, 3.0, 4.0, 5.0)],
)
def test_knots_that_do_not_rise_or_are_too_few_are_refused(knots):
    with pytest.raises(PairwrightError, match=r"fit\.spline\.knots_A"):
        spline(knots)


def test_placed_knots_are_denser_where_distances_are_short_and_end_at_the_cutoff():
    knots = placed_knots(15, 3.8, 12.0)
    assert len(knots) == 15
    assert knots[0] == pytest.approx(FIRST * 3.8, abs=1e-6)
    assert knots[-1] == 12.0
    gaps = np.diff(knots)
    assert (np.diff(gaps) > 0).all()
    spline(knots)
