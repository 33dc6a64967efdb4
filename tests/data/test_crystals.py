"""Crystals have the volume, the symmetry and the disorder that was asked for."""

import numpy as np
import pytest
from ase.neighborlist import neighbor_list
from hypothesis import given
from hypothesis import strategies as st

from pairwright.data import crystals
from pairwright.errors import PairwrightError

# Nearest neighbours, and the number of atoms in the rattled cell.
KNOWN = {"fcc": (12, 4), "hcp": (12, 4), "bcc": (8, 8), "sc": (6, 8), "diamond": (4, 8)}


def nearest(atoms):
    """Return the shortest distance and each atom's number of neighbours at that distance."""
    bound = 2.0 * (atoms.get_volume() / len(atoms)) ** (1 / 3)
    distances = neighbor_list("d", atoms, bound)
    first = neighbor_list("i", atoms, distances.min() * 1.001)
    return distances.min(), np.bincount(first, minlength=len(atoms))


def test_the_crystals_are_these_five():
    assert set(crystals.CRYSTALS) == set(KNOWN)


@given(crystal=st.sampled_from(sorted(KNOWN)), volume=st.floats(1, 1000))
def test_the_volume_per_atom_is_the_one_asked_for(crystal, volume):
    atoms = crystals.primitive_cell("Ar", crystal, volume)
    assert atoms.get_volume() / len(atoms) == pytest.approx(volume, rel=1e-12)
    assert atoms.pbc.all()
    assert set(atoms.get_chemical_symbols()) == {"Ar"}


@pytest.mark.parametrize("crystal", KNOWN)
def test_every_atom_has_the_crystals_number_of_nearest_neighbours(crystal):
    _, counts = nearest(crystals.primitive_cell("Ar", crystal, 40.0))
    assert (counts == KNOWN[crystal][0]).all()


def test_close_packed_crystals_of_one_volume_have_one_nearest_distance():
    distances = [
        nearest(crystals.primitive_cell("Ar", crystal, 40.0))[0] for crystal in ("fcc", "hcp")
    ]
    assert distances[0] == pytest.approx(distances[1], rel=1e-12)
    assert distances[0] == pytest.approx((40.0 * np.sqrt(2)) ** (1 / 3), rel=1e-12)


@pytest.mark.parametrize("crystal", KNOWN)
def test_the_rattled_cell_is_the_same_crystal_repeated(crystal):
    rattled = crystals.rattled_cell("Ar", crystal, 40.0, 1e-12, seed=1)
    distance, counts = nearest(rattled)
    assert len(rattled) == KNOWN[crystal][1]
    assert rattled.get_volume() == pytest.approx(40.0 * len(rattled))
    assert (counts == KNOWN[crystal][0]).all()
    ideal = nearest(crystals.primitive_cell("Ar", crystal, 40.0))[0]
    assert distance == pytest.approx(ideal, rel=1e-9)


def test_the_same_seed_gives_the_same_atoms_and_another_gives_others():
    cells = [crystals.rattled_cell("Ar", "hcp", 40.0, 0.1, seed=seed) for seed in (7, 7, 8)]
    np.testing.assert_array_equal(cells[0].positions, cells[1].positions)
    assert np.abs(cells[0].positions - cells[2].positions).min() > 0


@pytest.mark.parametrize("deviation", [0.05, 0.15])
def test_displacements_have_the_standard_deviation_asked_for(deviation):
    ideal = crystals.rattled_cell("Ar", "fcc", 40.0, 0.0, seed=0).positions
    moved = np.array(
        [
            crystals.rattled_cell("Ar", "fcc", 40.0, deviation, seed=seed).positions - ideal
            for seed in range(500)
        ]
    )
    # 6000 numbers: the mean and the standard deviation are known to 4 of their standard errors.
    assert abs(moved.mean()) < 4 * deviation / np.sqrt(moved.size)
    assert moved.std() == pytest.approx(deviation, rel=4 / np.sqrt(2 * moved.size))


def test_a_dimer_has_its_distance_and_no_periodicity():
    pair = crystals.dimer("Ar", 3.8, [12.0, 12.0, 18.0])
    assert pair.get_distance(0, 1) == pytest.approx(3.8)
    assert not pair.pbc.any()
    np.testing.assert_allclose(pair.positions.mean(axis=0), [6, 6, 9])


def test_an_isolated_atom_stands_in_the_centre_of_its_box():
    atom = crystals.isolated_atom("Ar", [12.0, 12.0, 18.0])
    np.testing.assert_allclose(atom.positions, [[6, 6, 9]])
    assert not atom.pbc.any()


def test_an_unknown_crystal_is_refused_with_those_known():
    with pytest.raises(PairwrightError, match="unknown crystal 'bct'; known: fcc, hcp, bcc"):
        crystals.primitive_cell("Ar", "bct", 40.0)


@pytest.mark.parametrize("volume", [0.0, -1.0, float("nan")])
def test_a_volume_that_is_not_positive_is_refused(volume):
    with pytest.raises(PairwrightError, match="must be positive"):
        crystals.primitive_cell("Ar", "fcc", volume)
