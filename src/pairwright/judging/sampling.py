"""Ensembles of potentials: parameters drawn from exp(-C / T).

The cost C = chi^2 / 2 is half the sum of squared residuals over their weights, priors of the
configuration included; for the rest the distribution is flat in the free numbers of the fit, within
their bounds. Residuals of a simple potential are model error, and the temperature says how far that
reaches: at

    T0 = 2 C_min / N = chi^2_min / N,  with N numbers fitted,

a quadratic cost is N T0 / 2 = C_min above its minimum on average, so that the potentials of the
ensemble are about as wrong as the best one. (A factor in C cancels in C / T0.) At the noise
temperature chi^2_min / (n - N), with n residuals, variances are those of the covariance, which
takes the residuals for independent noise; the two differ by (n - N) / N.
Source: S. L. Frederiksen, K. W. Jacobsen, K. S. Brown and J. P. Sethna, Phys. Rev. Lett. 93,
165501 (2004); potfit and KLIFF sample at the same T0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.splits import child_generator
from pairwright.fit.engine import Fit
from pairwright.fit.solve import Problem
from pairwright.fit.uncertainty import UNDETERMINED
from pairwright.fit.variables import REACH
from pairwright.fit.vector import node_vectors
from pairwright.judging.directions import free_names, free_numbers
from pairwright.judging.profiles import LEVELS, Side, has_bound, profile_side

FloatArray = npt.NDArray[np.float64]

MOST_KEPT = 500
WALKERS = 32
STEPS, MOST_STEPS = 1000, 8000
"""Steps that a chain has at first, and at most, when it does not converge before."""
BURN_IN = 0.25
"""Share of a chain that is forgotten."""
ENOUGH_TIMES, LARGEST_R_HAT = 50, 1.05
"""A chain has converged when it is so many autocorrelation times long and its parts agree."""
WIDEST, SCATTER = 1.0, 0.1
"""Coordinates of walkers count in standard deviations, or in so many natural units if that is less;
walkers start so far around the points of profiles."""
INTERVAL = LEVELS["interval_95"]
QUANTILES = (0.025, 0.16, 0.5, 0.84, 0.975)
EXACT = 1e-12
"""At temperatures below this nothing is left to sample: the model meets the data exactly."""


@dataclass(frozen=True)
class Samples:
    """An ensemble: ``values`` (s, k) of the parameters and ``reference_energies`` (s,) in eV.

    ``costs`` (s,) are chi^2 / 2 and ``temperature`` counts like them; ``diagnostics`` say how the
    samples were drawn and whether they can be trusted.
    """

    values: FloatArray
    reference_energies: FloatArray
    costs: FloatArray
    temperature: float
    diagnostics: dict[str, Any]


def ensemble_temperature(fit: Fit) -> float:
    """Return T0 = chi^2_min / N of the potential ensemble."""
    return fit.solution.sum_of_squares / max(len(free_names(fit.problem)), 1)


def noise_temperature(fit: Fit) -> float:
    """Return chi^2_min / (n - N), at which the ensemble has the covariance's variances."""
    degrees = fit.solution.count - len(free_names(fit.problem))
    return fit.solution.sum_of_squares / max(degrees, 1)


def sample(fit: Fit, seed: int, temperature: float | None = None, kept: int = 400) -> Samples:
    """Draw ``kept`` potentials (500 at most) at a ``temperature``, by default T0.

    Where the model is linear in its parameters, exp(-C / T) is a normal distribution and is drawn
    from directly; elsewhere by :func:`chain_samples`.
    """
    at = ensemble_temperature(fit) if temperature is None else temperature
    model = fit.problem.variables.model
    generator = child_generator(seed, f"samples of {model.name}")
    draw = normal_samples if model.form.linear or at <= EXACT else chain_samples
    return draw(fit, generator, at, min(kept, MOST_KEPT))


def normal_samples(
    fit: Fit, generator: np.random.Generator, temperature: float, kept: int
) -> Samples:
    """Draw from the normal distribution with the covariance T (J^T J)^-1, whatever the bounds.

    In directions that the data leave open the samples are where the optimum is.
    """
    directions, deviations = _principal_directions(fit, temperature)
    known = np.isfinite(deviations)
    steps = directions[:, known] * deviations[known]
    z = free_numbers(fit) + generator.standard_normal((kept, int(known.sum()))) @ steps.T
    diagnostics = {
        "method": "normal distribution",
        "effective_samples": float(kept),
        "open_directions": int(np.sum(~known)),
        "converged": True,
        "sentence": "The samples were drawn from a normal distribution directly.",
    }
    return _samples(fit.problem, z, temperature, diagnostics)


