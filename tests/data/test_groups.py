"""Groups of rows that belong together."""

import numpy as np

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
