"""Names beside points lie on no other name and leave no panel, where there is room for that."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from pairwright.figures.labels import Named, write_names
from pairwright.figures.style import new_figure, styled

OPTIONS = {"width_mm": 120, "font_size_pt": 8, "dpi": 60, "data_label": "DFT"}
COORDINATES = st.tuples(st.floats(0, 1), st.floats(0, 1))


def boxes_of(points, avoid=()):
    """Write names beside points; return their boxes (left, bottom, right, top) and the panel's."""
    with styled(OPTIONS):
        figure = new_figure(OPTIONS, 80)
        panel = figure.subplots()
        panel.set(xlim=(-0.14, 1.14), ylim=(-0.14, 1.14))
        write_names(figure, panel, points, np.array(avoid))
        figure.draw_without_rendering()
        written = [Text.get_window_extent(text).extents for text in panel.texts]
        return written, panel.bbox.extents, panel.transData


def overlap(one, other):
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(
        one[1], other[1]
    )


@settings(max_examples=25)
@given(st.lists(COORDINATES, min_size=1, max_size=10))
def test_ten_names_never_overlap_wherever_their_points_are(places):
    points = [Named(x, y, f"model-{number}") for number, (x, y) in enumerate(places)]
    written, frame, _ = boxes_of(points)
    assert len(written) == len(points)
    for one, other in itertools.combinations(written, 2):
        assert not overlap(one, other)
    for box in written:
        assert (box[:2] >= frame[:2] - 1).all()
        assert (box[2:] <= frame[2:] + 1).all()


def test_a_name_makes_way_for_a_line():
    line = [(x, 0.5) for x in np.linspace(0.5, 1, 50)]
    (free,), _, _ = boxes_of([Named(0.5, 0.5, "model")])
    (moved,), _, data = boxes_of([Named(0.5, 0.5, "model")], line)
    height = data.transform((0.5, 0.5))[1]
    assert free[1] < height < free[3]
    assert not moved[1] < height < moved[3] or moved[2] < data.transform((0.5, 0.5))[0]


def test_a_name_far_away_is_joined_to_its_point():
    with styled(OPTIONS):
        figure = new_figure(OPTIONS, 80)
        panel = figure.subplots()
        panel.set(xlim=(0, 1), ylim=(0, 1))
        crowd = [Named(0.5, 0.5, "a name of some length") for _ in range(14)]
        write_names(figure, panel, crowd, np.empty((0, 2)))
        assert {text.arrow_patch is None for text in panel.texts} == {True, False}
