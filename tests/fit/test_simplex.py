"""The classic fit: two engines, one answer, and that of ASE with scipy's fmin."""

from dataclasses import replace

import numpy as np
import pytest
from ase import Atoms
from ase.calculators.lj import LennardJones
from scipy.optimize import fmin

from pairwright.data.dataset import Dataset
from pairwright.errors import PairwrightError
from pairwright.fit.classic import classic_fit
from pairwright.fit.simplex import AseSums, PairSums, fit_simplex
from pairwright.potentials.calculator import calculator_of

REFERENCE = -0.25
OPTIONS = {"epsilon_eV": 0.005, "sigma_A": 3.5, "xtol": 1e-4, "ftol": 1e-4, "engine": "pairs"}


@pytest.mark.parametrize("sigma", [2.0, 3.0, 3.4, 3.9, 5.0])
def test_the_look_up_gives_ases_energies(exact, sigma):
    dataset, _ = exact
    ours = PairSums(dataset, 10.5).energies(0.0104, sigma)
    np.testing.assert_allclose(ours, AseSums(dataset, "Ar").energies(0.0104, sigma), atol=1e-10)


def test_a_cutoff_beyond_the_table_makes_it_grow(exact):
    dataset, _ = exact
    small, large = PairSums(dataset, 4.0), PairSums(dataset, 30.0)
    np.testing.assert_allclose(small.energies(0.01, 4.0), large.energies(0.01, 4.0), atol=1e-12)


def test_both_engines_take_the_same_steps(noisy):
    dataset, _ = noisy
    pairs = fit_simplex(dataset, OPTIONS, REFERENCE, "Ar")
    ase = fit_simplex(dataset, OPTIONS | {"engine": "ase"}, REFERENCE, "Ar")
    assert (pairs.iterations, pairs.evaluations) == (ase.iterations, ase.evaluations)
    assert pairs.epsilon == pytest.approx(ase.epsilon, rel=1e-9)
    assert pairs.sigma == pytest.approx(ase.sigma, rel=1e-9)


def test_the_result_is_that_of_fmin_over_ases_calculator(noisy):
    dataset, _ = noisy
    structures = [
        Atoms(
            ["Ar"] * int(dataset.natoms[row]),
            positions=dataset.positions[dataset.atoms_of(row)],
            cell=dataset.cells[row],
            pbc=True,
        )
        for row in range(len(dataset))
    ]

    def mean_squared_error(variables):
        errors = []
        for atoms, energy in zip(structures, dataset.energies, strict=True):
            atoms.calc = LennardJones(epsilon=variables[0], sigma=variables[1])
            errors.append(atoms.get_potential_energy() + REFERENCE * len(atoms) - energy)
        return np.mean(np.square(errors))

    expected = fmin(mean_squared_error, [0.005, 3.5], disp=False)
    result = fit_simplex(dataset, OPTIONS, REFERENCE, "Ar")
    assert result.epsilon == pytest.approx(expected[0], rel=1e-8)
    assert result.sigma == pytest.approx(expected[1], rel=1e-8)


def with_ases_convention(dataset):
    """Return the dataset with the energies of a potential that ends at 3 sigma."""
    energies = PairSums(dataset, 11.0).energies(0.0104, 3.4) + REFERENCE * dataset.natoms
    return replace(dataset, energies=energies)


def test_an_unknown_reference_energy_is_found(exact):
    dataset = with_ases_convention(exact[0])
    tight = OPTIONS | {"xtol": 1e-12, "ftol": 1e-20}
    result = fit_simplex(dataset, tight, None, "Ar")
    assert result.epsilon == pytest.approx(0.0104, rel=1e-4)
    assert result.sigma == pytest.approx(3.4, rel=1e-5)
    assert result.reference_energy == pytest.approx(REFERENCE, rel=1e-5)


def test_error_bars_know_that_the_reference_energy_was_fitted(noisy):
    dataset, _ = noisy
    summary = {"database": {"path": "data.db", "sha256": "0"}, "element": "Ar"}
    records = {
        mode: classic_fit(dataset, summary, OPTIONS, {"mode": mode, "value_eV": REFERENCE})[0]
        for mode in ("value", "fitted")
    }
    errors = {m: r["parameters"]["epsilon"]["standard_error"] for m, r in records.items()}
    assert errors["fitted"] > 1.1 * errors["value"]
    assert records["fitted"]["reference_energy"]["standard_error_eV"] > 0
    assert records["value"]["reference_energy"]["standard_error_eV"] is None


@pytest.mark.parametrize(("rows", "reference"), [(1, REFERENCE), (2, None)])
def test_fewer_energies_than_parameters_are_refused(exact, rows, reference):
    dataset, _ = exact
    few = Dataset(
        **vars(dataset)
        | {
            name: vars(dataset)[name][:rows]
            for name in ("ids", "structures", "groups", "cells", "pbc", "energies", "stresses")
        }
        | {"starts": dataset.starts[: rows + 1]}
    )
    with pytest.raises(PairwrightError, match="cannot determine"):
        fit_simplex(few, OPTIONS, reference, "Ar")


def test_a_hopeless_start_is_refused(exact):
    dataset, _ = exact
    with pytest.raises(PairwrightError, match=r"fit\.simplex: no minimum"):
        fit_simplex(dataset, OPTIONS | {"epsilon_eV": 5.0, "sigma_A": 19.0}, REFERENCE, "Ar")


def test_the_record_loads_as_the_potential_that_was_fitted(noisy):
    dataset, _ = noisy
    summary = {"database": {"path": "data.db", "sha256": "0"}, "element": "Ar"}
    reference = {"mode": "value", "value_eV": REFERENCE}
    record, predictions = classic_fit(dataset, summary, OPTIONS, reference)
    calculator = calculator_of(record)
    assert record["cutoff"]["radius_A"] == pytest.approx(3 * record["parameters"]["sigma"]["value"])
    assert record["metrics"]["test"]["rows"] == 0
    for row, prediction in enumerate(predictions):
        atoms = Atoms(
            ["Ar"] * int(dataset.natoms[row]),
            positions=dataset.positions[dataset.atoms_of(row)],
            cell=dataset.cells[row],
            pbc=True,
        )
        assert calculator.get_property("energy", atoms) == pytest.approx(prediction[6], abs=1e-10)
