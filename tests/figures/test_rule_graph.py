"""The picture of the workflow shows each file of rules once, and fits its page."""

import pytest

from pairwright.figures.layers import is_lane
from pairwright.figures.rule_graph import MOST_NAMED, edges_of_files, rule_graph_figure
from pairwright.figures.style import styled

FILES = {"read": "database", "pairs": "database", "fit": "fit", "draw": "figures", "all": "all"}
EDGES = [("read", "pairs"), ("read", "fit"), ("pairs", "fit"), ("fit", "draw"), ("read", "draw")]
OPTIONS = {"width_mm": 170, "font_size_pt": 8, "dpi": 60, "data_label": "DFT"}


def test_edges_within_a_file_and_those_said_by_longer_ways_are_left_out():
    assert edges_of_files([*EDGES, ("draw", "target")], FILES) == [
        ("database", "fit"),
        ("fit", "figures"),
    ]


@pytest.mark.parametrize("size", [6, 8, 11])
def test_everything_is_within_the_picture_and_no_text_leaves_its_box(size):
    with styled(OPTIONS | {"font_size_pt": size}):
        figure = rule_graph_figure(EDGES, FILES, OPTIONS | {"font_size_pt": size})
        figure.canvas.draw()
    (axes,) = figure.axes
    for text in axes.texts:
        if text.get_text():
            box = text.get_window_extent()
            assert any(
                patch.get_window_extent().x0 <= box.x0 and box.x1 <= patch.get_window_extent().x1
                for patch in axes.patches
            )
    assert {text.get_text() for text in axes.texts} >= {"database", "read", "pairs", "fit", "draw"}
    assert not any(is_lane(text.get_text()) for text in axes.texts)


def test_a_file_of_many_rules_says_how_many():
    many = {f"draw_{number}": "figures" for number in range(MOST_NAMED + 1)}
    edges = [("fit", name) for name in many]
    with styled(OPTIONS):
        figure = rule_graph_figure(edges, FILES | many, OPTIONS)
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert f"{MOST_NAMED + 1} rules, draw_…" in texts
