"""A least-squares fit from dataset to record."""

import numpy as np
import pytest
from ase import Atoms
from samples import EPSILON, RADIUS, SIGMA

from pairwright.errors import PairwrightError
from pairwright.fit.errors_table import PREDICTION_COLUMNS
from pairwright.fit.least_squares import least_squares_fit
from pairwright.fit.reference import reference_energy
from pairwright.potentials.calculator import calculator_of

SUMMARY = {"database": {"path": "data.db", "sha256": "0"}, "element": "Ar"}


@pytest.fixture
def options(weights):
    return {
        "weights": weights,
        "test_fraction": 0.4,
        "reference": {"mode": "isolated_atom", "value_eV": None},
        "scheme": "shift",
        "seed": 2017,
    }


def test_exact_data_leave_no_error_and_tight_error_bars(exact, options):
    record, _ = least_squares_fit("lennard-jones", *exact, SUMMARY, options)
    for name, value, unit in (("epsilon", EPSILON, "eV"), ("sigma", SIGMA, "Å")):
        assert record["parameters"][name]["value"] == pytest.approx(value, rel=1e-10)
        assert record["parameters"][name]["unit"] == unit
        assert record["parameters"][name]["standard_error"] < 1e-9
    assert record["cutoff"] == {"scheme": "shift", "radius_A": RADIUS}
    assert record["reference_energy"]["value_eV"] == -0.25
    for split in ("train", "test"):
        assert record["metrics"][split]["energy_rmse_meV_per_atom"] < 1e-8
        assert record["metrics"][split]["force_rmse_meV_per_A"] < 1e-8
        assert record["metrics"][split]["stress_rmse_GPa"] < 1e-10


def test_the_closed_form_is_met(noisy, options):
    record, _ = least_squares_fit("lennard-jones", *noisy, SUMMARY, options)
    assert record["closed_form"]["largest_relative_difference"] < 1e-8


def test_held_out_rows_do_not_change_the_fit(noisy, options):
    dataset, pairs = noisy
    record, predictions = least_squares_fit("lennard-jones", dataset, pairs, SUMMARY, options)
    test = np.array([row[PREDICTION_COLUMNS.index("split")] == "test" for row in predictions])
    assert 0 < test.sum() < len(test)
    dataset.energies[test] += 1.0
    try:
        again, _ = least_squares_fit("lennard-jones", dataset, pairs, SUMMARY, options)
    finally:
        dataset.energies[test] -= 1.0
    assert again["parameters"] == record["parameters"]
    assert again["metrics"]["train"] == record["metrics"]["train"]
    assert again["metrics"]["test"] != record["metrics"]["test"]


def test_the_error_bars_cover_the_truth(exact, options, weights):
    dataset, pairs = exact
    generator = np.random.default_rng(11)
    inside = []
    clean = dataset.energies.copy(), dataset.forces.copy(), dataset.stresses.copy()
    try:
        for _ in range(40):
            scale = dataset.natoms * weights["energy_eV_per_atom"]
            dataset.energies[:] = clean[0] + generator.normal(0, 1, len(dataset)) * scale
            noise = generator.normal(0, weights["force_eV_per_A"], clean[1].shape)
            dataset.forces[:] = clean[1] + noise
            record, _ = least_squares_fit(
                "lennard-jones",
                dataset,
                pairs,
                SUMMARY,
                options | {"weights": weights | {"stress_GPa": None}},
            )
            epsilon = record["parameters"]["epsilon"]
            inside.append(abs(epsilon["value"] - EPSILON) < 2 * epsilon["standard_error"])
    finally:
        dataset.energies[:], dataset.forces[:], dataset.stresses[:] = clean
    assert 0.85 <= np.mean(inside) <= 1.0


def test_the_record_loads_as_the_potential_that_was_fitted(noisy, options):
    dataset, pairs = noisy
    record, predictions = least_squares_fit("lennard-jones", dataset, pairs, SUMMARY, options)
    calculator = calculator_of(record)
    for row, prediction in enumerate(predictions):
        atoms = Atoms(
            ["Ar"] * int(dataset.natoms[row]),
            positions=dataset.positions[dataset.atoms_of(row)],
            cell=dataset.cells[row],
            pbc=True,
        )
        assert calculator.get_property("energy", atoms) == pytest.approx(prediction[6], abs=1e-10)


def test_reference_modes(exact):
    dataset, _ = exact
    assert reference_energy({"mode": "isolated_atom"}, dataset) == -0.25
    assert reference_energy({"mode": "value", "value_eV": 1.5}, dataset) == 1.5
    assert reference_energy({"mode": "none"}, dataset) == 0.0
    assert reference_energy({"mode": "fitted"}, dataset) is None


def test_a_database_without_an_isolated_atom_says_what_to_do(exact):
    dataset, _ = exact
    without = type(dataset)(**(vars(dataset) | {"isolated_atom_energy": np.array(np.nan)}))
    with pytest.raises(PairwrightError, match=r"reference_energy\.mode"):
        reference_energy({"mode": "isolated_atom"}, without)
