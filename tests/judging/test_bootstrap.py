"""Resampled groups scatter parameters as new databases would."""

from dataclasses import replace

import numpy as np
import pytest
from judging_data import judged_fit, with_shared_noise

from pairwright.errors import PairwrightError
from pairwright.fit.least_squares import parameter_errors
from pairwright.judging.bootstrap import (
    bootstrap_record,
    correlations,
    described,
    drawn_weights,
    resamples,
)
from pairwright.judging.judged import Units

ENERGIES = {"energy_eV_per_atom": 0.001, "force_eV_per_A": None, "stress_GPa": None}


def deviations(judged):
    """Return standard deviations of resampled parameters over the covariance's errors."""
    found = resamples(judged).parameters.std(axis=1, ddof=1)
    return found / np.array(parameter_errors(judged.fit)[0])


def test_independent_noise_scatters_them_as_the_covariance_says(lonely):
    many = replace(lonely, options=lonely.options | {"judging": {"bootstrap": 300}})
    np.testing.assert_allclose(deviations(many), 1.0, rtol=0.25)


def test_errors_that_siblings_share_scatter_them_more_than_the_covariance_says(exact):
    """Three rows that share their error are worth one: error bars are sqrt(3) too short."""
    ratios = [
        deviations(judged_fit("lennard-jones", with_shared_noise(exact, seed), weights=ENERGIES))
        for seed in range(5)
    ]
    np.testing.assert_allclose(np.mean(ratios, axis=0), 3**0.5, rtol=0.25)


def units_of(structures, training=None):
    count = len(structures)
    everything = np.ones(count, dtype=bool) if training is None else np.array(training)
    return Units(np.arange(count), np.array(structures), np.zeros(count, dtype=int), everything)


def test_each_structure_keeps_its_weight_and_a_single_group_is_kept():
    units = units_of(["a"] * 5 + ["b"] + ["c"] * 3, [True] * 8 + [False])
    for seed in range(20):
        weights = drawn_weights(units, np.random.default_rng(seed))
        assert weights[:5].sum() == pytest.approx(5)
        assert weights[5] == 1
        assert weights[6:8].sum() == pytest.approx(2)
        assert weights[8] == 0


def test_the_variance_of_a_mean_is_unbiased_however_few_the_groups():
    units, values = units_of(["a"] * 3), np.array([1.0, 2.0, 6.0])
    generator = np.random.default_rng(0)
    means = [drawn_weights(units, generator) @ values / 3 for _ in range(20_000)]
    assert np.var(means) == pytest.approx(np.var(values, ddof=1) / 3, rel=0.03)


def test_resamples_that_cannot_be_fitted_are_counted(noisy):
    dataset, pairs = noisy
    few = np.isin(dataset.groups, np.unique(dataset.groups)[[0, 4, 8]])
    lonely = replace(
        dataset,
        structures=np.full(len(dataset), "any"),
        groups=np.array([f"row{number}" for number in dataset.ids]),
        row_weights=np.where(few & (np.arange(len(dataset)) % 3 == 0), 1.0, 0.0),
    )
    judged = judged_fit("lennard-jones", (lonely, pairs), weights=ENERGIES)
    found = resamples(judged)
    assert 0 < found.failed < 50
    assert found.parameters.shape == (2, 60 - found.failed)
    record = bootstrap_record(judged, found)
    assert (record["resamples"], record["failed"]) == (60, found.failed)
    assert f"{found.failed} of which failed" in record["sentence"]


def test_too_few_resamples_are_an_error(noisy_fit, monkeypatch):
    def refused(*_):
        raise PairwrightError("the fit does not converge")

    monkeypatch.setattr("pairwright.judging.bootstrap.refit", refused)
    with pytest.raises(PairwrightError, match=r"only 0 of 60 .* the fit does not converge"):
        resamples(noisy_fit)


def test_the_seed_decides(noisy_fit):
    first, second = resamples(noisy_fit), resamples(noisy_fit)
    np.testing.assert_array_equal(first.parameters, second.parameters)
    other = resamples(replace(noisy_fit, options=noisy_fit.options | {"seed": 1}))
    assert not np.array_equal(first.parameters, other.parameters)


def test_a_fitted_reference_energy_scatters_too(noisy):
    judged = judged_fit("lennard-jones", noisy, reference={"mode": "fitted", "value_eV": None})
    found = resamples(judged)
    record = bootstrap_record(judged, found)
    assert list(record["parameters"]) == ["epsilon", "sigma", "reference_energy"]
    said = record["parameters"]["reference_energy"]
    assert said["standard_deviation"] == pytest.approx(found.reference_energies.std(ddof=1))
    assert np.shape(record["correlations"]["matrix"]) == (3, 3)


def test_percentiles_are_those_of_a_normal_distribution():
    said = described(np.append(np.random.default_rng(0).normal(5, 2, 200_000), np.nan))
    assert said["standard_deviation"] == pytest.approx(2, rel=0.01)
    for name, expected in (
        ("lower_95", -1.96),
        ("lower_68", -1),
        ("median", 0),
        ("upper_68", 1),
        ("upper_95", 1.96),
    ):
        assert (said[name] - 5) / 2 == pytest.approx(expected, abs=0.02)
    assert set(described(np.array([1.0, np.nan])).values()) == {None}


def test_a_parameter_that_does_not_vary_correlates_with_nothing():
    matrix = correlations(np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0], [5.0, 5.0, 5.0]]))
    assert matrix[0][1] == pytest.approx(-1)
    assert matrix[2] == [None, None, None]
