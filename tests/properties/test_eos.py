"""Birch-Murnaghan: exact recovery, the window, the lowest rows, and what cannot be fitted."""

import ase.eos
import numpy as np
import pytest
from ase.units import GPa

from pairwright.data.crystals import CRYSTALS, dimer, primitive_cell, rattled_cell
from pairwright.properties.eos import (
    ENERGY_VOLUME_COLUMNS,
    birch_murnaghan,
    cubic_lattice_constant,
    equations_of_state,
    fit_record,
    fitting_window,
    lowest_rows,
)

V0, E0, B0, B0_PRIME = 40.9, -0.0918, 2.5 * GPa, 7.3
VOLUMES = np.linspace(36.0, 46.0, 9)
RESULTS = ("V0_A3", "E0_eV", "B0_GPa", "B0_prime", "a0_A", "cohesive_energy_meV_per_atom")


def energies_at(volumes, offset=0.0):
    return birch_murnaghan(volumes, V0, E0 + offset, B0, B0_PRIME)


def test_the_equation_is_the_one_of_ase():
    expected = ase.eos.birchmurnaghan(VOLUMES, E0, B0, B0_PRIME, V0)
    np.testing.assert_allclose(energies_at(VOLUMES), expected, rtol=0, atol=1e-15)


def test_at_v0_the_equation_has_the_energy_the_bulk_modulus_and_its_derivative():
    step = 0.02
    at = np.array([V0 - step, V0, V0 + step])
    energy = energies_at(at)
    assert energy[1] == E0
    assert V0 * np.sum(energy * [1, -2, 1]) / step**2 == pytest.approx(B0, rel=1e-5)
    wide = energies_at(np.array([V0 - 2 * step, *at, V0 + 2 * step]))
    third = np.dot(wide, [-0.5, 1, 0, -1, 0.5]) / step**3
    assert -1 - V0**2 * third / B0 == pytest.approx(B0_PRIME, rel=1e-4)


@pytest.mark.parametrize("offset", [0.0, -14_000.0])
def test_exact_points_give_back_the_parameters(offset):
    record = fit_record("fcc", VOLUMES, energies_at(VOLUMES, offset), offset)
    assert record["V0_A3"] == pytest.approx(V0, rel=1e-6)
    assert record["E0_eV"] == pytest.approx(E0 + offset, abs=1e-9)
    assert record["B0_GPa"] == pytest.approx(2.5, rel=1e-5)
    assert record["B0_prime"] == pytest.approx(B0_PRIME, rel=1e-4)
    assert record["cohesive_energy_meV_per_atom"] == pytest.approx(91.8, abs=1e-6)
    assert record["a0_A"] == pytest.approx((4 * V0) ** (1 / 3), rel=1e-6)
    assert record["rms_residual_meV_per_atom"] < 1e-6
    assert record["points"] == len(VOLUMES)
    assert record["reason"] is None


def test_the_residual_is_in_mev_per_atom():
    noise = 0.001 * np.where(np.arange(len(VOLUMES)) % 2, 1, -1)
    record = fit_record("fcc", VOLUMES, energies_at(VOLUMES) + noise, None)
    assert 0.5 < record["rms_residual_meV_per_atom"] <= 1.0


@pytest.mark.parametrize(
    ("structure", "volume", "constant"),
    [("fcc", 2.0, 2.0), ("bcc", 4.0, 2.0), ("sc", 8.0, 2.0), ("diamond", 1.0, 2.0)],
)
def test_cubic_lattice_constants(structure, volume, constant):
    assert cubic_lattice_constant(structure, volume) == pytest.approx(constant)


def test_other_crystals_have_no_cubic_lattice_constant():
    assert cubic_lattice_constant("hcp", 8.0) is None
    assert cubic_lattice_constant("my phase", 8.0) is None


def test_without_a_reference_there_is_no_cohesive_energy():
    assert (
        fit_record("fcc", VOLUMES, energies_at(VOLUMES), None)["cohesive_energy_meV_per_atom"]
        is None
    )


def test_four_points_are_too_few():
    record = fit_record("fcc", VOLUMES[2:6], energies_at(VOLUMES[2:6]), 0.0)
    assert [record[name] for name in RESULTS] == [None] * len(RESULTS)
    assert record["reason"] == "4 volumes, a fit needs 5"
    assert record["points"] == 4
    assert record["rms_residual_meV_per_atom"] is None


