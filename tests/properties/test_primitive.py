"""A supercell, however it is cut and turned, is brought back to the smallest cell."""

import numpy as np
import pytest
from ase.build import bulk, make_supercell
from hypothesis import given, settings
from hypothesis import strategies as st
from lattices import ARGON, conventional, crystal, model

from pairwright.data.crystals import CRYSTALS, rattled_cell
from pairwright.properties.crystal import crystal_at, energy_per_atom
from pairwright.properties.phonons import phonons
from pairwright.properties.primitive import TOLERANCE, primitive

SIZES = {"fcc": 1, "hcp": 2, "bcc": 1, "sc": 1, "diamond": 2}


def energy(atoms):
    here = crystal_at(atoms, model(), atoms.get_volume() / len(atoms))
    return energy_per_atom(
        here, model(), ARGON["lennard-jones"], np.eye(3), np.zeros((len(atoms), 3))
    )


@pytest.mark.parametrize("structure", CRYSTALS)
@settings(max_examples=30)
@given(matrix=st.lists(st.integers(-2, 2), min_size=9, max_size=9), seed=st.integers(0, 99))
def test_a_supercell_has_the_smallest_cell_of_its_crystal(structure, matrix, seed):
    matrix = np.reshape(matrix, (3, 3)) + 3 * np.eye(3, dtype=int)
    if np.linalg.det(matrix) < 0.5 or np.linalg.det(matrix) > 40:
        return
    one = crystal(structure, 40.0)
    atoms = make_supercell(one, matrix)
    generator = np.random.default_rng(seed)
    atoms.rotate(generator.uniform(0, 180), generator.normal(size=3), rotate_cell=True)
    atoms.positions += generator.normal(size=3)
    atoms = atoms[generator.permutation(len(atoms))]
    smallest = primitive(atoms)
    assert len(smallest) == SIZES[structure]
    assert smallest.get_volume() / len(smallest) == pytest.approx(40.0)
    assert smallest.cell.array[0] @ np.cross(*smallest.cell.array[1:]) > 0
    assert energy(smallest) == pytest.approx(energy(one), rel=1e-9)


@pytest.mark.parametrize("structure", CRYSTALS)
def test_what_is_smallest_stays_as_it_is(structure):
    atoms = crystal(structure, 40.0)
    assert primitive(atoms) is atoms


@pytest.mark.parametrize("structure", CRYSTALS)
def test_a_rattled_cell_is_its_own_smallest(structure):
    atoms = rattled_cell("Ar", structure, 40.0, 0.1, 1)
    assert primitive(atoms) is atoms


def test_displacements_below_the_tolerance_do_not_count_and_those_above_do():
    cube = conventional("fcc", 5.4)
    cube.positions[2, 0] += 0.5 * TOLERANCE
    assert len(primitive(cube)) == 1
    cube.positions[2, 0] += 1.5 * TOLERANCE
    assert primitive(cube) is cube


def test_the_crystal_is_not_turned_and_an_atom_stays_where_it_is():
    cube = conventional("bcc", 4.4) * (2, 1, 1)
    smallest = primitive(cube)
    np.testing.assert_allclose(smallest.positions[0], cube.positions[0])
    np.testing.assert_allclose(np.abs(smallest.cell.array), np.full((3, 3), 2.2), atol=1e-12)


def test_of_a_crystal_doubled_in_one_direction_one_half_is_left():
    doubled = bulk("Ar", "hcp", a=3.8, c=6.2) * (1, 1, 2)
    smallest = primitive(doubled)
    assert len(smallest) == 2
    assert np.sort(smallest.cell.lengths()) == pytest.approx([3.8, 3.8, 6.2])


@pytest.mark.parametrize("structure", CRYSTALS)
def test_phonons_of_the_smallest_cell_have_the_names_of_the_lattice(structure):
    atoms = crystal(structure, 50.0)
    supercell = atoms * (2, 2, 2)
    supercell.rotate(20.0, (1.0, 0.5, 2.0), rotate_cell=True)
    expected = phonons(atoms, model(), ARGON["lennard-jones"], 50.0)
    found = phonons(primitive(supercell), model(), ARGON["lennard-jones"], 50.0)
    assert list(found) == list(expected)
    for name, frequencies in expected.items():
        np.testing.assert_allclose(found[name], frequencies, atol=1e-6)
