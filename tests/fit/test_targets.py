"""What a fit aims at, and how much each number counts."""

from dataclasses import replace

import numpy as np
import pytest

from pairwright.errors import PairwrightError
from pairwright.fit.targets import Targets, row_weights
from pairwright.units import GPA_PER_EV_A3


def everything(dataset, weights):
    return Targets.of_rows(dataset, np.ones(len(dataset), dtype=bool), weights)


def weights_of(dataset, weights):
    return row_weights(dataset, weights, np.ones(len(dataset), dtype=bool))


def test_residuals_are_divided_by_the_weights(exact, weights):
    dataset, _ = exact
    targets = everything(dataset, weights)
    np.testing.assert_allclose(targets.energy_factors, 1 / 0.001)
    np.testing.assert_allclose(targets.force_factors, 1 / 0.01)
    np.testing.assert_allclose(targets.stress_factors, GPA_PER_EV_A3 / 0.1)
    assert targets.count() == len(dataset) * 7 + 3 * len(dataset.positions)


def test_only_the_given_rows_are_aimed_at(exact, weights):
    dataset, _ = exact
    rows = np.arange(len(dataset)) < 4
    targets = Targets.of_rows(dataset, rows, weights)
    assert targets.count() == 4 * 7 + 3 * dataset.starts[4]
    assert not targets.energy_factors[4:].any()
    assert not targets.force_factors[dataset.starts[4] :].any()


def test_targets_that_rows_lack_are_left_out(exact, weights):
    dataset, _ = exact
    poor = replace(
        dataset,
        forces=np.full_like(dataset.forces, np.nan),
        stresses=np.full_like(dataset.stresses, np.nan),
    )
    assert everything(poor, weights).count() == len(dataset)


def test_one_component_that_is_missing_leaves_out_the_whole_tensor_or_vector(exact, weights):
    dataset, _ = exact
    forces, stresses = dataset.forces.copy(), dataset.stresses.copy()
    forces[3, 1], stresses[2, 0, 1] = np.nan, np.nan
    targets = everything(replace(dataset, forces=forces, stresses=stresses), weights)
    assert targets.count() == everything(dataset, weights).count() - 3 - 6


def test_a_stress_without_a_volume_does_not_count(exact, weights):
    dataset, _ = exact
    pbc = dataset.pbc.copy()
    pbc[2] = False
    targets = everything(replace(dataset, pbc=pbc), weights)
    assert np.flatnonzero(targets.stress_factors == 0).tolist() == [2]


def test_a_null_weight_leaves_its_target_out(exact, weights):
    dataset, _ = exact
    targets = everything(dataset, weights | {"force_eV_per_A": None, "stress_GPa": None})
    assert targets.count() == len(dataset)


def test_nothing_to_aim_at_is_refused(exact, weights):
    dataset, _ = exact
    poor = replace(dataset, forces=np.full_like(dataset.forces, np.nan))
    with pytest.raises(PairwrightError, match=r"fit\.weights"):
        everything(poor, weights | {"energy_eV_per_atom": None, "stress_GPa": None})


@pytest.mark.parametrize("zero", ["rows", "structures"])
def test_zero_weights_everywhere_are_refused(exact, weights, zero):
    dataset, _ = exact
    if zero == "rows":
        dataset = replace(dataset, row_weights=np.zeros(len(dataset)))
    else:
        weights = weights | {"structures": {"fcc": 0.0, "bcc": 0.0}}
    with pytest.raises(PairwrightError, match=r"fit\.weights.*no row or crystal.*zero"):
        everything(dataset, weights)


def test_squared_residuals_count_by_row_and_structure(exact, weights):
    dataset, _ = exact
    own = np.linspace(0.5, 2.0, len(dataset))
    found = weights_of(
        replace(dataset, row_weights=own), weights | {"structures": {"fcc": 3.0, "bcc": 0.25}}
    )
    factor = np.where(dataset.structures == "fcc", 3.0, 0.25)
    np.testing.assert_allclose(found, own * factor)
    targets = everything(
        replace(dataset, row_weights=own), weights | {"structures": {"fcc": 3.0, "bcc": 0.25}}
    )
    np.testing.assert_allclose(targets.energy_factors, np.sqrt(found) / 0.001)
    np.testing.assert_allclose(
        targets.force_factors, np.repeat(np.sqrt(found), dataset.natoms) / 0.01
    )
    np.testing.assert_allclose(targets.stress_factors, np.sqrt(found) * GPA_PER_EV_A3 / 0.1)


def test_rows_of_high_energy_count_less_as_the_rule_says(exact, weights):
    dataset, _ = exact
    per_atom = dataset.energies / dataset.natoms
    above = per_atom - per_atom.min()
    scale = {"energy_scale_eV": 0.02}
    boltzmann = weights_of(dataset, weights | scale | {"by_energy": "boltzmann"})
    np.testing.assert_allclose(boltzmann, np.exp(-above / 0.02))
    distance = weights_of(dataset, weights | scale | {"by_energy": "energy-distance"})
    np.testing.assert_allclose(distance, 1 / (1 + above / 0.02) ** 2)
    for found in (boltzmann, distance):
        assert found.max() == found[np.argmin(per_atom)] == 1.0
        assert found.min() > 0


def test_the_lowest_energy_is_that_of_the_rows_that_are_fitted(exact, weights):
    dataset, _ = exact
    rows = dataset.energies / dataset.natoms > np.median(dataset.energies / dataset.natoms)
    rule = weights | {"by_energy": "boltzmann", "energy_scale_eV": 1e-5}
    found = row_weights(dataset, rule, rows)
    assert found[rows].max() == 1.0
    assert np.isfinite(found).all()


def test_weights_leave_the_dataset_as_it_was(exact, weights):
    dataset, _ = exact
    own = np.ones(len(dataset))
    weights_of(replace(dataset, row_weights=own), weights | {"structures": {"fcc": 5.0}})
    np.testing.assert_array_equal(own, 1.0)


def test_a_structure_that_is_not_there_is_named_with_those_that_are(exact, weights):
    with pytest.raises(PairwrightError, match=r"fit\.weights\.structures.*'fccc'.*bcc, fcc"):
        weights_of(exact[0], weights | {"structures": {"fccc": 2.0}})
