"""Groups of rows that belong together."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pairwright.data.groups import group_names


def test_group_names_part_volumes_that_differ_and_join_those_that_do_not():
    structures = np.array(["a", "a", "a", "b"])
    volumes = np.array([30.0, 30.0 + 1e-9, 30.1, 30.0])
    assert list(group_names(structures, volumes, [1, 2, 3, 4])) == [
        "a-V30",
        "a-V30",
        "a-V30.1",
        "b-V30",
    ]


def test_rows_without_a_volume_are_groups_of_their_own():
    names = group_names(np.array(["x", "x"]), np.array([np.nan, np.nan]), [7, 9])
    assert list(names) == ["x-row7", "x-row9"]


def test_volumes_of_a_drifting_cell_do_not_chain_into_one_group():
    volumes = 30 * (1 + np.linspace(0, 0.02, 2001))
    groups = group_names(np.full(2001, "md"), volumes, range(2001))
    names, sizes = np.unique(groups, return_counts=True)
    assert len(names) > 150
    assert sizes.max() <= 11


@given(st.lists(st.floats(20, 21), min_size=1, max_size=60), st.randoms())
def test_a_group_is_no_wider_than_the_tolerance_and_groups_do_not_overlap(volumes, shuffle):
    shuffle.shuffle(volumes)
    values = np.array(volumes)
    names = group_names(np.full(len(values), "x"), values, range(len(values)))
    spans = sorted((values[names == name].min(), values[names == name].max()) for name in {*names})
    assert all(high - low <= 1e-4 * high for low, high in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))


def test_rows_with_a_mark_are_grouped_by_it_within_their_structure():
    structures = np.array(["a", "a", "b", "a", "a"])
    names = group_names(
        structures, np.full(5, 30.0), range(5), ["run-1", "run-2", "run-1", None, None]
    )
    assert list(names) == ["a-run-1", "a-run-2", "b-run-1", "a-V30", "a-V30"]
