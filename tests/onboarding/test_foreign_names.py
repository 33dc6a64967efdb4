"""Energies, forces and stresses are found under the names that people give them."""

import numpy as np
import pytest
from ase.build import bulk
from ase.calculators.singlepoint import SinglePointCalculator

from pairwright.onboarding.foreign_names import family_order, found_results, is_result


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
    assert found_results(atoms) == ({"energy": -3.5}, {"energy": name}, [])


@pytest.mark.parametrize("name", ["cohesive_energy", "gap_energy", "energy_per_atom", "free"])
def test_other_energies_are_not_taken(atoms, name):
    atoms.info[name] = -3.5
    assert found_results(atoms) == ({}, {}, [])
    assert not is_result(name)


def test_a_number_in_quotes_is_a_number(atoms):
    atoms.info["Energy"] = "-258.30896378"
    assert found_results(atoms)[0] == {"energy": -258.30896378}


@pytest.mark.parametrize("name", ["force", "forces", "dft_force", "REF_forces"])
def test_forces_are_known_by_their_name_and_shape(atoms, name):
    atoms.arrays[name] = np.array([[0.1, 0.2, 0.3]])
    results, names, _ = found_results(atoms)
    assert np.array_equal(results["forces"], [[0.1, 0.2, 0.3]])
    assert names == {"forces": name}


def test_a_virial_becomes_a_stress(atoms):
    virial = np.array([[1.0, 0.2, 0.0], [0.2, 2.0, 0.0], [0.0, 0.0, 3.0]])
    atoms.info["dft_virial"] = virial.ravel()
    stress = found_results(atoms)[0]["stress"]
    assert np.allclose(stress * atoms.get_volume(), -virial)


def with_results(atoms, info=(), arrays=(), **results):
    """Return a copy with results that ASE knows, and others under names of their own."""
    copy = atoms.copy()
    copy.calc = SinglePointCalculator(copy, **results)
    copy.info.update(info)
    for name in arrays:
        copy.new_array(name, np.full((len(copy), 3), 0.5))
    return copy


def test_what_ase_knows_counts_more(atoms):
    found = found_results(with_results(atoms, {"dft_energy": -2.0}, energy=-1.0))
    assert found == ({"energy": -1.0}, {"energy": "energy"}, [("energy", "dft_energy")])


def test_potential_energy_counts_more_than_total_energy(atoms):
    atoms.info = {"total_energy": -1.0, "potential_energy": -2.0}
    found = found_results(atoms)
    assert found.results == {"energy": -2.0}
    assert found.unused == [("energy", "total_energy")]


def test_a_total_energy_beside_a_kinetic_one_is_not_taken(atoms):
    atoms.info = {"total_energy": -1.0, "kinetic_energy": 0.5}
    assert found_results(atoms) == ({}, {}, [("energy", "total_energy")])


def test_free_energy_is_taken_where_there_is_no_other(atoms):
    free = with_results(atoms, free_energy=-1.0)
    assert found_results(free).results == {"energy": -1.0, "free_energy": -1.0}
    assert found_results(free).taken == {"energy": "free_energy"}
    both = with_results(atoms, free_energy=-1.0, energy=-0.9)
    assert found_results(both).results["energy"] == -0.9
    assert found_results(both).unused == []
    other = with_results(atoms, {"REF_energy": -2.0}, free_energy=-1.0)
    assert found_results(other).results == {"energy": -2.0}


def test_energy_forces_and_stress_are_those_of_one_method(atoms):
    two = with_results(
        atoms, {"REF_energy": -2.0}, ["REF_forces"], energy=-1.0, stress=np.ones(6), magmom=1.0
    )
    found = found_results(two)
    assert found.taken == {"energy": "REF_energy", "forces": "REF_forces"}
    assert found.unused == [("energy", "energy"), ("stress", "stress")]
    assert found.results["energy"] == -2.0
    assert found.results["magmom"] == 1.0
    assert "stress" not in found.results


def test_forces_of_no_energy_of_their_own_belong_to_the_energy(atoms):
    found = found_results(with_results(atoms, {"dft_energy": -2.0}, forces=np.ones((1, 3))))
    assert found.taken == {"energy": "dft_energy", "forces": "forces"}


def test_all_structures_take_the_method_that_most_have(atoms):
    alone = with_results(atoms, {"REF_energy": -2.0}, energy=-1.0)
    full = with_results(atoms, {"REF_energy": -2.0}, ["REF_forces"], energy=-1.0)
    assert found_results(alone).results == {"energy": -1.0}
    order = family_order([alone, full, full])
    assert order == ["ref", ""]
    assert found_results(alone, order).results == {"energy": -2.0}
