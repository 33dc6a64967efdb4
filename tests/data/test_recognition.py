"""Crystals are named by what they are, whatever their cell; others are grouped by its shape."""

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk, fcc111, make_supercell
from ase.db import connect
from hypothesis import given
from hypothesis import strategies as st
from samples import database_options, stored

from pairwright.data.crystals import CRYSTALS, primitive_cell, rattled_cell
from pairwright.data.database import read_database
from pairwright.data.recognition import Geometry, crystal_name, recognised_labels

WHOLE = st.integers(-2, 2)


def geometry(atoms):
    """Return what recognition looks at."""
    return Geometry(atoms.positions, atoms.cell.array, atoms.pbc)


def labels(structures):
    """Return the labels of several structures."""
    return recognised_labels([geometry(atoms) for atoms in structures])


@pytest.mark.parametrize("crystal", CRYSTALS)
@pytest.mark.parametrize("volume", [5.0, 40.0, 3000.0])
def test_an_ideal_crystal_is_named_at_any_volume(crystal, volume):
    assert crystal_name(geometry(primitive_cell("Ar", crystal, volume))) == crystal


@given(st.lists(WHOLE, min_size=9, max_size=9), st.sampled_from(CRYSTALS))
def test_the_choice_of_cell_makes_no_difference(numbers, crystal):
    matrix = np.array(numbers).reshape(3, 3)
    if not 1 <= abs(round(np.linalg.det(matrix))) <= 6:
        matrix = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1]])  # left-handed
    ideal = primitive_cell("Cu", crystal, 12.0)
    assert crystal_name(geometry(make_supercell(ideal, matrix))) == crystal


def test_copies_with_displaced_atoms_keep_the_name_of_their_crystal(root):
    selection = "kind=bulk,vol_per_atom<46,rattle_A>0.06"
    rows = list(connect(root / "resources" / "argon.db").select(selection))
    found = labels([row.toatoms() for row in rows])
    assert found == [row.structure for row in rows]
    assert {row.structure for row in rows} == {"fcc", "hcp", "bcc", "sc"}


def test_two_crystals_in_cells_of_one_shape_are_told_apart():
    structures = [
        rattled_cell("Ar", crystal, volume, 0.15, seed)
        for crystal, volume in (("sc", 43.0), ("diamond", 75.0))
        for seed in range(8)
    ]
    assert labels(structures) == ["sc"] * 8 + ["diamond"] * 8


def test_a_rare_crystal_among_many_of_another_in_cells_of_one_shape_is_found():
    structures = [rattled_cell("Ar", "sc", 43.0, 0.1, seed) for seed in range(400)]
    structures.insert(77, rattled_cell("Ar", "diamond", 75.0, 0.1, 1))
    assert labels(structures) == ["sc"] * 77 + ["diamond"] + ["sc"] * 323


def test_large_cells_take_the_name_of_an_ideal_one_among_them():
    ideal = bulk("Cu", "fcc", a=3.6, cubic=True) * (4, 4, 4)
    displaced = ideal.copy()
    displaced.rattle(0.1, seed=1)
    assert labels([displaced, ideal, displaced]) == ["fcc"] * 3
    assert labels([displaced] * 3) == ["cell-1"] * 3
    assert labels([bulk("Sn", "bct", a=5.83, c=3.18) * (5, 5, 5)]) == ["I4_1_amd-2"]


def test_a_crystal_without_a_common_name_gets_that_of_its_space_group():
    tin = bulk("Sn", "bct", a=5.83, c=3.18)
    assert crystal_name(geometry(tin)) == "I4_1_amd-2"


def disordered(seed, size=1.0, natoms=6, shape=(3.0, 4.0, 5.0)):
    """Return atoms at random places of a box."""
    places = np.random.default_rng(seed).random((natoms, 3))
    return Atoms("Ar" * natoms, scaled_positions=places, cell=size * np.array(shape), pbc=True)


def test_what_is_no_crystal_is_grouped_by_the_shape_of_its_cell():
    one = [disordered(seed, size) for seed, size in enumerate((1.0, 1.1, 1.3))]
    other = [disordered(seed, shape=(3.0, 3.0, 7.0)) for seed in range(3)]
    more_atoms = [disordered(seed, natoms=7) for seed in range(2)]
    found = labels([*one, *other, *more_atoms])
    assert found == ["cell-1"] * 3 + ["cell-2"] * 3 + ["other"] * 2


def test_structures_that_do_not_repeat_are_named_by_how_many_atoms_they_have():
    chain = Atoms("Cu", cell=[0, 0, 2.5], pbc=[False, False, True])
    slab = fcc111("Cu", (1, 1, 3), vacuum=5.0)
    cluster = Atoms("Cu3", positions=np.eye(3))
    structures = [Atoms("Cu"), Atoms("Cu2", positions=[[0, 0, 0], [0, 0, 2]]), cluster, slab, chain]
    assert labels(structures) == ["atom", "dimer", "cluster", "slab", "chain"]


def test_the_same_structures_get_the_same_labels():
    structures = [rattled_cell("Cu", "fcc", 12.0, 0.3, seed) for seed in range(5)]
    assert labels(structures) == labels(structures)


def test_a_database_without_labels_is_read_with_recognised_ones(tmp_path):
    options = database_options(tmp_path / "data.db") | {"structure_key": None, "recognise": True}
    with connect(options["path"]) as database:
        for crystal in ("fcc", "hcp"):
            for volume in (36.0, 40.0):
                database.write(stored(primitive_cell("Ar", crystal, volume), energy=-0.1))
    dataset, rejected = read_database(options)
    assert dataset.groups.tolist() == ["fcc-V36", "fcc-V40", "hcp-V36", "hcp-V40"]
    assert rejected == []
    dataset, rejected = read_database(options | {"structures": ["hcp"]})
    assert dataset.structures.tolist() == ["hcp", "hcp"]
    assert [(item.id, item.reason) for item in rejected] == [
        (1, "structure fcc is not in database.structures"),
        (2, "structure fcc is not in database.structures"),
    ]
