"""Rows are predicted by fits that have not seen them, in three ways that ask different things."""

from dataclasses import replace

import numpy as np
import pytest
from judging_data import judged_fit, with_shared_noise

from pairwright.errors import PairwrightError
from pairwright.fit.engine import fit_rows
from pairwright.fit.errors_table import metrics, with_reference
from pairwright.fit.prediction import predict
from pairwright.judging import cross_validation as held_out_by
from pairwright.judging.cross_validation import (
    HELD_OUT_COLUMNS,
    errors_record,
    held_out_rows,
    leak_record,
    seen_record,
)

KINDS = (held_out_by.grouped, held_out_by.left_out, held_out_by.random)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["lennard-jones", "mie"])
def test_exact_data_are_predicted_exactly(exact, form, kind):
    judged = judged_fit(form, exact)
    errors = errors_record(judged, kind(judged))["all"]
    assert errors["rows"] == len(judged.data.dataset)
    assert errors["energy_rmse_meV_per_atom"] < 1e-4
    assert errors["force_rmse_meV_per_A"] < 1e-3
    assert errors["stress_rmse_GPa"] < 1e-6


@pytest.mark.parametrize("kind", KINDS)
def test_a_fit_to_the_other_rows_makes_the_prediction(noisy_fit, kind):
    data, held = noisy_fit.data, kind(noisy_fit)
    for name in np.unique(held.parts):
        test = held.parts == name
        model = noisy_fit.fit.problem.variables.model
        solution = fit_rows(model, data, ~test, noisy_fit.options).solution
        values = list(solution.parameters)
        expected = predict(data.dataset, data.pairs, model, values, rows=test)
        np.testing.assert_allclose(
            held.predicted.energies[test], expected.energies[test], rtol=1e-8
        )
        atoms = np.repeat(test, data.dataset.natoms)
        np.testing.assert_allclose(held.predicted.forces[atoms], expected.forces[atoms], atol=1e-8)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["lennard-jones", "spline"])
def test_held_out_rows_have_no_say_in_their_own_prediction(noisy, form, kind):
    judged = judged_fit(form, noisy)
    before = kind(judged)
    test = before.parts == before.parts[0]
    dataset, pairs = noisy
    atoms = np.repeat(test, dataset.natoms)
    changed = replace(
        dataset,
        energies=dataset.energies + 0.05 * test,
        forces=dataset.forces + 0.5 * atoms[:, None],
        stresses=dataset.stresses + 0.01 * test[:, None, None],
    )
    after = kind(judged_fit(form, (changed, pairs)))
    np.testing.assert_allclose(
        after.predicted.energies[test], before.predicted.energies[test], rtol=1e-9
    )
    np.testing.assert_allclose(
        after.predicted.forces[atoms], before.predicted.forces[atoms], rtol=0, atol=1e-9
    )
    others = ~test
    assert np.abs((after.predicted.energies - before.predicted.energies)[others]).max() > 1e-4


def test_a_group_is_never_seen_by_the_fit_that_predicts_it(noisy_fit):
    parts = held_out_by.grouped(noisy_fit).parts
    dataset = noisy_fit.data.dataset
    for group in np.unique(dataset.groups):
        assert len(set(parts[dataset.groups == group])) == 1
    leaky = held_out_by.random(noisy_fit).parts
    assert any(len(set(leaky[dataset.groups == group])) > 1 for group in np.unique(dataset.groups))


def test_errors_that_siblings_share_leak_through_random_folds(exact):
    """A flexible form learns the shared error of a group from siblings left in the fit."""
    dense = {"knots_A": [3.0, 3.3, 3.6, 3.9, 4.2, 4.5, 4.8, 5.2, 5.6, 6.2, 7.0], "number": 11}
    judged = judged_fit("spline", with_shared_noise(exact, 2, 5.0), spline=dense)
    honest, leaky = held_out_by.grouped(judged), held_out_by.random(judged)
    leak = leak_record(judged, honest, leaky)
    assert leak["energy_percent"] > 2 * leak["energy_standard_error_percent"] > 0
    assert f"of energy {leak['energy_percent']:.1f}" in leak["sentence"]


