"""The plan of the DFT database: what it holds, and when a row needs no computing again."""

from copy import deepcopy

import numpy as np
import pytest
from ase import Atoms
from ase.db import connect
from ase.db.core import str_represents
from hypothesis import given
from hypothesis import strategies as st

from pairwright import config
from pairwright.data.crystals import CRYSTALS
from pairwright.dft import plan
from pairwright.errors import PairwrightError

DFT = config.validated({"database": {"path": "any.db"}})["dft"]
RECIPES = plan.recipes(DFT)


def as_integers(value):
    """Return the section with every whole float written without its point."""
    if isinstance(value, dict):
        return {key: as_integers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_integers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def hashes(section):
    """Return the checksum of every recipe of a section."""
    return {name: plan.recipe_hash(recipe) for name, recipe in plan.recipes(section).items()}


def store_rows(path, rows):
    """Write a database of rows that say which recipe they come from."""
    with connect(path) as database:
        for name, recipe_hash in rows.items():
            database.write(Atoms("Ar"), name=name, recipe=recipe_hash)


def test_there_are_at_least_275_bulk_structures():
    assert sum(recipe["kind"] == "bulk" for recipe in RECIPES.values()) >= 275


@pytest.mark.parametrize("crystal", CRYSTALS)
def test_each_crystal_has_five_volumes_with_an_ideal_and_ten_rattled_cells(crystal):
    bulk = [recipe for recipe in RECIPES.values() if recipe["structure"] == crystal]
    bulk = [recipe for recipe in bulk if recipe["kind"] == "bulk"]
    ideal = {recipe["vol_per_atom"] for recipe in bulk if "rattle_A" not in recipe}
    rattled = [recipe["vol_per_atom"] for recipe in bulk if "rattle_A" in recipe]
    assert len(set(rattled)) >= 5
    for volume in set(rattled):
        assert rattled.count(volume) == 10
        assert volume in ideal


def test_there_are_an_atom_and_at_least_twelve_dimers():
    kinds = [recipe["kind"] for recipe in RECIPES.values()]
    assert kinds.count("atom") == 1
    assert kinds.count("dimer") >= 12


def test_no_name_is_used_twice():
    names = [name for part in count_recipes(DFT) for name in part]
    assert len(names) == len(set(names)) == len(RECIPES)


def count_recipes(dft):
    """Return the names of each part of the plan, before they become keys of a mapping."""
    yield ["atom"]
    yield [f"dimer_{distance:.2f}" for distance in dft["dimer_distances_A"]]
    for crystal, choice in dft["crystals"].items():
        yield [f"{crystal}_{volume:.2f}_ideal" for volume in choice["volumes_A3"]]
        for volume in choice["rattled_volumes_A3"]:
            copies = range(1, len(dft["rattle_A"]) + 1)
            yield [f"{crystal}_{volume:.2f}_rattled_{copy:02d}" for copy in copies]
    yield ["check_atom", "check_dimer", "check_displaced_minus", "check_displaced_plus"]


def test_no_two_rattled_structures_share_a_seed():
    seeds = [r["seed"] for r in RECIPES.values() if r["kind"] == "bulk" and "seed" in r]
    assert len(seeds) == len(set(seeds))
    assert max(seeds) < 2**31


def test_a_whole_number_and_the_same_float_are_one_recipe():
    assert hashes(as_integers(DFT)) == hashes(DFT)


def test_no_checksum_can_be_taken_for_a_number():
    for checksum in hashes(DFT).values():
        assert not any(str_represents(checksum, kind) for kind in (bool, int, float))


def test_the_order_of_keys_does_not_matter():
    recipe = RECIPES["fcc_36.00_rattled_01"]
    assert plan.recipe_hash(dict(reversed(recipe.items()))) == plan.recipe_hash(recipe)


@given(st.sampled_from(sorted(RECIPES)))
def test_every_part_of_a_recipe_counts(name):
    recipe = RECIPES[name]
    for key in recipe:
        assert plan.recipe_hash({**recipe, key: "another"}) != plan.recipe_hash(recipe)


def test_another_cutoff_changes_every_recipe_and_another_volume_only_its_own():
    other = hashes({**DFT, "ecut_eV": 800})
    assert all(other[name] != checksum for name, checksum in hashes(DFT).items())
    dft = deepcopy(DFT)
    dft["crystals"]["fcc"]["volumes_A3"].append(60)
    assert set(hashes(dft).items()) - set(hashes(DFT).items()) == {
        ("fcc_60.00_ideal", hashes(dft)["fcc_60.00_ideal"])
    }


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_can_be_built(name):
    recipe = RECIPES[name]
    atoms = plan.build(recipe)
    if "vol_per_atom" in recipe:
        assert atoms.get_volume() / len(atoms) == pytest.approx(recipe["vol_per_atom"])
    if "distance_A" in recipe:
        assert atoms.get_distance(0, 1) == pytest.approx(recipe["distance_A"])


def test_the_displaced_pair_differs_from_its_parent_by_one_coordinate():
    parent = plan.build(RECIPES["fcc_36.00_rattled_05"]).positions
    for word, sign in (("minus", -1), ("plus", 1)):
        moved = plan.build(RECIPES[f"check_displaced_{word}"]).positions - parent
        assert moved[0, 0] == pytest.approx(sign * 0.01)
        assert np.count_nonzero(moved) == 1


def test_rows_of_the_same_recipe_need_no_computing(tmp_path):
    known = {name: plan.recipe_hash(RECIPES[name]) for name in list(RECIPES)[:3]}
    store_rows(tmp_path / "old.db", known)
    assert plan.already_computed(tmp_path / "old.db", RECIPES) == list(known)


def test_rows_of_another_recipe_or_none_are_computed_again(tmp_path):
    first, second, *_ = RECIPES
    store_rows(tmp_path / "old.db", {first: "r" * 17, "stranger": "r" * 17})
    with connect(tmp_path / "old.db") as database:
        database.write(Atoms("Ar"), name=second)
        database.write(Atoms("Ar"))
    assert plan.already_computed(tmp_path / "old.db", RECIPES) == []


def test_without_an_older_database_everything_is_computed(tmp_path):
    assert plan.already_computed(None, RECIPES) == []
    assert plan.already_computed(tmp_path / "absent.db", RECIPES) == []


def test_a_name_outside_the_plan_is_refused():
    with pytest.raises(PairwrightError, match=r"no structure 'fcc_1\.00_ideal'; it has \d+"):
        plan.find(RECIPES, "fcc_1.00_ideal")
