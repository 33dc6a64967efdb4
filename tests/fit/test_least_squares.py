"""A least-squares fit from dataset to record."""

from dataclasses import replace

import numpy as np
import pytest
from argon_models import PAIR_FORMS
from ase import Atoms
from fit_data import fit_options
from samples import EPSILON, RADIUS, SIGMA

from pairwright.fit.engine import fit_rows, prepared
from pairwright.fit.errors_table import PREDICTION_COLUMNS
from pairwright.fit.least_squares import (
    least_squares_fit,
    parameter_covariance,
    parameter_errors,
)
from pairwright.potentials.calculator import calculator_of

SUMMARY = {"database": {"path": "data.db", "sha256": "0"}, "element": "Ar"}
SPLINE = {"knots_A": [4.0, 4.6, 5.5, 6.6, 8.0], "number": 5}


@pytest.fixture
def options(weights):
    return fit_options(
        weights=weights,
        test_fraction=0.4,
        reference={"mode": "isolated_atom", "value_eV": None},
        spline=SPLINE,
    )


def test_exact_data_leave_no_error_and_tight_error_bars(exact, options):
    record, _ = least_squares_fit("lennard-jones", *exact, SUMMARY, options)
    for name, value, unit in (("epsilon", EPSILON, "eV"), ("sigma", SIGMA, "Å")):
        assert record["parameters"][name]["value"] == pytest.approx(value, rel=1e-10)
        assert record["parameters"][name]["unit"] == unit
        assert record["parameters"][name]["standard_error"] < 1e-9
    assert record["cutoff"] == {"scheme": "shift", "radius_A": RADIUS}
    assert record["reference_energy"]["value_eV"] == -0.25
    assert record["reference_energy"]["standard_error_eV"] is None
    for split in ("train", "test"):
        assert record["metrics"][split]["energy_rmse_meV_per_atom"] < 1e-8
        assert record["metrics"][split]["force_rmse_meV_per_A"] < 1e-8
        assert record["metrics"][split]["stress_rmse_GPa"] < 1e-10


@pytest.mark.parametrize("scheme", ["cut", "shift", "force-shift", "switch", "tail"])
def test_the_closed_form_is_met(noisy, options, scheme):
    cutoff = {"scheme": scheme, "radius_A": RADIUS}
    record, _ = least_squares_fit("lennard-jones", *noisy, SUMMARY, options | {"cutoff": cutoff})
    assert record["closed_form"]["largest_relative_difference"] < 1e-8


def test_a_closed_form_is_of_the_free_lennard_jones_only(noisy, options):
    constraints = {"lennard-jones": {"sigma": {"fixed": 3.4}}}
    fixed, _ = least_squares_fit(
        "lennard-jones", *noisy, SUMMARY, options | {"constraints": constraints}
    )
    other, _ = least_squares_fit("morse", *noisy, SUMMARY, options)
    assert "closed_form" not in fixed
    assert "closed_form" not in other
    assert fixed["parameters"]["sigma"] == {"value": 3.4, "standard_error": None, "unit": "Å"}


@pytest.mark.parametrize("name", ["lennard-jones", "spline"])
def test_held_out_rows_do_not_change_the_fit(noisy, options, name):
    dataset, pairs = noisy
    # Knots that nobody gives are placed by the data.
    options = options | {"spline": {"knots_A": None, "number": 5}}
    record, predictions = least_squares_fit(name, dataset, pairs, SUMMARY, options)
    test = np.array([row[PREDICTION_COLUMNS.index("split")] == "test" for row in predictions])
    assert 0 < test.sum() < len(test)
    for change in (1.0, -1.0):
        energies = dataset.energies + change * test
        changed = replace(dataset, energies=energies)
        again, _ = least_squares_fit(name, changed, pairs, SUMMARY, options)
        assert again["parameters"] == record["parameters"]
        assert again["metrics"]["train"] == record["metrics"]["train"]
        assert again["metrics"]["test"] != record["metrics"]["test"]


def test_the_error_bars_cover_the_truth(exact, options, weights):
    dataset, pairs = exact
    generator = np.random.default_rng(11)
    options = options | {"weights": weights | {"stress_GPa": None}}
    scale = dataset.natoms * weights["energy_eV_per_atom"]
    inside = []
    for _ in range(40):
        noisy = replace(
            dataset,
            energies=dataset.energies + generator.normal(0, 1, len(dataset)) * scale,
            forces=dataset.forces
            + generator.normal(0, weights["force_eV_per_A"], dataset.forces.shape),
        )
        record, _ = least_squares_fit("lennard-jones", noisy, pairs, SUMMARY, options)
        epsilon = record["parameters"]["epsilon"]
        inside.append(abs(epsilon["value"] - EPSILON) < 2 * epsilon["standard_error"])
    assert 0.85 <= np.mean(inside) <= 1.0


