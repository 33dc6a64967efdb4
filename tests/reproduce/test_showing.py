"""Values are shown with the digits that were claimed, and differences in words."""

import pytest

from pairwright.reproduce.showing import allowed, claimed, found, number, off_by


def outcome(value, ours, difference=None, tolerance=None, unit=""):
    return {
        "value": value,
        "ours": ours,
        "difference": difference,
        "tolerance": tolerance,
        "unit": unit,
    }


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (5.311, "Å", "5.311 Å"),
        (53, "", "53"),
        (4.44693531998e-15, "GPa", "4.44693531998e-15 GPa"),
        ({"at_most": 1e-8}, "", "at most 1e-08"),
        ({"at_least": 2}, "times", "at least 2 times"),
        ({"between": [0.25, 0.42]}, "", "0.25 to 0.42"),
        (False, "", "false"),
        ("1.0\n0.5\n", "", "1.0 / 0.5"),
        ([1.117, 0.83], "eV", "1.117, 0.83 eV"),
        ([[1, 2], [3, 4]], "eV", "4 numbers"),
        (list(range(7)), "eV", "7 numbers"),
    ],
)
def test_what_is_claimed_is_shown_as_it_was_written(value, unit, text):
    assert claimed(outcome(value, None, unit=unit)) == text


@pytest.mark.parametrize(
    ("value", "ours", "text"),
    [
        (5.311, 5.478856482597643, "5.4789"),
        (0.808167684691, 0.8081676846907757, "0.8081676846908"),
        (17.7, 13.769177283877214, "13.77"),
        (3, 3, "3"),
        ({"at_most": 1e-8}, 4.996003610813204e-16, "5e-16"),
        ([1.117, 0.83], [1.1169414706615421, 0.8295242237455916], "1.1169, 0.82952"),
        (1.0, None, "none"),
    ],
)
def test_ours_has_a_digit_more_than_was_claimed(value, ours, text):
    assert found(outcome(value, ours)) == text


def test_of_many_numbers_the_largest_difference_is_told():
    values = [[1.0, 2.0], [3.0, 4.0]]
    difference = {"absolute": -4e-4, "relative": -2e-4}
    made = outcome(values, values, difference, {"absolute": 5e-4}, "eV")
    assert found(made) == "4 numbers, off by at most 0.0004 eV"
    assert found(made | {"tolerance": {"relative": 0.01}}) == "4 numbers, off by at most 0.02 %"


@pytest.mark.parametrize(
    ("difference", "tolerance", "text"),
    [
        ({"absolute": 0.168, "relative": 0.0316}, {"relative": 0.01}, "+3.2 %"),
        ({"absolute": -2.0, "relative": -0.5}, {"absolute": 0.1}, "-2 Å"),
        ({"absolute": 2.64}, None, "+2.6 Å"),
        ({"absolute": -3.9, "relative": -0.22}, {"factor": 3}, "0.78 times"),
        ({"absolute": 0.0}, None, ""),
        (None, None, ""),
    ],
)
def test_differences_are_in_percent_or_in_the_unit(difference, tolerance, text):
    assert off_by(outcome(1, 1, difference, tolerance, "Å")) == text


@pytest.mark.parametrize(
    ("tolerance", "text"),
    [
        ({"relative": 0.01}, "within 1 %"),
        ({"relative": 1e-9}, "within 1e-09 of it"),
        ({"absolute": 0.0005}, "within 0.0005 Å"),
        ({"absolute": 0}, "exactly"),
        ({"factor": 3}, "within a factor of 3"),
        (None, ""),
    ],
)
def test_tolerances_are_told_in_words(tolerance, text):
    assert allowed(outcome(1, 1, tolerance=tolerance, unit="Å")) == text


def test_numbers_of_results_have_six_digits():
    assert number(0.01137866459) == "0.0113787"
    assert number("simplex") == "simplex"
    assert number(28) == "28"