def _principal_directions(fit: Fit, temperature: float) -> tuple[FloatArray, FloatArray]:
    """Return unit vectors (f, f) in columns, and the standard deviations (f,) along them.

    Infinite where the data leave a direction open. The vectors are independent in the data, not at
    right angles.
    """
    jacobian = fit.solution.jacobian
    norms = np.linalg.norm(jacobian, axis=0)
    norms[norms == 0] = 1.0
    _, singular, rows = np.linalg.svd(jacobian / norms, full_matrices=len(jacobian) < len(norms))
    singular = np.append(singular, np.zeros(len(rows) - len(singular)))
    directions = rows.T / norms[:, None]
    lengths = np.linalg.norm(directions, axis=0)
    known = singular > UNDETERMINED * singular[0]
    deviations = np.full(len(lengths), np.inf)
    deviations[known] = lengths[known] * np.sqrt(temperature) / singular[known]
    return directions / lengths, deviations


def chain_samples(
    fit: Fit, generator: np.random.Generator, temperature: float, kept: int
) -> Samples:
    """Sample exp(-C / T) by Markov chains of many walkers, which move along their differences.

    The walkers start along the profiles of the parameters at this temperature; the chain is
    prolonged until it has converged. Any walker at any step after the burn-in is as good as any
    other: ``kept`` of them are drawn. ``diagnostics`` have ``acceptance``, the longest integrated
    ``autocorrelation_time`` in steps, ``effective_samples`` of the whole chain, ``r_hat`` (the
    largest, of walkers cut in halves), ``steps``, ``walkers``, ``converged``, and a ``sentence``;
    ``open`` names parameters that only their bounds limit: Delta of their profile at T does not
    reach 3.84. ``ordered`` are parameters that could be exchanged otherwise.
    Source: D. Foreman-Mackey et al., Publ. Astron. Soc. Pac. 125, 306 (2013); the moves are those
    of C. J. F. ter Braak, Stat. Comput. 16, 239 (2006).
    """
    optimum, space, names = free_numbers(fit), Space.of(fit), free_names(fit.problem)
    parameters = ManyParameters.of(fit.problem)
    directions, deviations = _principal_directions(fit, temperature)
    steps = directions * np.minimum(deviations, WIDEST)

    def log_probability(y: FloatArray) -> FloatArray:
        z = optimum + y @ steps.T
        result, inside = np.full(len(z), -np.inf), space.holds(z)
        if inside.any():
            found = -costs(fit.problem, *parameters(z[inside])) / temperature
            result[inside] = np.where(np.isfinite(found), found, -np.inf)
        return result

    sides = [
        profile_side(fit.problem, optimum, temperature, place, sign, reach=2.0)
        for place in range(len(names))
        for sign in (-1, 1)
    ]
    around = _starts(sides, generator, max(WALKERS, 8 * len(names)))
    around = around + SCATTER * generator.standard_normal(around.shape) @ steps.T
    start = np.asarray(np.linalg.solve(steps, (space.mirrored(around) - optimum).T).T, dtype=float)
    chain, diagnostics = _converged_chain(log_probability, start, generator)
    diagnostics["ordered"] = [f"{names[more]} > {names[less]}" for more, less in space.order]
    diagnostics["open"] = _open(fit, sides)
    diagnostics["sentence"] = _sentence(diagnostics)
    flat = chain.reshape(-1, len(optimum))
    chosen = np.sort(generator.choice(len(flat), kept, replace=False))
    return _samples(fit.problem, optimum + flat[chosen] @ steps.T, temperature, diagnostics)


def _starts(sides: list[Side], generator: np.random.Generator, walkers: int) -> FloatArray:
    """Draw free numbers (w, f) from the points of profiles that are inside the 95 % intervals."""
    points = np.concatenate([side.path[side.deltas <= INTERVAL] for side in sides])
    return np.asarray(points[generator.integers(len(points), size=walkers)])


def _open(fit: Fit, sides: list[Side]) -> list[str]:
    """Return the names of parameters that the data do not limit on one side, nor a bound."""
    names = free_names(fit.problem)
    keys = ("lower", "upper") * len(names)
    found = [
        names[side.place]
        for side, key in zip(sides, keys, strict=True)
        if side.deltas.max() < INTERVAL and not has_bound(fit, side.place, key)
    ]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Space:
    """Where free numbers may be: between ``low`` and ``high`` (f,), and in order.

    ``order`` are places of two numbers of which the first must be the larger one, as Mie's
    exponents, which may be exchanged: half of the space has all potentials then.
    """

    low: FloatArray
    high: FloatArray
    order: list[tuple[int, int]]

    @classmethod
    def of(cls, fit: Fit) -> "Space":
        """Take the bounds of a fit; numbers without any end far from the optimum."""
        low, high = fit.problem.bounds()
        centre = free_numbers(fit)
        low, high = np.maximum(low, centre - REACH), np.minimum(high, centre + REACH)
        return cls(low, high, exchangeable(fit))

    def holds(self, z: FloatArray) -> npt.NDArray[np.bool_]:
        """Say which rows of ``z`` (w, f) are inside."""
        inside = np.all((self.low <= z) & (z <= self.high), axis=1)
        for more, less in self.order:
            inside &= z[:, more] > z[:, less]
        return np.asarray(inside)

    def mirrored(self, z: FloatArray) -> FloatArray:
        """Return ``z`` (w, f) with what is outside mirrored to the inside."""
        z = np.where(z < self.low, 2 * self.low - z, z)
        z = np.clip(np.where(z > self.high, 2 * self.high - z, z), self.low, self.high)
        for more, less in self.order:
            pair = np.sort(z[:, [less, more]], axis=1)
            z[:, less], z[:, more] = pair.T
        return z


