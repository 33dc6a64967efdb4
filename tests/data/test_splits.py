"""Held-out rows: whole groups, every structure, the same draw for the same seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairwright.data.splits import (
    grouped_folds,
    held_out,
    left_out_structures,
    random_folds,
)
from pairwright.errors import PairwrightError

STRUCTURES = np.repeat(["fcc", "bcc"], 50)
GROUPS = np.array([f"{name}-{index // 10}" for index, name in enumerate(STRUCTURES)])


def test_siblings_are_never_parted():
    test = held_out(STRUCTURES, GROUPS, 0.4, seed=3)
    for group in np.unique(GROUPS):
        assert len(set(test[group == GROUPS])) == 1


@pytest.mark.parametrize(("fraction", "groups"), [(0.0, 0), (0.2, 1), (0.4, 2), (0.9, 4)])
def test_each_structure_gives_the_same_share_and_keeps_a_group(fraction, groups):
    test = held_out(STRUCTURES, GROUPS, fraction, seed=3)
    for structure in ("fcc", "bcc"):
        assert test[structure == STRUCTURES].sum() == 10 * groups


def test_ideal_crystals_and_rattled_ones_are_both_tested():
    groups = np.array(["a", "b", "c", *["d"] * 5, *["e"] * 5, *["f"] * 5])
    for seed in range(20):
        test = held_out(np.full(len(groups), "fcc"), groups, 0.34, seed)
        assert len(np.unique(groups[test & np.isin(groups, ["a", "b", "c"])])) == 1
        assert len(np.unique(groups[test & np.isin(groups, ["d", "e", "f"])])) == 1


def test_the_seed_decides():
    draws = {tuple(held_out(STRUCTURES, GROUPS, 0.4, seed)) for seed in range(10)}
    assert len(draws) > 1
    first, second = (held_out(STRUCTURES, GROUPS, 0.4, seed=7) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@given(st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_folds_share_every_structure_and_divide_no_group(folds, seed):
    structures = np.repeat(["fcc", "bcc"], 40)
    groups = np.array([f"{s}-V{n // 4}" for s, n in zip(structures, [*range(40)] * 2, strict=True)])
    found = grouped_folds(structures, groups, folds, seed)
    assert set(found) == set(range(folds))
    for group in np.unique(groups):
        assert len(set(found[groups == group])) == 1
    for structure in ("fcc", "bcc"):
        mine = [len(set(groups[(found == k) & (structures == structure)])) for k in range(folds)]
        assert max(mine) - min(mine) <= 1
    np.testing.assert_array_equal(found, grouped_folds(structures, groups, folds, seed))


def test_the_same_label_of_a_group_in_two_structures_is_two_groups():
    found = grouped_folds(np.array(["a", "b"]), np.array(["V1", "V1"]), 2, 0)
    assert set(found) == {0, 1}


def test_more_folds_than_groups_are_refused():
    with pytest.raises(PairwrightError, match=r"3 folds need at least 3 groups.*has 2"):
        grouped_folds(np.array(["a", "a", "b"]), np.array(["x", "x", "y"]), 3, 0)


@given(st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_random_folds_share_every_structure_and_part_siblings(folds, seed):
    found = random_folds(STRUCTURES, folds, seed)
    for structure in ("fcc", "bcc"):
        shares = np.bincount(found[structure == STRUCTURES], minlength=folds)
        assert shares.max() - shares.min() <= 1
    assert any(len(set(found[group == GROUPS])) > 1 for group in np.unique(GROUPS))
    np.testing.assert_array_equal(found, random_folds(STRUCTURES, folds, seed))


def test_more_random_folds_than_rows_are_refused():
    with pytest.raises(PairwrightError, match=r"3 folds need at least 3 rows.*has 2"):
        random_folds(np.array(["a", "b"]), 3, 0)


def test_each_structure_is_left_out_once():
    found = left_out_structures(STRUCTURES)
    assert list(found) == ["bcc", "fcc"]
    np.testing.assert_array_equal(sum(found.values()), 1)
    np.testing.assert_array_equal(STRUCTURES[found["fcc"]], "fcc")


def test_a_single_structure_is_not_left_out():
    assert left_out_structures(np.full(4, "fcc")) == {}
