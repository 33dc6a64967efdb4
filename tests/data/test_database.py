"""Reading ASE databases: what is kept, what is rejected, what is refused."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.db import connect
from samples import stored

from pairwright.data.database import read_database
from pairwright.errors import PairwrightError
from pairwright.store import sha256

FCC = bulk("Ar", "fcc", a=5.3)


def write_rows(options: dict, *rows: tuple[Atoms, dict]) -> None:
    """Write rows with their keys."""
    with connect(options["path"]) as database:
        for atoms, keys in rows:
            database.write(atoms, **keys)


def refused(options: dict) -> str:
    """Return the message of reading the database."""
    with pytest.raises(PairwrightError) as caught:
        read_database(options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_energies_forces_and_stress_are_those_stored(lennard_jones_rows):
    dataset, rejected = read_database(lennard_jones_rows)
    assert len(dataset) == 18
    assert rejected == []
    for row, stored_row in enumerate(connect(lennard_jones_rows["path"]).select("kind=bulk")):
        atoms = stored_row.toatoms()
        assert dataset.ids[row] == stored_row.id
        assert dataset.energies[row] == atoms.get_potential_energy()
        np.testing.assert_array_equal(dataset.forces[dataset.atoms_of(row)], atoms.get_forces())
        np.testing.assert_array_equal(dataset.stresses[row], atoms.get_stress(voigt=False))
        assert dataset.volumes[row] == pytest.approx(atoms.get_volume(), rel=1e-14)


def test_rattled_siblings_share_a_group(lennard_jones_rows):
    dataset, _ = read_database(lennard_jones_rows)
    names, counts = np.unique(dataset.groups, return_counts=True)
    assert len(names) == 6
    assert set(counts) == {3}
    assert all(name.startswith(("fcc-V", "bcc-V")) for name in names)


def test_the_same_database_gives_the_same_bytes(lennard_jones_rows, tmp_path):
    for name in ("one.npz", "two.npz"):
        read_database(lennard_jones_rows)[0].save(tmp_path / name)
    assert sha256(tmp_path / "one.npz") == sha256(tmp_path / "two.npz")


def test_a_row_with_energy_alone_is_kept(options):
    write_rows(options, (stored(FCC, energy=-1.0), {"structure": "fcc"}))
    dataset, rejected = read_database(options)
    assert rejected == []
    assert np.isnan(dataset.forces).all()
    assert np.isnan(dataset.stresses).all()


def test_json_databases_are_read_too(options, tmp_path):
    options["path"] = str(tmp_path / "data.json")
    write_rows(options, (stored(FCC, energy=-1.0), {"structure": "fcc"}))
    assert len(read_database(options)[0]) == 1


def test_without_a_structure_key_all_rows_are_of_one_kind(options):
    options["structure_key"] = None
    write_rows(options, (stored(FCC, energy=-1.0), {}))
    assert list(read_database(options)[0].structures) == ["all"]


NAN_FORCES = np.full((1, 3), np.nan)
CLOSE = Atoms("Ar2", positions=[[0, 0, 0], [0, 0, 0.3]], cell=[9, 9, 9], pbc=True)
TINY_CELL = Atoms("Ar", cell=[0.4, 9, 9], pbc=True)
FLAT_CELL = Atoms("Ar", cell=[[5, 0, 0], [5, 0, 0], [0, 0, 5]], pbc=True)


@pytest.mark.parametrize(
    ("atoms", "keys", "reason"),
    [
        (FCC, {"structure": "fcc"}, "no energy"),
        (stored(FCC, energy=np.nan), {"structure": "fcc"}, "no energy"),
        (stored(FCC, energy=np.inf), {"structure": "fcc"}, "energy is not finite"),
        (
            stored(FCC, energy=-1.0, forces=NAN_FORCES),
            {"structure": "fcc"},
            "forces is not finite",
        ),
        (stored(bulk("Ne"), energy=-1.0), {"structure": "fcc"}, "element Ne is not Ar"),
        (stored(FCC, energy=-1.0), {}, "no key structure"),
        (stored(FCC, energy=-1.0), {"structure": "hcp"}, "structure hcp is not in"),
        (stored(CLOSE, energy=-1.0), {"structure": "fcc"}, "0.300 Å apart"),
        (stored(TINY_CELL, energy=-1.0), {"structure": "fcc"}, "0.400 Å apart"),
        (stored(FLAT_CELL, energy=-1.0), {"structure": "fcc"}, "cell has no volume"),
        (
            stored(bulk("Ar", "fcc", a=5.0), energy=-2.0),
            {"structure": "fcc"},
            "duplicate of row 1 (energy differs by 0 eV)",
        ),
    ],
)
def test_unusable_rows_are_rejected_with_the_reason(options, atoms, keys, reason):
    options["structures"] = ["fcc"]
    good = stored(bulk("Ar", "fcc", a=5.0), energy=-2.0)
    write_rows(options, (good, {"structure": "fcc"}), (atoms, keys))
    dataset, rejected = read_database(options)
    assert len(dataset) == 1
    assert [row.id for row in rejected] == [2]
    assert reason in rejected[0].reason


def test_of_equal_rows_the_one_with_forces_counts(options):
    bare, whole = stored(FCC, energy=-1.0), stored(FCC, energy=-1.0, forces=np.zeros((1, 3)))
    write_rows(options, *((row, {"structure": "fcc"}) for row in (bare, whole, bare)))
    dataset, rejected = read_database(options)
    assert dataset.ids.tolist() == [2]
    reason = "duplicate of row 2 (energy differs by 0 eV)"
    assert [(item.id, item.reason) for item in rejected] == [(1, reason), (3, reason)]


def test_the_isolated_atom_is_found_outside_the_selection(options):
    options["selection"] = "structure=fcc"
    atom = stored(Atoms("Ar"), energy=-0.25)
    write_rows(options, (atom, {}), (stored(FCC, energy=-1.0), {"structure": "fcc"}))
    dataset, rejected = read_database(options)
    assert dataset.isolated_atom_energy == -0.25
    assert rejected == []


def test_isolated_atoms_that_disagree_are_refused(options):
    rows = [(stored(Atoms("Ar"), energy=energy), {"n": 1}) for energy in (-0.25, -0.20)]
    write_rows(options, *rows, (stored(FCC, energy=-1.0), {"structure": "fcc"}))
    assert "kind=atom" in refused(options)


def test_the_atom_marked_as_such_wins(options):
    write_rows(
        options,
        (stored(Atoms("Ar"), energy=-0.25), {"kind": "atom"}),
        (stored(Atoms("Ar"), energy=-0.20), {"kind": "check"}),
        (stored(FCC, energy=-1.0), {"structure": "fcc"}),
    )
    assert read_database(options)[0].isolated_atom_energy == -0.25


@pytest.mark.parametrize(
    ("of_atom", "of_crystal", "taken"),
    [
        ("gpaw", "vasp", False),
        ("vasp", "vasp", True),
        ("unknown", "vasp", True),
        ("gpaw", "unknown", True),
    ],
)
def test_the_atom_of_another_program_is_not_taken(options, of_atom, of_crystal, taken):
    """Energies of different programs have different zeros."""
    atom, crystal = stored(Atoms("Ar"), energy=-1.0), stored(FCC, energy=-5.0)
    atom.calc.name, crystal.calc.name = of_atom, of_crystal
    write_rows(options, (atom, {}), (crystal, {"structure": "fcc"}))
    options["selection"] = "structure=fcc"
    assert np.isfinite(read_database(options)[0].isolated_atom_energy) == taken


def test_rows_with_the_group_key_are_grouped_by_it(options):
    options["group_key"] = "run"
    for number in range(4):
        atoms = stored(bulk("Ar", "fcc", a=5.2 + 0.1 * number), energy=-1.0)
        write_rows(options, (atoms, {"structure": "fcc", "run": f"md-{number // 2}"}))
    write_rows(options, (stored(bulk("Ar", "sc", a=3.2), energy=-0.5), {"structure": "sc"}))
    dataset, _ = read_database(options)
    assert list(dataset.groups) == ["fcc-md-0", "fcc-md-0", "fcc-md-1", "fcc-md-1", "sc-V32.768"]


def test_a_missing_file_is_named(options):
    assert "data.db does not exist" in refused(options)


def test_an_empty_file_is_named(options):
    Path(options["path"]).touch()
    assert "is empty" in refused(options)


def test_a_file_that_is_no_database_is_named(options):
    Path(options["path"]).write_text("not a database at all\n" * 100)
    assert "not a readable ASE database" in refused(options)


def test_a_file_of_unknown_kind_is_named(options, tmp_path):
    options["path"] = str(tmp_path / "data.txt")
    Path(options["path"]).write_text("hello")
    assert "not a readable ASE database" in refused(options)


def test_an_sqlite_file_of_something_else_is_refused_and_left_alone(options):
    with closing(sqlite3.connect(options["path"])) as connection:
        connection.execute("CREATE TABLE cats (name TEXT)")
        connection.commit()
    before = sha256(options["path"])
    assert "without ASE's tables" in refused(options)
    assert sha256(options["path"]) == before


@pytest.mark.parametrize("fraction", [0.02, 0.3, 0.6, 0.9])
def test_a_truncated_database_is_refused_or_loses_nothing(lennard_jones_rows, fraction):
    path = Path(lennard_jones_rows["path"])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * fraction)])
    assert "not a readable ASE database" in refused(lennard_jones_rows)


def test_a_wrong_checksum_is_refused(lennard_jones_rows):
    lennard_jones_rows["sha256"] = "0" * 64
    message = refused(lennard_jones_rows)
    assert "database.sha256" in message
    assert sha256(lennard_jones_rows["path"]) in message


def test_the_right_checksum_is_accepted(lennard_jones_rows):
    lennard_jones_rows["sha256"] = sha256(lennard_jones_rows["path"])
    assert len(read_database(lennard_jones_rows)[0]) == 18


def test_a_selection_that_matches_nothing_is_refused(lennard_jones_rows):
    lennard_jones_rows["selection"] = "structure=hcp"
    assert "'structure=hcp' matches no row" in refused(lennard_jones_rows)


def test_a_selection_that_ase_cannot_read_is_refused(lennard_jones_rows):
    lennard_jones_rows["selection"] = "structure==,,=("
    assert "database.selection" in refused(lennard_jones_rows)


def test_a_structure_key_that_no_row_has_is_refused_with_the_keys_there_are(lennard_jones_rows):
    lennard_jones_rows["structure_key"] = "crystal"
    message = refused(lennard_jones_rows)
    assert "none of the 18 selected rows" in message
    assert "keys found: kind, structure" in message


def test_a_database_without_a_usable_row_says_why(options):
    write_rows(options, (FCC, {"structure": "fcc"}))
    assert "none of the 1 selected rows is usable; row 1: no energy" in refused(options)
