"""Finished calculations become one database, and nothing is lost or made up on the way."""

import subprocess
import sys

import numpy as np
import pytest
from ase.calculators.lj import LennardJones
from ase.db import connect

from pairwright import config
from pairwright.dft import database, plan
from pairwright.store import read_json, sha256, write_json

DFT = config.validated({"database": {"path": "any.db"}})["dft"]
NAMES = ("atom", "dimer_3.80", "fcc_36.00_ideal", "bcc_40.00_rattled_03")


@pytest.fixture
def small_plan():
    """Return four recipes, one of each kind."""
    recipes = plan.recipes(DFT)
    return {name: recipes[name] for name in NAMES}


def record(recipe, shift=0.0):
    """Return what a calculation writes, computed with Lennard-Jones in place of DFT."""
    atoms = plan.build(recipe)
    atoms.calc = LennardJones(epsilon=0.01, sigma=3.4)
    part = {
        "energy": atoms.get_potential_energy() + shift,
        "forces": atoms.get_forces(),
        "stress": atoms.get_stress() if atoms.pbc.all() else None,
    }
    return {
        "name": recipe["name"],
        "recipe": recipe,
        "recipe_hash": plan.recipe_hash(recipe),
        "code": "test 1.0",
        "structure": {
            "symbols": atoms.get_chemical_symbols(),
            "positions": atoms.positions,
            "cell": atoms.cell.array,
            "pbc": atoms.pbc,
        },
        "results": part,
        "parts": {"PBE": part, "d3bj": part},
    }


def written(folder, recipes, shift=0.0):
    """Write the records of recipes and return their paths."""
    paths = []
    for recipe in recipes:
        paths.append(folder / f"{recipe['name']}.json")
        write_json(paths[-1], record(recipe, shift))
    return paths


def rows(path):
    """Return the rows of a database in order."""
    return list(connect(path).select())


def test_every_record_comes_back_as_a_row(tmp_path, small_plan):
    paths = written(tmp_path, small_plan.values())
    missing = database.write_database(tmp_path / "new.db", small_plan, reversed(paths), None)
    assert missing == []
    assert [row.name for row in rows(tmp_path / "new.db")] == list(NAMES)
    for row, path in zip(rows(tmp_path / "new.db"), paths, strict=True):
        stored = read_json(path)
        atoms = row.toatoms()
        assert row.energy == stored["results"]["energy"]
        np.testing.assert_array_equal(row.forces, stored["results"]["forces"])
        np.testing.assert_array_equal(atoms.positions, stored["structure"]["positions"])
        np.testing.assert_array_equal(atoms.cell.array, stored["structure"]["cell"])
        np.testing.assert_array_equal(atoms.pbc, stored["structure"]["pbc"])


def test_a_calculation_that_did_not_converge_is_left_out_and_listed(tmp_path, small_plan):
    paths = written(tmp_path, small_plan.values())
    failed = read_json(paths[1]) | {"failure": "the self-consistency cycle did not converge"}
    write_json(paths[1], {key: failed[key] for key in ("name", "recipe", "code", "failure")})
    missing = database.write_database(tmp_path / "new.db", small_plan, paths, None)
    assert missing == [NAMES[1]]
    assert [row.name for row in rows(tmp_path / "new.db")] == [NAMES[0], *NAMES[2:]]


def test_rows_carry_the_keys_that_select_them(tmp_path, small_plan):
    database.write_database(
        tmp_path / "new.db", small_plan, written(tmp_path, small_plan.values()), None
    )
    (row,) = connect(tmp_path / "new.db").select("structure=bcc,rattle_A=0.05,vol_per_atom=40")
    expected = {"kind": "bulk", "xc": "PBE", "dispersion": "d3bj", "ecut_eV": 700, "kpts": "2x2x2"}
    assert {key: row.get(key) for key in expected} == expected
    assert (row.code, row.seed) == ("test 1.0", small_plan[NAMES[3]]["seed"])
    assert row.recipe == plan.recipe_hash(small_plan[NAMES[3]])


def test_a_structure_without_periodicity_has_no_stress(tmp_path, small_plan):
    database.write_database(
        tmp_path / "new.db", small_plan, written(tmp_path, small_plan.values()), None
    )
    has_stress = {row.name: row.get("stress") is not None for row in rows(tmp_path / "new.db")}
    assert has_stress == dict(zip(NAMES, (False, False, True, True), strict=True))


