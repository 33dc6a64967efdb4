"""A number is written with the digits that its standard error justifies."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairwright.export.digits import rounded_up, with_error


@pytest.mark.parametrize(
    ("value", "error", "shown"),
    [
        (0.0103245542949657, 2.482428943662488e-05, "0.01032(2)"),
        (3.438786150771554, 0.0008618299536138717, "3.4388(9)"),
        (10.44, 0.0312, "10.44(3)"),
        (10.44, 0.0132, "10.440(13)"),
        (112925.84, 340.0, "1.129(3)e5"),
        (-112925.84, 1340.0, "-1.129(13)e5"),
        (4.2e-7, 3e-9, "4.20(3)e-7"),
        (0.02, 0.3, "0.0(3)"),
        (17.0, 2.0, "17(2)"),
        (0.1, 0.0999, "0.10(10)"),
        (0.0, 0.004, "0.000(4)"),
    ],
)
def test_the_error_stands_in_the_last_digits(value, error, shown):
    assert with_error(value, error) == shown


@pytest.mark.parametrize("error", [None, 0.0, math.nan, math.inf, -1.0])
def test_without_an_error_there_are_six_digits(error):
    assert with_error(0.0103245542949657, error) == "0.0103246"


finite = st.floats(min_value=1e-12, max_value=1e12)


@given(value=finite, sign=st.sampled_from([-1, 1]), error=finite)
def test_what_is_written_is_the_number_to_within_a_fraction_of_its_error(value, sign, error):
    shown = with_error(sign * value, error)
    number, digits, exponent = re.fullmatch(r"(-?[\d.]+)\((\d+)\)(?:e(-?\d+))?", shown).groups()
    power = 10.0 ** int(exponent or 0)
    unit = power * 10.0 ** -len(number.partition(".")[2])
    assert abs(float(number) * power - sign * value) <= 0.5001 * unit
    assert int(digits) * unit == pytest.approx(error, rel=0.34)
    assert 2 <= int(digits) <= 20


@given(value=st.floats(min_value=1e-15, max_value=1e6))
def test_a_bound_of_one_digit_is_not_below_the_value_nor_far_above(value):
    bound = float(rounded_up(value))
    assert value <= bound <= 2 * value


@pytest.mark.parametrize(
    ("value", "shown"), [(6.2e-7, "7e-7"), (9.6e-7, "1e-6"), (2.5e-7, "3e-7"), (0.0, "0e+0")]
)
def test_a_bound_has_one_digit(value, shown):
    assert rounded_up(value) == shown
