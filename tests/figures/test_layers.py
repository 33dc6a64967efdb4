"""A graph in layers leads downwards, and says nothing twice."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairwright.errors import PairwrightError
from pairwright.figures.layers import essential, is_lane, layers

NAMES = "abcdefgh"


@st.composite
def graphs(draw):
    """Edges that lead from earlier letters to later ones: no circle."""
    pairs = list(itertools.combinations(NAMES, 2))
    return draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True))


def reachable(edges):
    """Return every (from, to) that some way leads to."""
    found = set(edges)
    while more := {(a, d) for a, b in found for c, d in found if b == c} - found:
        found |= more
    return found


@given(graphs())
def test_essential_edges_reach_as_far_as_all_of_them_and_none_is_superfluous(edges):
    kept = essential(edges)
    assert reachable(kept) == reachable(edges)
    for edge in kept:
        assert reachable([other for other in kept if other != edge]) != reachable(edges)


@given(graphs())
def test_every_edge_leads_down_one_row_at_a_time(edges):
    plan = layers(edges)
    row = {name: k for k, names in enumerate(plan.rows) for name in names}
    for (first, last), path in plan.paths.items():
        assert (path[0], path[-1]) == (first, last)
        assert [row[place] for place in path] == list(range(row[first], row[last] + 1))
        assert all(is_lane(place) for place in path[1:-1])


@given(graphs())
def test_everyone_stands_in_one_row(edges):
    plan = layers(edges)
    standing = [name for names in plan.rows for name in names if not is_lane(name)]
    assert sorted(standing) == sorted({name for edge in edges for name in edge})


def test_those_that_need_nothing_make_room():
    plan = layers([("a", "b"), ("b", "z"), *((name, "z") for name in "cde")])
    assert [len([n for n in row if not is_lane(n)]) for row in plan.rows] == [2, 3, 1]


def test_a_circle_is_refused():
    with pytest.raises(PairwrightError, match="depend on each other: a, b"):
        layers([("a", "b"), ("b", "a")])