@pytest.mark.parametrize("name", [*PAIR_FORMS, "mie-axilrod-teller"])
@pytest.mark.parametrize("scheme", ["shift", "tail"])
def test_the_record_loads_as_the_potential_that_was_fitted(noisy, options, name, scheme):
    dataset, pairs = noisy
    options = options | {"cutoff": {"scheme": scheme, "radius_A": RADIUS}}
    record, predictions = least_squares_fit(name, dataset, pairs, SUMMARY, options)
    calculator = calculator_of(record)
    for row in (0, 7, 12):
        atoms = Atoms(
            ["Ar"] * int(dataset.natoms[row]),
            positions=dataset.positions[dataset.atoms_of(row)],
            cell=dataset.cells[row],
            pbc=True,
        )
        energy = calculator.get_property("energy", atoms)
        assert energy == pytest.approx(predictions[row][6], abs=1e-10)


def test_the_record_says_how_it_was_made(noisy, options):
    record, _ = least_squares_fit("mie", *noisy, SUMMARY, options | {"starts": 4})
    optimiser = record["optimiser"]
    assert optimiser["weights"] == options["weights"]
    assert len(optimiser["starts"]) == 4
    assert optimiser["sum_of_squares"] <= min(optimiser["starts"])
    assert optimiser["at_bound"] == []
    assert "exact Jacobian" in optimiser["method"]
    assert record["database"]["rows"] == len(noisy[0])
    assert record["element"] == "Ar"
    assert record["form"] == "mie"
    assert set(record["metrics_by_structure"]["test"]) == {"bcc", "fcc"}
    linear, _ = least_squares_fit("spline", *noisy, SUMMARY, options)
    assert linear["optimiser"]["method"] == "one linear solve"
    assert linear["knots_A"] == SPLINE["knots_A"]


def test_a_fitted_reference_energy_has_an_error_bar_and_widens_the_others(noisy, options):
    known, _ = least_squares_fit("lennard-jones", *noisy, SUMMARY, options)
    fitted, _ = least_squares_fit(
        "lennard-jones", *noisy, SUMMARY, options | {"reference": {"mode": "fitted"}}
    )
    assert fitted["reference_energy"]["standard_error_eV"] > 0
    errors = [
        record["parameters"]["epsilon"]["standard_error"]
        / np.sqrt(record["optimiser"]["sum_of_squares"])
        for record in (known, fitted)
    ]
    assert errors[1] > errors[0]


def test_the_same_input_gives_the_same_record(noisy, options):
    one, again = (least_squares_fit("mie", *noisy, SUMMARY, options) for _ in range(2))
    assert one == again


def test_structures_that_cannot_be_held_out_are_warned_of(noisy, options, caplog):
    dataset, pairs = noisy
    alone = replace(dataset, groups=dataset.structures.copy())
    least_squares_fit("lennard-jones", alone, pairs, SUMMARY, options)
    assert "no rows are held out of bcc, fcc" in caplog.text


def fitted(noisy, options, name="lennard-jones"):
    model, data = prepared(name, *noisy, options)
    return fit_rows(model, data, np.ones(18, dtype=bool), options)


def test_covariances_are_those_of_the_parameters_themselves(noisy, options):
    fit = fitted(noisy, options | {"reference": {"mode": "fitted"}})
    found = parameter_covariance(fit)
    jacobian = fit.problem.by_parameters(fit.solution.parameters)
    scale = fit.solution.sum_of_squares / (fit.solution.count - 3)
    expected = scale * np.linalg.inv(jacobian.T @ jacobian)
    np.testing.assert_allclose(found, expected, rtol=1e-8)
    errors, reference = parameter_errors(fit)
    np.testing.assert_allclose([*errors, reference], np.sqrt(np.diag(expected)), rtol=1e-8)


def test_what_is_fixed_or_at_its_end_has_no_error_bar_and_what_is_tied_has(noisy, options):
    constraints = {
        "mie": {
            "sigma": {"upper": 3.3},
            "repulsive_exponent": {"fixed": 12.0},
            "attractive_exponent": {"tied_to": "epsilon", "factor": 550.0},
        }
    }
    fit = fitted(noisy, options | {"constraints": constraints}, "mie")
    assert fit.solution.at_bound == ["sigma"]
    errors, reference = parameter_errors(fit)
    assert errors[1] is errors[2] is reference is None
    assert errors[3] == pytest.approx(550 * errors[0], rel=1e-10)
