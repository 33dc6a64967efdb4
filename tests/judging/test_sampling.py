"""Ensembles: the right distribution at every temperature, and honest about convergence."""

from dataclasses import replace

import numpy as np
import pytest
from judging_data import TRUTH, judged_fit, with_noise

from pairwright.data.splits import child_generator
from pairwright.fit.least_squares import parameter_covariance
from pairwright.fit.linear import INVERSE_POWERS
from pairwright.fit.solve import solve
from pairwright.fit.variables import Variables
from pairwright.judging.sampling import (
    MOST_KEPT,
    chain_samples,
    ensemble_temperature,
    noise_temperature,
    normal_samples,
    sample,
    samples_record,
)

SPLINE = {"spline": {"knots_A": [4.0, 4.6, 5.5, 7.0], "number": 4}}


@pytest.fixture(scope="module")
def linear(noisy_fit):
    """Lennard-Jones in A and B, in which the cost is quadratic."""
    problem = noisy_fit.fit.problem
    model = replace(problem.variables.model, form=INVERSE_POWERS)
    other = replace(problem, variables=Variables.of(model, [1e5, 1e1], {}))
    return replace(noisy_fit.fit, problem=other, solution=solve(other, []))


@pytest.fixture(scope="module")
def chains(linear):
    """Samples of the linear problem by Markov chains, at the noise temperature."""
    return chain_samples(linear, child_generator(1, "test"), noise_temperature(linear), MOST_KEPT)


@pytest.fixture(scope="module")
def mie(exact):
    """Mie fitted to noise that leaves its exponents wide."""
    return judged_fit("mie", with_noise(exact, 7, scale=3.0)).fit


@pytest.fixture
def short(monkeypatch):
    """Chains of 100 steps."""
    monkeypatch.setattr("pairwright.judging.chains.STEPS", 100)
    monkeypatch.setattr("pairwright.judging.chains.MOST_STEPS", 100)


def standardised(fit, samples, covariance):
    """Return samples (s, k) in coordinates in which a covariance (k, k) is one."""
    scales = np.sqrt(np.diag(covariance))
    root = np.linalg.cholesky(covariance / np.outer(scales, scales))
    offsets = (samples.values - fit.solution.parameters) / scales
    return np.linalg.solve(root, offsets.T).T


def assert_standard_normal(numbers, independent):
    """Means and variances are those of a normal distribution, within four standard errors."""
    assert np.abs(numbers.mean(axis=0)).max() < 4 / np.sqrt(independent)
    products = numbers.T @ numbers / len(numbers)
    assert np.abs(products - np.eye(numbers.shape[1])).max() < 4 * np.sqrt(2 / independent)


def test_a_linear_model_is_drawn_from_its_normal_distribution(noisy):
    fit = judged_fit("spline", noisy, **SPLINE).fit
    found = sample(fit, 5, noise_temperature(fit), kept=MOST_KEPT)
    assert found.diagnostics["method"] == "normal distribution"
    assert found.diagnostics["open_directions"] == 0
    assert_standard_normal(standardised(fit, found, parameter_covariance(fit)), MOST_KEPT)


def test_chains_recover_an_exact_normal_distribution(linear, chains):
    diagnostics = chains.diagnostics
    assert diagnostics["converged"]
    assert diagnostics["open"] == []
    assert 0.2 < diagnostics["acceptance"] < 0.6
    assert diagnostics["effective_samples"] > MOST_KEPT
    # The draws of one chain are a little correlated: half of them count.
    numbers = standardised(linear, chains, parameter_covariance(linear))
    assert_standard_normal(numbers, MOST_KEPT / 2)


def test_chains_of_many_parameters_recover_it_too(noisy):
    fit = judged_fit("spline", noisy, **SPLINE).fit
    generator = child_generator(1, "test")
    found = chain_samples(fit, generator, noise_temperature(fit), MOST_KEPT)
    assert found.diagnostics["converged"]
    numbers = standardised(fit, found, parameter_covariance(fit))
    assert_standard_normal(numbers, MOST_KEPT / 2)


def test_variances_are_proportional_to_the_temperature(linear):
    generator = child_generator(1, "test")
    hot = chain_samples(linear, generator, 9 * noise_temperature(linear), MOST_KEPT)
    numbers = standardised(linear, hot, 9 * parameter_covariance(linear))
    assert_standard_normal(numbers, MOST_KEPT / 2)


def test_at_its_temperature_an_ensemble_is_as_wrong_as_its_best_member(linear):
    count = len(parameter_covariance(linear))
    t0 = ensemble_temperature(linear)
    assert t0 == pytest.approx(2 * (linear.solution.sum_of_squares / 2) / count)
    found = samples_record(linear, sample(linear, 3, kept=MOST_KEPT))
    assert found["temperature"] == t0
    # C - C_min is T / 2 times a chi-squared number: its mean is C_min at T0.
    error = np.sqrt(2 / count / MOST_KEPT)
    assert found["cost_ratio"] == pytest.approx(2, abs=4 * error)