def test_the_electronic_and_the_dispersion_part_are_kept_apart(tmp_path, small_plan):
    paths = written(tmp_path, small_plan.values())
    database.write_database(tmp_path / "new.db", small_plan, paths, None)
    for row, path in zip(rows(tmp_path / "new.db"), paths, strict=True):
        assert set(row.data["parts"]) == {"PBE", "d3bj"}
        assert row.data["parts"]["PBE"]["energy"] == read_json(path)["parts"]["PBE"]["energy"]


def test_a_structure_without_a_result_is_listed_and_not_made_up(tmp_path, small_plan):
    some = [small_plan[name] for name in NAMES[:2]]
    paths = written(tmp_path, some)
    missing = database.write_database(tmp_path / "new.db", small_plan, paths, None)
    assert missing == list(NAMES[2:])
    assert [row.name for row in rows(tmp_path / "new.db")] == list(NAMES[:2])


def test_rows_of_an_older_database_are_taken_over_whole(tmp_path, small_plan):
    paths = written(tmp_path, small_plan.values())
    database.write_database(tmp_path / "old.db", small_plan, paths, None)
    fresh = written(tmp_path, [small_plan["fcc_36.00_ideal"]], shift=1.0)
    missing = database.write_database(
        tmp_path / "new.db", small_plan, fresh, str(tmp_path / "old.db")
    )
    assert missing == []
    for old, new in zip(rows(tmp_path / "old.db"), rows(tmp_path / "new.db"), strict=True):
        assert new.key_value_pairs == old.key_value_pairs
        if new.name == "fcc_36.00_ideal":
            assert new.energy == pytest.approx(old.energy + 1.0)
            continue
        assert new.energy == old.energy
        np.testing.assert_array_equal(new.forces, old.forces)
        assert new.data["parts"]["d3bj"]["energy"] == old.data["parts"]["d3bj"]["energy"]


def test_a_row_of_another_recipe_is_never_taken_over(tmp_path, small_plan):
    paths = written(tmp_path, small_plan.values())
    database.write_database(tmp_path / "old.db", small_plan, paths, None)
    other = {name: {**recipe, "ecut_eV": 800.0} for name, recipe in small_plan.items()}
    missing = database.write_database(tmp_path / "new.db", other, [], str(tmp_path / "old.db"))
    assert missing == list(NAMES)
    assert rows(tmp_path / "new.db") == []


def test_an_older_database_that_is_not_there_is_as_good_as_none(tmp_path, small_plan):
    missing = database.write_database(
        tmp_path / "new.db", small_plan, [], str(tmp_path / "absent.db")
    )
    assert missing == list(NAMES)
    assert not (tmp_path / "absent.db").exists()


def test_the_database_says_how_it_came_to_be(tmp_path, small_plan):
    paths = written(tmp_path, small_plan.values())
    database.write_database(tmp_path / "new.db", small_plan, paths[:3], None)
    told = database.describe(tmp_path / "new.db", DFT, small_plan, [NAMES[3]])
    assert told["sha256"] == sha256(tmp_path / "new.db")
    assert (told["rows"], told["planned"], told["missing"]) == (3, 4, [NAMES[3]])
    assert told["rows_by_kind"] == {"atom": 1, "bulk": 1, "dimer": 1}
    assert told["code"] == ["test 1.0"]
    assert "reuse" not in told["settings"]


def compared(root, folder):
    """Run the tool that compares records with a database."""
    records = sorted(folder.glob("*.json"))
    return subprocess.run(
        [sys.executable, root / "tools" / "compare-dft-records", folder / "new.db", *records],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_recomputed_record_is_the_same_as_its_row(root, tmp_path, small_plan):
    paths = written(tmp_path, small_plan.values())
    database.write_database(tmp_path / "new.db", small_plan, paths, None)
    done = compared(root, tmp_path)
    assert done.returncode == 0
    assert done.stdout.count(": same\n") == len(paths)


def test_a_recomputed_record_that_differs_is_named(root, tmp_path, small_plan):
    paths = written(tmp_path, small_plan.values())
    database.write_database(tmp_path / "new.db", small_plan, paths, None)
    written(tmp_path, [small_plan["fcc_36.00_ideal"]], shift=0.0002)
    done = compared(root, tmp_path)
    assert done.returncode == 1
    assert "fcc_36.00_ideal: energy differs by 0.2000 meV/atom" in done.stdout
    assert done.stdout.count("DIFFERENT") == 1


def test_a_recomputed_record_without_a_row_is_named(root, tmp_path, small_plan):
    written(tmp_path, small_plan.values())
    database.write_database(tmp_path / "new.db", small_plan, [], None)
    done = compared(root, tmp_path)
    assert done.returncode == 1
    assert "atom: 0 rows of this name" in done.stdout