@pytest.mark.parametrize(
    "energies",
    [
        energies_at(np.linspace(22, 35, 9)),  # still falling
        energies_at(np.linspace(45, 60, 9)),  # already rising
        -((VOLUMES - 41.0) ** 2) * 1e-4,  # a maximum
        np.zeros(9),
    ],
)
def test_no_minimum_is_told_and_nothing_is_made_up(energies):
    record = fit_record("fcc", VOLUMES, energies, 0.0)
    assert record["V0_A3"] is None
    assert record["reason"].startswith(("no minimum between", "the fit does not converge"))


def test_a_single_point_and_equal_volumes_do_no_harm():
    assert fit_record("fcc", np.array([40.0]), np.array([-0.1]), 0.0)["V0_A3"] is None
    assert fit_record("fcc", np.full(6, 40.0), np.full(6, -0.1), 0.0)["V0_A3"] is None


def test_points_within_15_percent_of_the_lowest_are_fitted():
    volumes = np.array([20.0, 34.0, 36.0, 38.0, 40.0, 42.0, 46.0, 46.1])
    energies = (volumes - 40) ** 2
    np.testing.assert_array_equal(
        fitting_window(volumes, energies), [False, True, True, True, True, True, True, False]
    )


def test_the_nearest_six_points_are_fitted_however_far_they_are():
    volumes = np.array([10.0, 20.0, 30.0, 40.0, 44.0, 50.0, 60.0, 70.0])
    np.testing.assert_array_equal(
        fitting_window(volumes, (volumes - 40) ** 2),
        [False, True, True, True, True, True, True, False],
    )


def test_of_fewer_points_all_are_fitted():
    volumes = np.array([20.0, 40.0, 60.0])
    assert fitting_window(volumes, (volumes - 40) ** 2).all()


def test_the_window_keeps_the_bias_of_far_points_small():
    volumes = np.linspace(28.0, 55.0, 14)
    # Lennard-Jones at infinite range: B0 V0 = 8 |E0|, B0' = 8, other higher derivatives.
    energies = E0 * (2 * (V0 / volumes) ** 2 - (V0 / volumes) ** 4)
    record = fit_record("fcc", volumes, energies, 0.0)
    assert record["V0_A3"] == pytest.approx(V0, rel=1e-3)
    assert record["E0_eV"] == pytest.approx(E0, abs=3e-5)
    assert record["B0_GPa"] == pytest.approx(8 * abs(E0) / V0 / GPa, rel=0.02)
    assert record["points"] == 7


def crystal_rows(structure, volumes):
    return [
        (structure, atoms := primitive_cell("Ar", structure, volume), len(atoms) * energy)
        for volume, energy in zip(volumes, energies_at(volumes), strict=True)
    ]


def test_the_lowest_row_of_each_group_counts(dataset_of):
    ideal = crystal_rows("fcc", VOLUMES)
    rattled = [
        ("fcc", atoms := rattled_cell("Ar", "fcc", volume, 0.1, 1), len(atoms) * 0.5)
        for volume in VOLUMES[::2]
    ]
    dataset = dataset_of(rattled + ideal)
    np.testing.assert_array_equal(dataset.ids[lowest_rows(dataset, "fcc")] - 6, range(9))
    records, table = equations_of_state(dataset, 0.0)
    assert records["fcc"]["V0_A3"] == pytest.approx(V0, rel=1e-6)
    rows = [dict(zip(ENERGY_VOLUME_COLUMNS, row, strict=True)) for row in table]
    np.testing.assert_allclose([row["volume_per_atom_A3"] for row in rows], VOLUMES)
    np.testing.assert_allclose([row["energy_per_atom_eV"] for row in rows], energies_at(VOLUMES))
    assert all(row["used_in_fit"] for row in rows)


def test_every_crystal_gets_its_record_per_atom(dataset_of):
    dataset = dataset_of([row for name in CRYSTALS for row in crystal_rows(name, VOLUMES)])
    records, table = equations_of_state(dataset, 0.0)
    assert set(records) == set(CRYSTALS)
    for record in records.values():
        assert record["V0_A3"] == pytest.approx(V0, rel=1e-6)
        assert record["E0_eV"] == pytest.approx(E0, rel=1e-6)
    assert len(table) == len(CRYSTALS) * len(VOLUMES)


def test_structures_without_a_volume_are_left_out(dataset_of):
    molecule = ("pair", dimer("Ar", 3.8, [10, 10, 10]), -0.01)
    records, table = equations_of_state(dataset_of([molecule, *crystal_rows("sc", VOLUMES)]), 0.0)
    assert list(records) == ["sc"]
    assert {row[0] for row in table} == {"sc"}


def test_points_of_a_crystal_that_cannot_be_fitted_are_marked_unused(dataset_of):
    _, table = equations_of_state(dataset_of(crystal_rows("bcc", VOLUMES[:3])), 0.0)
    assert [row[-1] for row in table] == [False] * 3
