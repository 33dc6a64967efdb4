"""Markov chains of many walkers, prolonged until they have converged."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

STEPS, MOST_STEPS = 1000, 8000
"""Steps that a chain has at first, and at most, when it does not converge before."""
BURN_IN = 0.25
"""Share of a chain that is forgotten."""
ENOUGH_TIMES, LARGEST_R_HAT = 50, 1.05
"""A chain has converged when it is so many autocorrelation times long and its parts agree."""


def converged_chain(
    log_probability: Callable[[FloatArray], FloatArray],
    start: FloatArray,
    generator: np.random.Generator,
) -> tuple[FloatArray, dict[str, Any]]:
    """Prolong a chain from ``start`` (w, f) until it has converged or is as long as it may be.

    Returns the chain (steps, w, f) after the burn-in, and its diagnostics.
    """
    import emcee  # half a second of imports, for whoever samples only

    moves = [(emcee.moves.DEMove(), 0.9), (emcee.moves.DEMove(gamma0=1.0), 0.1)]
    sampler = emcee.EnsembleSampler(*start.shape, log_probability, moves=moves, vectorize=True)
    sampler.random_state = np.random.MT19937(int(generator.integers(2**32))).state
    state, steps = start, STEPS
    while True:
        state = sampler.run_mcmc(state, steps - sampler.iteration, skip_initial_state_check=True)
        chain = sampler.get_chain()[int(BURN_IN * steps) :]
        diagnostics = chain_diagnostics(chain) | {
            "method": "Markov chains",
            "acceptance": float(np.mean(sampler.acceptance_fraction)),
            "steps": steps,
        }
        if diagnostics["converged"] or steps >= MOST_STEPS:
            return chain, diagnostics
        steps = min(_longer(steps, diagnostics["autocorrelation_time"]), MOST_STEPS)


def _longer(steps: int, time: float) -> int:
    """Return how many steps to prolong a chain to: half as many more, or as its time asks for."""
    wanted = 1.1 * ENOUGH_TIMES * time / (1 - BURN_IN) if np.isfinite(time) else 0.0
    return int(max(1.5 * steps, min(wanted, 4 * steps)))


def chain_diagnostics(chain: FloatArray) -> dict[str, Any]:
    """Judge a chain (steps, walkers, f): its autocorrelation time, and whether its parts agree.

    ``r_hat`` compares the variance between half-chains of single walkers with that within.
    Source: A. Gelman et al., Bayesian Data Analysis, 3rd edition (2013), chapter 11.
    """
    from emcee.autocorr import integrated_time

    length, walkers, _ = chain.shape
    with np.errstate(all="ignore"):
        time = float(np.max(integrated_time(chain, tol=0)))
        r_hat = float(np.max(_r_hat(chain)))
    enough = np.isfinite(time) and length >= ENOUGH_TIMES * time
    converged = bool(enough and r_hat <= LARGEST_R_HAT)
    effective = length * walkers / time if np.isfinite(time) else 0.0
    return {
        "autocorrelation_time": time,
        "effective_samples": effective,
        "r_hat": r_hat,
        "walkers": walkers,
        "converged": converged,
        "length_in_times": length / time,
    }


def _r_hat(chain: FloatArray) -> FloatArray:
    """Return the potential scale reduction (f,) of each number."""
    half = len(chain) // 2
    parts = np.concatenate([chain[:half], chain[-half:]], axis=1)
    within = np.mean(np.var(parts, axis=0, ddof=1), axis=0)
    between = np.var(np.mean(parts, axis=0), axis=0, ddof=1)
    return np.asarray(np.sqrt((half - 1) / half + between / within))
