"""Predictions of whole datasets: those of ASE, of our calculator, and of any block size."""

from dataclasses import replace

import numpy as np
import pytest
from argon_models import PAIR_FORMS, argon_model, argon_values
from ase import Atoms
from ase.stress import full_3x3_to_voigt_6_stress
from samples import EPSILON, SIGMA

from pairwright.data import pairs as pairs_module
from pairwright.fit.prediction import predict
from pairwright.fit.triple_sums import triple_dipole_quantities
from pairwright.potentials.calculator import PairCalculator
from pairwright.potentials.cutoffs import SCHEMES

REFERENCE = -0.25
MODEL, PARAMETERS = argon_model("lennard-jones"), [EPSILON, SIGMA]


def test_predictions_are_those_of_ase(exact):
    dataset, pairs = exact
    predicted = predict(dataset, pairs, MODEL, PARAMETERS)
    energies = dataset.energies - REFERENCE * dataset.natoms
    np.testing.assert_allclose(predicted.energies, energies, rtol=0, atol=1e-12)
    np.testing.assert_allclose(predicted.forces, dataset.forces, rtol=0, atol=1e-13)
    np.testing.assert_allclose(predicted.stresses, dataset.stresses, rtol=0, atol=1e-14)


@pytest.mark.parametrize("name", [*PAIR_FORMS, "morse-axilrod-teller"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_predictions_are_those_of_the_calculator(varied, name, scheme):
    dataset, pairs = varied
    model, values = argon_model(name, scheme), argon_values(name)
    predicted = predict(dataset, pairs, model, values)
    calculator = PairCalculator(model, values)
    for row in (0, 5, 11):
        place = dataset.atoms_of(row)
        atoms = Atoms(
            f"Ar{dataset.natoms[row]}", dataset.positions[place], cell=dataset.cells[row], pbc=True
        )
        energy = calculator.get_property("energy", atoms)
        assert predicted.energies[row] == pytest.approx(energy, rel=1e-12)
        for found, name_of_it in (
            (predicted.forces[place], "forces"),
            (full_3x3_to_voigt_6_stress(predicted.stresses[row]), "stress"),
        ):
            np.testing.assert_allclose(found, calculator.results[name_of_it], rtol=1e-9, atol=1e-12)


def test_blocks_do_not_change_predictions(exact, monkeypatch):
    dataset, pairs = exact
    whole = predict(dataset, pairs, MODEL, PARAMETERS)
    monkeypatch.setattr(pairs_module, "PAIRS_PER_BLOCK", 500)
    assert len(list(pairs.blocks())) > 3
    pieces = predict(dataset, pairs, MODEL, PARAMETERS)
    for name in ("energies", "forces", "stresses"):
        np.testing.assert_array_equal(getattr(pieces, name), getattr(whole, name))


@pytest.mark.parametrize("block", [500, 1_000_000])
def test_rows_that_are_left_out_are_unknown_and_the_others_what_they_were(
    exact, monkeypatch, block
):
    dataset, pairs = exact
    whole = predict(dataset, pairs, MODEL, PARAMETERS)
    monkeypatch.setattr(pairs_module, "PAIRS_PER_BLOCK", block)
    rows = np.arange(len(dataset)) % 3 == 1
    some = predict(dataset, pairs, MODEL, PARAMETERS, rows=rows)
    atoms = np.repeat(rows, dataset.natoms)
    for found, all_of_it, chosen in (
        (some.energies, whole.energies, rows),
        (some.forces, whole.forces, atoms),
        (some.stresses, whole.stresses, rows),
    ):
        np.testing.assert_array_equal(found[chosen], all_of_it[chosen])
        assert np.isnan(found[~chosen]).all()


def test_triple_dipoles_are_computed_when_they_are_not_given(varied):
    dataset, pairs = varied
    model, values = argon_model("mie-axilrod-teller"), argon_values("mie-axilrod-teller")
    triples = triple_dipole_quantities(dataset, model.triple_radius)
    given = predict(dataset, pairs, model, values, triples)
    np.testing.assert_array_equal(given.energies, predict(dataset, pairs, model, values).energies)
    alone = predict(dataset, pairs, argon_model("mie"), values[:-1])
    np.testing.assert_allclose(
        given.energies - alone.energies, values[-1] * triples.energies, rtol=1e-9, atol=1e-12
    )


def test_a_row_without_a_volume_has_no_stress_and_no_tail(varied):
    dataset, pairs = varied
    pbc = dataset.pbc.copy()
    pbc[0] = False
    slab = replace(dataset, pbc=pbc)
    cut, tail = (
        predict(slab, pairs, argon_model("mie", scheme), argon_values("mie"))
        for scheme in ("cut", "tail")
    )
    assert cut.energies[0] == tail.energies[0]
    assert (cut.energies[1:] > tail.energies[1:]).all()
    assert np.isnan(tail.stresses[0]).all()
    assert np.isfinite(tail.stresses[1:]).all()
