"""Energies and forces in units that do not belong together are refused."""

import dataclasses

import numpy as np
import pytest
from samples import database_options

from pairwright.data.consistency import (
    USUAL_SLOPES,
    energy_changes,
    expansions,
    force_slope,
    require_consistency,
    stress_factor,
)
from pairwright.data.database import read_database
from pairwright.errors import PairwrightError


@pytest.fixture
def dataset(lennard_jones_rows):
    return read_database(lennard_jones_rows)[0]


def test_energies_change_as_forces_say(dataset):
    energies, works = energy_changes(dataset).T
    assert len(energies) == 12
    assert energies @ works / (works @ works) == pytest.approx(1.0, abs=0.05)
    require_consistency(dataset, "data.db")


@pytest.mark.parametrize("factor", [1000.0, 96.485, 27.2114, 1 / 13.6, 0.001, -1.0])
def test_another_unit_or_sign_is_refused_with_the_factor(dataset, factor):
    wrong = dataclasses.replace(dataset, energies=dataset.energies * factor)
    with pytest.raises(PairwrightError, match=r"data\.db.*times what the forces give") as caught:
        require_consistency(wrong, "data.db")
    said = float(str(caught.value).split(" times")[0].rsplit(" ", 1)[1])
    assert said == pytest.approx(factor, rel=0.06)


@pytest.mark.parametrize("factor", [1000.0, -1.0])
def test_the_other_way_round_too(dataset, factor):
    with pytest.raises(PairwrightError, match="times what the forces give"):
        require_consistency(dataclasses.replace(dataset, forces=dataset.forces * factor), "x.db")


def test_forces_that_are_zero_noisy_or_unknown_say_nothing(dataset):
    generator = np.random.default_rng(0)
    for forces in (0.0, np.nan, generator.normal(size=dataset.forces.shape)):
        other = dataclasses.replace(dataset, forces=np.zeros_like(dataset.forces) + forces)
        require_consistency(other, "data.db")


BOHR_A, HARTREE_EV = 0.529177, 27.2114


@pytest.mark.parametrize(
    ("energies", "forces", "slope"),
    [
        (1.0, BOHR_A, 1 / BOHR_A),
        (1 / HARTREE_EV, BOHR_A / HARTREE_EV, 1 / BOHR_A),
        (1 / HARTREE_EV, BOHR_A, 1 / HARTREE_EV / BOHR_A),
    ],
)
def test_atomic_units_give_a_slope_of_their_own(dataset, energies, forces, slope):
    other = dataclasses.replace(
        dataset, energies=dataset.energies * energies, forces=dataset.forces * forces
    )
    assert force_slope(other) == pytest.approx(slope, rel=0.06)
    assert not USUAL_SLOPES[0] < force_slope(other) < USUAL_SLOPES[1]


def test_energies_per_atom_give_one_over_the_number_of_atoms(root):
    options = database_options(root / "resources" / "argon.db") | {"selection": "structure=fcc"}
    dataset, _ = read_database(options)
    per_atom = dataclasses.replace(dataset, energies=dataset.energies / dataset.natoms)
    assert set(dataset.natoms) == {1, 4}
    assert force_slope(per_atom) == pytest.approx(force_slope(dataset) / 4)


@pytest.mark.parametrize("factor", [1.0, 160.2, 1602.0, -1.0])
def test_stresses_are_compared_with_energies_and_volumes(dataset, factor):
    assert len(expansions(dataset)) == 4
    other = dataclasses.replace(dataset, stresses=dataset.stresses * factor)
    assert stress_factor(other) == pytest.approx(factor, rel=0.05)


def test_without_expanded_rows_or_stresses_nothing_is_said_of_stresses(dataset):
    unknown = dataclasses.replace(dataset, stresses=np.full_like(dataset.stresses, np.nan))
    moved = dataclasses.replace(
        dataset, positions=dataset.positions + np.arange(dataset.positions.size).reshape(-1, 3)
    )
    assert stress_factor(unknown) is None
    assert stress_factor(moved) is None


@pytest.mark.parametrize(("name", "crystal"), [("argon", "structure"), ("copper", None)])
def test_shipped_data_are_sound(root, name, crystal):
    options = database_options(root / "resources" / f"{name}.db") | {
        "element": {"argon": "Ar", "copper": "Cu"}[name],
        "structure_key": crystal,
        "recognise": crystal is None,
    }
    dataset, _ = read_database(options)
    assert USUAL_SLOPES[0] < force_slope(dataset) < USUAL_SLOPES[1]
    assert stress_factor(dataset) == pytest.approx(1.0, abs=0.01)
