"""Symmetry functions are what their formula says, in any cell, and see nothing but shape."""

import itertools

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk, make_supercell
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial import legendre
from scipy.spatial.transform import Rotation

from pairwright.network.descriptors import Descriptors, Surroundings, surroundings
from pairwright.network.training_set import VOIGT, row_descriptors

DESCRIPTORS = Descriptors(5.2, (2.6, 3.4, 4.4), 0.5, (2.7, 3.9), 1.0, 3)


def described(atoms, descriptors=DESCRIPTORS, **options):
    """Return the descriptors (n, D) of ASE atoms."""
    blocks = surroundings(descriptors, atoms.positions, atoms.cell.array, atoms.pbc, **options)
    return np.concatenate([block.surroundings.values for block in blocks])


def rattled(structure="hcp", seed=0, scale=1.0):
    """Return a small crystal, cell shorter than the cutoff, with its atoms displaced."""
    atoms = bulk("Ar", structure, a=3.8 * scale)
    atoms = make_supercell(atoms, [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    atoms.positions += np.random.default_rng(seed).normal(0, 0.1, atoms.positions.shape)
    return atoms


def by_the_formula(atoms, descriptors):
    """Return the descriptors by sums over neighbours and pairs of neighbours, images by loops."""
    rows = []
    images = list(itertools.product(range(-4, 5), repeat=3)) if atoms.pbc.all() else [(0, 0, 0)]
    for i in range(len(atoms)):
        vectors = [
            atoms.positions[j] + np.array(shift) @ atoms.cell.array - atoms.positions[i]
            for j in range(len(atoms))
            for shift in images
        ]
        vectors = [v for v in vectors if 1e-9 < np.linalg.norm(v) < descriptors.cutoff_radius]
        r = np.array([np.linalg.norm(v) for v in vectors])

        def bell(centre, width, r=r):
            ended = (1 - (r / descriptors.cutoff_radius) ** 2) ** 3
            return np.exp(-((r - centre) ** 2) / (2 * width**2)) * ended

        row = [bell(c, descriptors.radial_width).sum() for c in descriptors.radial_centres]
        cosines = np.array([[u @ v for v in vectors] for u in vectors]) / np.outer(r, r)
        for degree in range(1, descriptors.angular_order + 1):
            polynomial = legendre.legval(cosines, [0] * degree + [1])
            for m, n in zip(*np.triu_indices(len(descriptors.angular_centres)), strict=True):
                one, other = (
                    bell(descriptors.angular_centres[k], descriptors.angular_width) for k in (m, n)
                )
                row.append(one @ polynomial @ other)
        rows.append(row)
    return np.array(rows)


@pytest.mark.parametrize("structure", ["fcc", "hcp", "sc"])
def test_they_are_the_sums_over_pairs_and_triplets_also_in_cells_below_the_cutoff(structure):
    atoms = rattled(structure)
    assert atoms.cell.lengths().min() < DESCRIPTORS.cutoff_radius
    found = described(atoms)
    assert found.shape == (len(atoms), DESCRIPTORS.count)
    np.testing.assert_allclose(found, by_the_formula(atoms, DESCRIPTORS), rtol=1e-11, atol=1e-11)


def test_they_are_the_sums_in_a_free_cluster():
    atoms = Atoms("Ar5", np.random.default_rng(3).uniform(0, 5, (5, 3)))
    np.testing.assert_allclose(
        described(atoms), by_the_formula(atoms, DESCRIPTORS), rtol=1e-11, atol=1e-12
    )


@given(st.integers(0, 2**32 - 1))
def test_rotation_reflection_translation_and_exchange_change_nothing(seed):
    generator = np.random.default_rng(seed)
    atoms = rattled("fcc", seed) * (2, 1, 1)
    turn = Rotation.random(random_state=generator).as_matrix() * generator.choice([-1.0, 1.0])
    order = generator.permutation(len(atoms))
    moved = Atoms(
        "Ar" * len(atoms),
        positions=(atoms.positions @ turn.T + generator.normal(0, 20, 3))[order],
        cell=atoms.cell.array @ turn.T,
        pbc=True,
    )
    np.testing.assert_allclose(described(moved), described(atoms)[order], rtol=1e-9, atol=1e-9)


@given(st.integers(0, 2**32 - 1))
def test_a_supercell_repeats_them(seed):
    atoms = rattled("hcp", seed)
    np.testing.assert_allclose(
        described(atoms * (2, 3, 1)), np.tile(described(atoms), (6, 1)), rtol=1e-10, atol=1e-10
    )


def test_cubic_symmetry_leaves_no_angular_functions_of_first_and_second_degree():
    radial = len(DESCRIPTORS.radial_centres)
    for structure, third in (("fcc", False), ("diamond", True)):
        values = described(bulk("Ar", structure, a=5.3))[:, radial:].reshape(-1, 3, 3)
        np.testing.assert_allclose(values[:, :2], 0.0, atol=1e-12)
        assert (np.abs(values[:, 2]).max() > 0.1) == third


def test_an_atom_alone_has_none():
    values = described(Atoms("Ar"))
    np.testing.assert_array_equal(values, np.zeros((1, DESCRIPTORS.count)))


def test_they_end_smoothly_at_the_cutoff():
    end = DESCRIPTORS.cutoff_radius
    for short, bound in ((1e-3, 1e-9), (1e-4, 1e-12)):
        atoms = Atoms("Ar2", [[0, 0, 0], [end - short, 0, 0]])
        (block,) = surroundings(DESCRIPTORS, atoms.positions, atoms.cell.array, atoms.pbc)
        assert np.abs(block.surroundings.values).max() < bound
        pulls = block.surroundings.pulled_back(np.ones_like(block.surroundings.values))
        assert np.abs(pulls).max() < 1e4 * bound
    assert np.abs(described(Atoms("Ar2", [[0, 0, 0], [end + 1e-9, 0, 0]]))).max() == 0


def test_derivatives_are_those_of_finite_differences():
    atoms = rattled("fcc", 4) * (2, 1, 1)
    _, derivatives = row_descriptors(DESCRIPTORS, atoms.positions, atoms.cell.array, atoms.pbc)
    step = 1e-5
    for coordinate in range(3 * len(atoms)):
        ends = []
        for sign in (1, -1):
            moved = atoms.copy()
            moved.positions[coordinate // 3, coordinate % 3] += sign * step
            ends.append(described(moved))
        numerical = (ends[0] - ends[1]) / (2 * step)
        np.testing.assert_allclose(derivatives[:, coordinate], numerical, rtol=1e-6, atol=1e-7)
    for number, (a, b) in enumerate(zip(*VOIGT, strict=True)):
        strain = np.zeros((3, 3))
        strain[a, b] += step / 2
        strain[b, a] += step / 2
        ends = []
        for sign in (1, -1):
            stretched = atoms.copy()
            stretched.set_cell(atoms.cell.array @ (np.eye(3) + sign * strain), scale_atoms=True)
            ends.append(described(stretched))
        numerical = (ends[0] - ends[1]) / (2 * step)
        np.testing.assert_allclose(derivatives[:, number - 6], numerical, rtol=1e-6, atol=1e-7)


def test_blocks_of_any_size_give_the_same_bits():
    atoms = rattled("fcc", 5) * (3, 2, 2)
    whole = described(atoms)
    for size in (1, 100, 250):
        np.testing.assert_array_equal(described(atoms, pairs_per_block=size), whole)


@pytest.mark.parametrize("number", [0, 1])
def test_angular_functions_may_be_none_or_of_one_centre(number):
    centres = (3.0,) * number
    descriptors = Descriptors(5.0, (3.0, 4.0), 0.4, centres, 1.0, 2 if number else 0)
    atoms = rattled("hcp")
    values = described(atoms, descriptors)
    assert values.shape == (2, descriptors.count) == (2, 2 + 2 * number)
    np.testing.assert_allclose(values, by_the_formula(atoms, descriptors), rtol=1e-11)


def test_lengths_of_the_configuration_count_in_the_given_unit(options):
    one, two = (Descriptors.of(options["network"]["descriptors"], unit) for unit in (2.0, 4.0))
    assert two.cutoff_radius == 2 * one.cutoff_radius
    np.testing.assert_allclose(two.radial_centres, 2 * np.array(one.radial_centres))
    small = bulk("Cu", "fcc", a=3.6)
    large = small.copy()
    large.set_cell(2 * small.cell.array, scale_atoms=True)
    np.testing.assert_allclose(described(small, one), described(large, two), rtol=1e-12, atol=1e-12)


def test_they_survive_a_file():
    assert Descriptors.from_arrays(DESCRIPTORS.as_arrays()) == DESCRIPTORS
    assert Descriptors.from_arrays(DESCRIPTORS.as_numbers()) == DESCRIPTORS


def test_pulling_back_is_linear_in_the_slopes():
    atoms = rattled("hcp", 6)
    (block,) = surroundings(DESCRIPTORS, atoms.positions, atoms.cell.array, atoms.pbc)
    found: Surroundings = block.surroundings
    one, two = np.random.default_rng(7).normal(size=(2, *found.values.shape))
    np.testing.assert_allclose(
        found.pulled_back(2 * one - two),
        2 * found.pulled_back(one) - found.pulled_back(two),
        atol=1e-12,
    )