def exchangeable(fit: Fit) -> list[tuple[int, int]]:
    """Return the places of free numbers of which the first is to be the larger one.

    None where the form says nothing of the kind, or constraints tell its parameters apart.
    """
    variables = fit.problem.variables
    pair = variables.model.form.larger_first
    if pair is None or not set(pair) <= set(variables.free):
        return []
    wrong = fit.solution.parameters.copy()
    wrong[list(pair)] = 1.0, 2.0
    if np.array_equal(variables.in_order(wrong), wrong):
        return []
    return [(variables.free.index(pair[0]), variables.free.index(pair[1]))]


@dataclass(frozen=True)
class ManyParameters:
    """Parameters for many sets of free numbers at once.

    They are ``constant`` (k,) plus e @ ``slopes`` (f, k), with e = exp(z) of numbers z that are
    ``logarithmic`` (f,) and e = z of others. ``reference_energy`` (eV) is None when it is the last
    of the numbers.
    """

    logarithmic: npt.NDArray[np.bool_]
    constant: FloatArray
    slopes: FloatArray
    reference_energy: float | None

    @classmethod
    def of(cls, problem: Problem) -> "ManyParameters":
        """Read constant and slopes off the parameters at e = 0, and at each e = 1."""
        variables = problem.variables
        parameters = variables.model.parameters
        logarithmic = np.array([parameters[place].logarithmic for place in variables.free])
        zero, one = np.where(logarithmic, -np.inf, 0.0), np.where(logarithmic, 0.0, 1.0)
        constant = variables.values(zero)
        units = [variables.values(np.where(unit, one, zero)) for unit in np.eye(len(one)) > 0]
        return cls(logarithmic, constant, np.stack(units) - constant, problem.reference_energy)

    def __call__(self, z: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return parameters (w, k) and reference energies (w,) of free numbers (w, f)."""
        numbers = z[:, : len(self.logarithmic)]
        powers = np.where(self.logarithmic, np.exp(np.where(self.logarithmic, numbers, 0)), numbers)
        known = self.reference_energy
        references = z[:, -1] if known is None else np.full(len(z), known)
        return self.constant + powers @ self.slopes, references


def costs(problem: Problem, values: FloatArray, reference_energies: FloatArray) -> FloatArray:
    """Return C = chi^2 / 2 (w,) of parameters (w, k) and reference energies (w,) in eV."""
    sums, variables = problem.sums, problem.variables
    with np.errstate(all="ignore"):
        u = node_vectors(variables.model, sums.nodes, values.T, reference_energies)
        squares = np.sum((sums.rows @ u) ** 2, axis=0)
        for place, mean, deviation in variables.priors():
            squares += ((values[:, place] - mean) / deviation) ** 2
    return np.asarray(squares / 2)


def _converged_chain(
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


def _sentence(diagnostics: dict[str, Any]) -> str:
    times, r_hat = diagnostics["length_in_times"], diagnostics["r_hat"]
    said = f"{times:.0f} autocorrelation times long, R-hat {r_hat:.3f}"
    if diagnostics["open"]:
        said += f"; at this temperature the data do not limit {', '.join(diagnostics['open'])}"
    if diagnostics["converged"]:
        independent = diagnostics["effective_samples"]
        return f"The chains converged to {independent:.0f} independent samples ({said})."
    return (
        f"warning: the chains have not converged ({said}): the ensemble may be wider than what "
        "was sampled; bound or fix parameters in fit.constraints"
    )


def _samples(
    problem: Problem, z: FloatArray, temperature: float, diagnostics: dict[str, Any]
) -> Samples:
    values, references = ManyParameters.of(problem)(z)
    found = costs(problem, values, references)
    return Samples(values, references, found, temperature, diagnostics)


def samples_record(fit: Fit, samples: Samples) -> dict[str, Any]:
    """Describe an ensemble: mean, standard deviation and quantiles of everything that was fitted.

    ``cost_ratio`` is the mean cost over the least one; at T0 it is 2 where the cost is quadratic.
    """
    names = [parameter.name for parameter in fit.problem.variables.model.parameters]
    columns = dict(zip(names, samples.values.T, strict=True))
    columns["reference_energy"] = samples.reference_energies
    least = fit.solution.sum_of_squares / 2
    return {
        "temperature": samples.temperature,
        "samples": len(samples.costs),
        "cost_ratio": float(np.mean(samples.costs)) / least if least > 0 else None,
        "diagnostics": samples.diagnostics,
        "parameters": {
            name: {
                "mean": float(np.mean(columns[name])),
                "standard_deviation": float(np.std(columns[name], ddof=1)),
                "quantiles": {
                    str(q): float(value)
                    for q, value in zip(
                        QUANTILES, np.quantile(columns[name], QUANTILES), strict=True
                    )
                },
            }
            for name in free_names(fit.problem)
        },
    }
