"""Energies, forces and stresses are found under the names that people give them."""

import numpy as np
import pytest
from ase.build import bulk
from ase.calculators.singlepoint import SinglePointCalculator

from pairwright.onboarding.foreign_names import found_results, is_result


@pytest.fixture
def atoms():
    """One atom of copper without results."""
    return bulk("Cu", "fcc", a=3.6)


ENERGIES = [
    "energy",
    "Energy",
    "dft_energy",
    "REF_energy",
    "energy_dft",
    "total_energy",
    "qm_energy",
]


@pytest.mark.parametrize("name", ENERGIES)
def test_an_energy_is_known_by_its_name(atoms, name):
    atoms.info[name] = -3.5
    assert found_results(atoms) == ({"energy": -3.5}, {"energy": name})


@pytest.mark.parametrize("name", ["cohesive_energy", "gap_energy", "energy_per_atom", "free"])
def test_other_energies_are_not_taken(atoms, name):
    atoms.info[name] = -3.5
    assert found_results(atoms) == ({}, {})
    assert not is_result(name)


def test_a_number_in_quotes_is_a_number(atoms):
    atoms.info["Energy"] = "-258.30896378"
    assert found_results(atoms)[0] == {"energy": -258.30896378}


@pytest.mark.parametrize("name", ["force", "forces", "dft_force", "REF_forces"])
def test_forces_are_known_by_their_name_and_shape(atoms, name):
    atoms.arrays[name] = np.array([[0.1, 0.2, 0.3]])
    results, names = found_results(atoms)
    assert np.array_equal(results["forces"], [[0.1, 0.2, 0.3]])
    assert names == {"forces": name}


def test_a_virial_becomes_a_stress(atoms):
    virial = np.array([[1.0, 0.2, 0.0], [0.2, 2.0, 0.0], [0.0, 0.0, 3.0]])
    atoms.info["dft_virial"] = virial.ravel()
    stress = found_results(atoms)[0]["stress"]
    assert np.allclose(stress * atoms.get_volume(), -virial)


def test_what_ase_knows_counts_more(atoms):
    atoms.calc = SinglePointCalculator(atoms, energy=-1.0)
    atoms.info["dft_energy"] = -2.0
    assert found_results(atoms) == ({"energy": -1.0}, {})
