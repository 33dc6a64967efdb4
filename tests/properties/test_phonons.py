"""Phonons: those of phonopy, of the calculator's forces, and what every crystal must obey."""

import warnings

import numpy as np
import pytest
from ase import Atoms
from ase.data import atomic_masses, atomic_numbers
from lattices import ARGON, conventional, crystal, model
from phonopy import Phonopy
from phonopy.structure.atoms import PhonopyAtoms

from pairwright.data.crystals import CRYSTALS, rattled_cell
from pairwright.potentials.calculator import PairCalculator
from pairwright.properties.crystal import crystal_at
from pairwright.properties.elastic import cubic_constants, elastic_tensor
from pairwright.properties.lattice import minimum, shells_of
from pairwright.properties.phonons import (
    BOUNDARY,
    GAMMA,
    THZ,
    dynamical_matrix,
    force_constants,
    frequencies,
    named_points,
    phonons,
)

MASS = float(atomic_masses[atomic_numbers["Ar"]])
TRIPLE = "lennard-jones-axilrod-teller"
# Supercells that hold a whole number of waves of each named point.
SUPERCELL = {
    "fcc": (2, 2, 2),
    "bcc": (4, 4, 4),
    "sc": (2, 2, 2),
    "diamond": (2, 2, 2),
    "hcp": (6, 6, 2),
}


def potential_of(name):
    """Return a model and values of its parameters."""
    potential = model(name, "switch", 8.0, triple_radius=6.0)
    return potential, (*ARGON["lennard-jones"], 50.0)[: len(potential.parameters)]


def constants_of(atoms, potential, values):
    return force_constants(
        crystal_at(atoms, potential, atoms.get_volume() / len(atoms)), potential, values
    )


def frequencies_of_phonopy(atoms, calculator, supercell):
    """Return a function of the scaled wave vector, from the calculator's forces."""
    cell = PhonopyAtoms(
        symbols=["Ar"] * len(atoms),
        cell=atoms.cell.array,
        scaled_positions=atoms.get_scaled_positions(),
        masses=[MASS] * len(atoms),
    )
    with warnings.catch_warnings(action="ignore"):
        phonon = Phonopy(cell, supercell_matrix=np.diag(supercell), primitive_matrix=np.eye(3))
        phonon.generate_displacements(distance=3e-4, is_plusminus=True)
        sets = []
        for displaced in phonon.supercells_with_displacements:
            copy = Atoms(
                ["Ar"] * len(displaced),
                positions=displaced.positions,
                cell=displaced.cell,
                pbc=True,
                calculator=calculator,
            )
            sets.append(copy.get_forces())
        phonon.forces = sets
        phonon.produce_force_constants()
    return lambda point: phonon.run_qpoints([point]).frequencies[0]


@pytest.mark.parametrize(
    ("structure", "name"),
    [
        *((structure, "lennard-jones") for structure in CRYSTALS),
        # Supercells of hcp and bcc have many atoms with many triangles each.
        *((structure, TRIPLE) for structure in ("fcc", "sc", "diamond")),
    ],
)
def test_frequencies_are_those_of_phonopy(structure, name):
    potential, values = potential_of(name)
    atoms = crystal(structure, 40.0 if structure != "diamond" else 75.0)
    expected = frequencies_of_phonopy(
        atoms, PairCalculator(potential, values), SUPERCELL[structure]
    )
    constants = constants_of(atoms, potential, values)
    points = named_points(atoms)
    assert len(points) > 2
    for point in points.values():
        found = frequencies(constants, MASS, point)
        scaled = atoms.cell.array @ point / (2 * np.pi)
        np.testing.assert_allclose(
            signed_squares(found), signed_squares(expected(scaled)), atol=5e-6
        )


def signed_squares(values):
    return values * np.abs(values)


@pytest.mark.parametrize("name", ["lennard-jones", TRIPLE])
def test_at_the_centre_the_matrix_is_that_of_differences_of_the_forces(name):
    potential, values = potential_of(name)
    atoms = rattled_cell("Ar", "fcc", 38.0, 0.2, 4)
    atoms.calc = PairCalculator(potential, values)
    matrix = dynamical_matrix(constants_of(atoms, potential, values), 1.0, np.zeros(3))
    step, columns = 1e-4, []
    for atom in range(len(atoms)):
        for axis in range(3):
            atoms.positions[atom, axis] += step
            up = atoms.get_forces()
            atoms.positions[atom, axis] -= 2 * step
            columns.append((atoms.get_forces() - up).ravel() / (2 * step))
            atoms.positions[atom, axis] += step
    np.testing.assert_allclose(matrix, np.array(columns), atol=1e-6 * np.abs(matrix).max())


