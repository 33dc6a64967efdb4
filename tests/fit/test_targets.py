"""Predictions, their derivatives, and what a fit aims at."""

from dataclasses import replace

import numpy as np
import pytest
from samples import EPSILON, RADIUS, SIGMA

from pairwright.data import pairs as pairs_module
from pairwright.errors import PairwrightError
from pairwright.fit.targets import Targets, predict, predict_derivatives
from pairwright.potentials.cutoffs import with_cutoff
from pairwright.potentials.forms import lennard_jones

FUNCTION = with_cutoff(lennard_jones, "shift", RADIUS)
PARAMETERS = [EPSILON, SIGMA]
REFERENCE = -0.25


def everything(dataset, weights):
    return Targets.of_rows(dataset, np.ones(len(dataset), dtype=bool), weights)


def test_predictions_are_those_of_ase(exact):
    dataset, pairs = exact
    predicted = predict(dataset, pairs, FUNCTION, PARAMETERS)
    energies = dataset.energies - REFERENCE * dataset.natoms
    np.testing.assert_allclose(predicted.energies, energies, rtol=0, atol=1e-12)
    np.testing.assert_allclose(predicted.forces, dataset.forces, rtol=0, atol=1e-13)
    np.testing.assert_allclose(predicted.stresses, dataset.stresses, rtol=0, atol=1e-14)


def test_blocks_do_not_change_predictions(exact, monkeypatch):
    dataset, pairs = exact
    whole = predict(dataset, pairs, FUNCTION, PARAMETERS)
    monkeypatch.setattr(pairs_module, "PAIRS_PER_BLOCK", 500)
    pieces = predict(dataset, pairs, FUNCTION, PARAMETERS)
    for name in ("energies", "forces", "stresses"):
        np.testing.assert_array_equal(getattr(pieces, name), getattr(whole, name))


@pytest.mark.parametrize("index", [0, 1])
def test_derivatives_are_those_of_finite_differences(exact, weights, index):
    dataset, pairs = exact
    targets = everything(dataset, weights)
    step = 1e-5 * PARAMETERS[index]

    def moved(sign):
        parameters = list(PARAMETERS)
        parameters[index] += sign * step
        return targets.flatten(predict(dataset, pairs, FUNCTION, parameters))

    numerical = (moved(1) - moved(-1)) / (2 * step)
    exact_column = targets.flatten(predict_derivatives(dataset, pairs, FUNCTION, PARAMETERS)[index])
    scale = np.abs(numerical).max()
    np.testing.assert_allclose(exact_column, numerical, rtol=1e-6, atol=1e-8 * scale)


def test_the_reference_energy_counts_for_energies_alone(exact, weights):
    dataset, _ = exact
    column = everything(dataset, weights).reference_column()
    np.testing.assert_allclose(column[: len(dataset)], 1 / weights["energy_eV_per_atom"])
    assert not column[len(dataset) :].any()


def test_targets_that_rows_lack_are_left_out(exact, weights):
    dataset, _ = exact
    poor = replace(
        dataset,
        forces=np.full_like(dataset.forces, np.nan),
        stresses=np.full_like(dataset.stresses, np.nan),
    )
    observed = everything(poor, weights).observed(REFERENCE)
    assert observed.shape == (len(dataset),)
    assert np.isfinite(observed).all()


def test_a_null_weight_leaves_its_target_out(exact, weights):
    dataset, _ = exact
    targets = everything(dataset, weights | {"force_eV_per_A": None, "stress_GPa": None})
    assert targets.observed(0.0).shape == (len(dataset),)


def test_nothing_to_aim_at_is_refused(exact, weights):
    dataset, _ = exact
    poor = replace(dataset, forces=np.full_like(dataset.forces, np.nan))
    with pytest.raises(PairwrightError, match=r"fit\.weights"):
        everything(poor, weights | {"energy_eV_per_atom": None, "stress_GPa": None})
