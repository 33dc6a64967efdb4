"""Numbers agree within a tolerance, bounds hold, and differences are told."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairwright.reproduce.agreement import agrees, difference, leaves

NUMBERS = st.floats(-1e6, 1e6).filter(lambda number: abs(number) > 1e-6)


@given(NUMBERS, st.floats(1e-9, 1e3), st.floats(0, 0.999), st.sampled_from([1, -1]))
def test_within_an_absolute_tolerance_numbers_agree_and_beyond_they_do_not(x, size, part, sign):
    tolerance = {"absolute": size}
    assert agrees(x, x + sign * part * size * (1 - 1e-6), tolerance)
    assert not agrees(x, x + sign * (size + abs(x) * 1e-9) * 1.001, tolerance)


@given(NUMBERS, st.floats(1e-9, 0.5), st.sampled_from([1, -1]))
def test_a_relative_tolerance_is_of_the_expected_number(x, share, sign):
    assert agrees(x, x * (1 + sign * 0.999 * share), {"relative": share})
    assert not agrees(x, x * (1 + sign * 1.001 * share), {"relative": share}) or share < 1e-12


@given(NUMBERS, st.floats(1.1, 100))
def test_a_factor_goes_both_ways_and_never_across_zero(x, factor):
    tolerance = {"factor": factor}
    assert agrees(x, x * factor * 0.999, tolerance)
    assert agrees(x, x / factor * 1.001, tolerance)
    assert not agrees(x, x * factor * 1.001, tolerance)
    assert not agrees(x, x / factor * 0.999, tolerance)
    assert not agrees(x, -x, tolerance)


@pytest.mark.parametrize("found", [None, math.nan, math.inf, "1.0", True, [1.0]])
def test_what_is_no_number_agrees_with_none(found):
    assert not agrees(1.0, found, {"absolute": 1e9})


@pytest.mark.parametrize(
    ("expected", "inside", "outside"),
    [
        ({"at_least": 2}, [2, 3.5], [1.999, math.nan]),
        ({"at_most": 2}, [2, -5], [2.001, None]),
        ({"between": [1, 2]}, [1, 1.5, 2], [0.99, 2.01, "1.5"]),
    ],
)
def test_bounds_belong_to_what_they_allow(expected, inside, outside):
    assert all(agrees(expected, number, None) for number in inside)
    assert not any(agrees(expected, number, None) for number in outside)


def test_texts_and_truth_must_be_the_same_and_of_the_same_kind():
    assert agrees("True", "True", None)
    assert agrees(False, False, None)
    assert not agrees("True", True, None)
    assert not agrees(False, 0, None)


def test_without_a_tolerance_numbers_must_be_equal():
    assert agrees(21, 21, None)
    assert agrees(0, 0.0, {"absolute": 0})
    assert not agrees(21, 22, None)


def test_lists_agree_item_by_item_and_only_at_the_same_length():
    expected, tolerance = [[0.5, -1.0], [0.25, 2.0]], {"absolute": 0.01}
    assert agrees(expected, [[0.501, -1.0], [0.25, 2.009]], tolerance)
    assert not agrees(expected, [[0.501, -1.0], [0.25, 2.02]], tolerance)
    assert not agrees(expected, [[0.5, -1.0]], tolerance)
    assert not agrees(expected, 0.5, tolerance)
    assert not agrees([], [], tolerance)


def test_what_is_zero_to_rounding_agrees_by_an_absolute_part():
    both = {"relative": 1e-3, "absolute": 1e-9}
    assert agrees(2.5e-17, 1.4e-24, both)
    assert agrees(1.0, 1.001, both)
    assert not agrees(1.0, 1.0011, both)
    assert not agrees(2.5e-17, 1e-8, both)


def test_differences_are_absolute_and_relative_and_the_largest_of_a_list():
    assert difference(2.0, 1.5) == {"absolute": -0.5, "relative": -0.25}
    assert difference([1.0, 10.0], [1.5, 9.0]) == {"absolute": -1.0, "relative": 0.5}
    assert difference(0, 0.5) == {"absolute": 0.5}


def test_differences_from_bounds_are_the_distance_to_them():
    assert difference({"at_most": 1}, 3) == {"absolute": 2}
    assert difference({"between": [1, 2]}, 1.5) == {"absolute": 0}
    assert difference({"at_least": 1}, 0.25) == {"absolute": -0.75}


@pytest.mark.parametrize(
    "pair", [("a", "b"), (1.0, None), ([1.0], [1.0, 2.0]), ({"at_most": 1}, "a")]
)
def test_without_numbers_there_is_no_difference(pair):
    assert difference(*pair) is None


def test_leaves_of_lists_of_lists():
    assert list(leaves([[1, 2], [3]])) == [1, 2, 3]
    assert list(leaves("text")) == ["text"]