def test_independent_noise_leaks_little(noisy_fit):
    honest, leaky = held_out_by.grouped(noisy_fit), held_out_by.random(noisy_fit)
    leak = leak_record(noisy_fit, honest, leaky)
    assert abs(leak["energy_percent"]) < 6
    assert abs(leak["force_percent"]) < 1


def test_a_single_structure_cannot_be_left_out(noisy):
    dataset, pairs = noisy
    same = replace(dataset, structures=np.full(len(dataset), "any"))
    assert held_out_by.left_out(judged_fit("lennard-jones", (same, pairs))) is None


def test_a_part_that_the_fit_cannot_do_without_is_told_as_absent(noisy):
    weights = {"energy_eV_per_atom": 0.001, "force_eV_per_A": None, "stress_GPa": None}
    judged = judged_fit("lennard-jones", noisy, weights=weights | {"structures": {"bcc": 0.0}})
    held = held_out_by.left_out(judged)
    record = errors_record(judged, held)
    assert list(record["absent"]) == ["fcc"]
    assert "0 numbers cannot determine 2 parameters" in record["absent"]["fcc"]
    assert list(record["by_part"]) == ["bcc"]
    assert record["by_structure"]["fcc"]["rows"] == 0
    assert record["by_structure"]["fcc"]["energy_rmse_meV_per_atom"] is None
    assert {row[1] for row in held_out_rows(judged, held)} == {"bcc"}


def test_no_part_that_can_be_held_out_is_an_error(noisy):
    dataset, pairs = noisy
    weights = {"energy_eV_per_atom": 0.001, "force_eV_per_A": None, "stress_GPa": None}
    few = dict.fromkeys(["energy_eV_per_atom", "force_eV_per_A", "stress_GPa"]) | weights
    first = dataset.groups == dataset.groups[0]
    alone = replace(dataset, row_weights=np.where(first, 1.0, 0.0))
    judged = judged_fit("lennard-jones", (alone, pairs), weights=few)
    parts = np.where(first, "all", "none")
    nothing = {"all": judged.units.of_rows(~first)}
    with pytest.raises(PairwrightError, match="no grouped part can be held out: 0 numbers"):
        held_out_by.held_out(judged, "grouped", parts, judged.sums, nothing)


def test_errors_are_told_for_all_rows_each_structure_and_each_part(noisy_fit):
    held = held_out_by.grouped(noisy_fit)
    record = errors_record(noisy_fit, held)
    dataset = noisy_fit.data.dataset
    for entry, rows in (
        (record["all"], np.ones(len(dataset), dtype=bool)),
        (record["by_structure"]["fcc"], dataset.structures == "fcc"),
        (record["by_part"]["fold-2"], held.parts == "fold-2"),
    ):
        expected = metrics(dataset, held.predicted, rows)
        assert {name: entry[name] for name in expected} == pytest.approx(expected)
        assert entry["energy_rmse_standard_error_meV_per_atom"] > 0
    parameters = record["by_part"]["fold-2"]["parameters"]
    assert list(parameters) == ["epsilon", "sigma"]


def test_errors_of_fitted_rows_are_those_of_the_fit(noisy):
    judged = judged_fit("lennard-jones", noisy, test_fraction=0.25)
    data, solution = judged.data, judged.fit.solution
    model = judged.fit.problem.variables.model
    found = predict(data.dataset, data.pairs, model, list(solution.parameters))
    found = with_reference(data.dataset, found, solution.reference_energy)
    expected = metrics(data.dataset, found, judged.training)
    record = seen_record(judged)
    assert {name: record[name] for name in expected} == pytest.approx(expected)


def test_the_table_has_a_line_for_each_row(noisy_fit):
    table = held_out_rows(noisy_fit, held_out_by.left_out(noisy_fit))
    dataset = noisy_fit.data.dataset
    assert len(table) == len(dataset)
    first = dict(zip(HELD_OUT_COLUMNS, table[0], strict=True))
    assert (first["kind"], first["part"]) == ("left-out", first["structure"])
    error = (first["predicted_energy_eV"] - first["energy_eV"]) / first["natoms"] * 1000
    assert first["energy_error_meV_per_atom"] == pytest.approx(error)
