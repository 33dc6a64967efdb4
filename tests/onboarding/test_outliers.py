"""A row is out of proportion when nothing is between it and the others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairwright.onboarding.outliers import high, outliers

NONE = np.full(34, np.nan)
SOUND = np.linspace(-0.1, 0.4, 30) ** 2


def far(energies):
    """Return the rows whose energies are out of proportion."""
    return outliers(energies, np.full_like(energies, np.nan), np.full_like(energies, np.nan)).energy


@given(
    st.lists(st.sampled_from([-1e5, -30.0, -8.0, 8.0, 40.0, 2e3]), max_size=3),
    st.floats(-1e3, 1e3),
)
def test_rows_beyond_a_gap_are_found_on_both_sides_wherever_the_zero_is(wild, zero):
    energies = zero + np.concatenate([SOUND, wild])
    found = far(energies)
    assert sorted(found.tolist()) == [30 + k for k in range(len(wild))]
    sizes = np.abs(energies - np.median(energies))[found]
    assert (np.diff(sizes) <= 0).all()


def test_energies_spread_over_orders_of_magnitude_without_a_gap_are_in_proportion():
    crystals, compressed = np.full(200, 0.01), 0.01 * 1.5 ** np.arange(20)
    assert far(np.concatenate([crystals, compressed])).tolist() == []


@pytest.mark.parametrize("share", [0.2, 0.4])
def test_a_second_kind_of_rows_is_no_outlier(share):
    assert far(np.where(np.arange(50) < 50 * share, 5.0, SOUND[0])).tolist() == []


def test_among_few_rows_nothing_is_out_of_proportion():
    assert far(np.array([0.0, 0.01, 0.0, 50.0])).tolist() == []
    assert far(np.array([0.0, 0.01, 0.0, 0.0, 50.0])).tolist() == [4]


def test_forces_and_pressures_are_looked_at_by_themselves():
    forces, pressures = np.zeros(30), np.linspace(-20, 20, 30)
    forces[::2], forces[3], pressures[7] = 0.1, 2.0, -1e4
    found = outliers(SOUND, forces, pressures)
    assert (found.energy.tolist(), found.force.tolist()) == ([], [3])
    assert found.pressure.tolist() == [7]
    assert np.flatnonzero(~found.usual(30)).tolist() == [3, 7]


def test_what_is_unknown_is_not_looked_at():
    found = outliers(NONE, NONE, NONE)
    assert found.usual(34).all()


def test_high_rows_are_ten_times_above_the_median_the_highest_first():
    assert high(np.array([0.0, 0.1, 0.2, 5.0, 0.1, 9.0, np.nan])).tolist() == [5, 3]
    assert high(np.zeros(3)).tolist() == []