def test_the_two_temperatures_differ_by_degrees_of_freedom_over_parameters(noisy_fit):
    fit = noisy_fit.fit
    degrees = fit.solution.count - 2
    ratio = ensemble_temperature(fit) / noise_temperature(fit)
    assert ratio == pytest.approx(degrees / 2)


@pytest.mark.usefixtures("short")
def test_the_same_seed_gives_the_same_bytes(noisy_fit):
    np.random.seed(1)  # noqa: NPY002 (nobody may depend on numpy's global state)
    first = sample(noisy_fit.fit, 17, kept=50)
    np.random.seed(2)  # noqa: NPY002
    again, other = sample(noisy_fit.fit, 17, kept=50), sample(noisy_fit.fit, 18, kept=50)
    assert first.values.tobytes() == again.values.tobytes()
    assert first.costs.tobytes() == again.costs.tobytes()
    assert first.diagnostics == again.diagnostics
    assert not np.isin(other.values, first.values).any()


def test_as_many_are_kept_as_were_asked_for_and_not_too_many(linear):
    assert sample(linear, 1, kept=7).values.shape == (7, 2)
    assert len(sample(linear, 1, kept=10_000).costs) == MOST_KEPT


def test_a_fitted_reference_energy_is_sampled(noisy):
    changed = {"reference": {"mode": "fitted", "value_eV": None}}
    fit = judged_fit("spline", noisy, **changed, **SPLINE).fit
    found = sample(fit, 1, noise_temperature(fit), kept=MOST_KEPT)
    error = np.sqrt(parameter_covariance(fit)[-1, -1])
    assert np.std(found.reference_energies) == pytest.approx(error, rel=4 / np.sqrt(1000))
    assert "reference_energy" in samples_record(fit, found)["parameters"]


def test_samples_stay_within_the_bounds(noisy):
    bounds = {"lennard-jones": {"sigma": {"lower": 3.399, "upper": 3.401}}}
    fit = judged_fit("lennard-jones", noisy, constraints=bounds).fit
    found = sample(fit, 1, 1e3 * noise_temperature(fit), kept=MOST_KEPT)
    low, high = found.values[:, 1].min(), found.values[:, 1].max()
    assert 3.399 <= low < 3.3993
    assert 3.4007 < high <= 3.401


@pytest.mark.usefixtures("short")
def test_fixed_and_tied_parameters_stay_so(noisy):
    constraints = {
        "mie": {
            "epsilon": {"fixed": 0.0104},
            "repulsive_exponent": {"tied_to": "attractive_exponent", "factor": 2.0},
        }
    }
    found = sample(judged_fit("mie", noisy, constraints=constraints).fit, 1, kept=50)
    assert (found.values[:, 0] == 0.0104).all()
    np.testing.assert_allclose(found.values[:, 2], 2 * found.values[:, 3], rtol=1e-14)
    assert np.std(found.values[:, 3]) > 0


@pytest.mark.usefixtures("short")
def test_parameters_that_can_be_exchanged_keep_their_order(mie):
    found = sample(mie, 1)
    assert found.diagnostics["ordered"] == ["repulsive_exponent > attractive_exponent"]
    assert (found.values[:, 2] > found.values[:, 3]).all()


@pytest.mark.usefixtures("short")
def test_a_parameter_that_only_its_bounds_limit_is_named(mie):
    hot = sample(mie, 1, 1e6 * ensemble_temperature(mie), kept=50)
    assert "repulsive_exponent" in hot.diagnostics["open"]
    assert "do not limit" in hot.diagnostics["sentence"]
    assert sample(mie, 1, noise_temperature(mie), kept=50).diagnostics["open"] == []


def test_exact_data_have_an_ensemble_without_width(exact):
    fit = judged_fit("lennard-jones", exact).fit
    found = sample(fit, 1)
    np.testing.assert_allclose(found.values, np.tile(TRUTH, (400, 1)), rtol=1e-6)


@pytest.mark.usefixtures("short")
def test_chains_that_do_not_converge_are_warned_of(mie):
    found = sample(mie, 1, kept=50).diagnostics
    assert not found["converged"]
    assert found["steps"] == 100
    assert found["sentence"].startswith("warning: the chains have not converged")


def test_directions_that_the_data_leave_open_keep_the_optimum(noisy):
    # Atoms are nowhere closer than 2 Å.
    knots = {"spline": {"knots_A": [1.0, 1.5, 4.0, 4.6, 5.5, 7.0], "number": 6}}
    fit = judged_fit("spline", noisy, **knots).fit
    found = normal_samples(fit, child_generator(1, "test"), noise_temperature(fit), 50)
    assert found.diagnostics["open_directions"] == 2
    np.testing.assert_allclose(found.values[:, :2], 0, atol=1e-9)
    assert (np.std(found.values[:, 2:], axis=0) > 1e-6).all()