@pytest.mark.parametrize("name", ["lennard-jones", TRIPLE])
@pytest.mark.parametrize("structure", CRYSTALS)
def test_moving_all_atoms_alike_costs_nothing(structure, name):
    potential, values = potential_of(name)
    constants = constants_of(crystal(structure, 40.0), potential, values)
    at_centre = frequencies(constants, MASS, np.zeros(3))
    assert np.sort(np.abs(at_centre))[:3] == pytest.approx(0, abs=1e-6)
    matrix = dynamical_matrix(constants, MASS, np.zeros(3)).reshape(-1, constants.natoms, 3)
    np.testing.assert_allclose(matrix.sum(axis=1), 0, atol=1e-13 * np.abs(constants.blocks).max())


@pytest.mark.parametrize("structure", CRYSTALS)
def test_the_matrix_is_hermitian_and_as_periodic_as_the_reciprocal_lattice(structure):
    potential, values = potential_of(TRIPLE)
    atoms = crystal(structure, 40.0)
    constants = constants_of(atoms, potential, values)
    point = np.array([0.3, -0.2, 0.7])
    matrix = dynamical_matrix(constants, MASS, point)
    np.testing.assert_allclose(matrix, matrix.conj().T, atol=1e-16)
    further = point + 2 * np.pi * atoms.cell.reciprocal().array.sum(axis=0)
    np.testing.assert_allclose(
        frequencies(constants, MASS, further), frequencies(constants, MASS, point), rtol=1e-9
    )


def test_a_supercell_folds_the_boundary_to_the_centre():
    potential, values = potential_of("lennard-jones")
    primitive = constants_of(crystal("fcc", 40.0), potential, values)
    cube = constants_of(conventional("fcc", 160 ** (1 / 3)), potential, values)
    points = [np.zeros(3), *(2 * np.pi / 160 ** (1 / 3) * np.eye(3))]
    expected = np.sort(np.concatenate([frequencies(primitive, MASS, point) for point in points]))
    np.testing.assert_allclose(frequencies(cube, MASS, np.zeros(3)), expected, atol=1e-6)


def test_sound_is_as_fast_as_the_elastic_constants_say():
    # Along x of a cubic crystal at rest: density v^2 is C11 for one wave and C44 for two.
    potential, values = potential_of(TRIPLE)
    shells = shells_of(crystal("fcc"), potential, 30.0)
    (v0, *_), _ = minimum(shells, potential, np.array(values), np.linspace(30, 50, 60))
    here = crystal_at(crystal("fcc"), potential, v0)
    c11, _, c44 = cubic_constants(elastic_tensor(here, potential, values))
    q = 1e-3
    slow, _, fast = frequencies(force_constants(here, potential, values), MASS, np.array([q, 0, 0]))
    speeds = np.array([slow, fast]) / THZ / q
    assert MASS / v0 * speeds[0] ** 2 == pytest.approx(c44, rel=1e-4)
    assert MASS / v0 * speeds[1] ** 2 == pytest.approx(c11, rel=1e-4)


def test_a_crystal_that_is_not_stable_has_negative_frequencies():
    potential, values = potential_of("lennard-jones")
    found = phonons(crystal("bcc"), potential, values, 40.0)
    assert found["N"][0] < -0.1
    assert (phonons(crystal("fcc"), potential, values, 40.0)["X"] > 0.5).all()


@pytest.mark.parametrize("structure", CRYSTALS)
def test_points_have_the_names_of_the_lattice(structure):
    lattice = {"fcc": "FCC", "diamond": "FCC", "bcc": "BCC", "sc": "CUB", "hcp": "HEX"}[structure]
    points = named_points(crystal(structure, 40.0))
    assert list(points) == [GAMMA, *BOUNDARY[lattice]]
    np.testing.assert_array_equal(points[GAMMA], 0)


def test_points_of_the_cubic_lattices_are_where_books_put_them():
    a = 2 * np.pi
    for structure, volume, expected in (
        ("fcc", a**3 / 4, {"X": [1, 0, 0], "L": [0.5, 0.5, 0.5]}),
        ("bcc", a**3 / 2, {"H": [1, 0, 0], "P": [0.5, 0.5, 0.5], "N": [0.5, 0.5, 0]}),
        ("sc", a**3, {"X": [0.5, 0, 0], "M": [0.5, 0.5, 0], "R": [0.5, 0.5, 0.5]}),
    ):
        points = named_points(crystal(structure, volume))
        for name, place in expected.items():
            np.testing.assert_allclose(np.sort(np.abs(points[name])), np.sort(place), atol=1e-12)


def test_other_lattices_have_all_points_of_ase():
    atoms = crystal("hcp", 40.0)
    atoms.set_cell(np.diag([4.0, 4.5, 5.0]), scale_atoms=True)
    assert set(named_points(atoms)) == {GAMMA, "R", "S", "T", "U", "X", "Y", "Z"}


def test_a_scaled_crystal_has_the_points_of_its_own_cell():
    potential, values = potential_of("lennard-jones")
    one = phonons(crystal("hcp", 30.0), potential, values, 41.0)
    other = phonons(crystal("hcp", 41.0), potential, values, 41.0)
    for name, expected in other.items():
        np.testing.assert_allclose(one[name], expected, atol=1e-6)
