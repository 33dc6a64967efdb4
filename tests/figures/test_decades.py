"""A log axis shows what it should, and numbers to read it by."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairwright.figures.decades import show_decades
from pairwright.figures.style import new_figure, styled

OPTIONS = {"width_mm": 100, "font_size_pt": 8, "dpi": 60, "data_label": "DFT"}


def axis_of(values, **choices):
    """Return the limits of a log axis that shows values, and the numbers written on it."""
    with styled(OPTIONS):
        figure = new_figure(OPTIONS, 50)
        panel = figure.subplots()
        show_decades(panel.xaxis, values, **choices)
        figure.draw_without_rendering()
        low, high = panel.get_xlim()
        ticks = [tick for tick in panel.xaxis.get_majorticklocs() if low <= tick <= high]
        return low, high, dict(zip(ticks, panel.xaxis.get_ticklabels(), strict=False))


@settings(max_examples=40)
@given(st.floats(-12, 12), st.floats(0, 15))
def test_all_values_are_in_sight_and_two_numbers_at_least(first, decades):
    values = 10 ** np.array([first, first + decades])
    low, high, ticks = axis_of(values)
    assert low < values[0] <= values[1] < high
    assert 2 <= len(ticks) <= 10


def test_what_a_log_axis_cannot_show_does_not_count():
    assert axis_of([0.0, -3.0, np.nan, np.inf, 2.0, 20.0])[:2] == axis_of([2.0, 20.0])[:2]
    axis_of([])


def test_short_axes_have_more_numbers_between_the_powers_of_ten():
    assert list(axis_of([1.0, 1000.0])[2]) == [1, 10, 100, 1000]
    assert list(axis_of([1.0, 50.0])[2]) == [1, 3, 10, 30]
    assert list(axis_of([1.0, 9.0])[2]) == [1, 2, 5, 10]
    assert list(axis_of([2.0, 3.5])[2]) == [2, 2.5, 3, 3.5]


@pytest.mark.parametrize("most", [3, 5, 9])
def test_long_axes_have_no_more_numbers_than_there_is_room_for(most):
    assert len(axis_of([1e-4, 1e10], most=most)[2]) <= most
