"""Chains are judged by what is known of them: their correlation, and that their parts agree."""

import numpy as np
import pytest

from pairwright.judging.chains import LARGEST_R_HAT, chain_diagnostics


def autoregressive(length, walkers, correlation):
    """Return chains of unit variance, shape (length, walkers, 1), with a known correlation."""
    generator = np.random.default_rng(0)
    noise = generator.standard_normal((length, walkers, 1))
    chain = np.empty_like(noise)
    chain[0] = noise[0]
    for step in range(1, length):
        chain[step] = correlation * chain[step - 1] + np.sqrt(1 - correlation**2) * noise[step]
    return chain


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9])
def test_autocorrelation_times_are_those_of_a_known_process(correlation):
    found = chain_diagnostics(autoregressive(16_000, 16, correlation))
    expected = (1 + correlation) / (1 - correlation)
    assert found["autocorrelation_time"] == pytest.approx(expected, rel=0.1)
    assert found["effective_samples"] == pytest.approx(16_000 * 16 / expected, rel=0.1)
    assert found["r_hat"] < 1.01
    assert found["converged"]


def test_walkers_that_stay_apart_have_not_converged():
    chain = autoregressive(2000, 16, 0.0)
    chain[:, :3] += 2.0
    found = chain_diagnostics(chain)
    assert found["r_hat"] > LARGEST_R_HAT
    assert not found["converged"]


def test_walkers_that_drift_have_not_converged():
    chain = autoregressive(2000, 16, 0.0) + np.linspace(0, 3, 2000)[:, None, None]
    assert not chain_diagnostics(chain)["converged"]
