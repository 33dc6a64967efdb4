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

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.splits import child_generator
from pairwright.fit.engine import Fit
from pairwright.fit.solve import Problem
from pairwright.fit.uncertainty import UNDETERMINED
from pairwright.judging.chains import converged_chain
from pairwright.judging.directions import free_names, free_numbers
from pairwright.judging.profiles import LEVELS, Side, has_bound, profile_side
from pairwright.judging.space import ManyParameters, Space, costs

FloatArray = npt.NDArray[np.float64]

MOST_KEPT = 500
WALKERS = 32
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
    chain, diagnostics = converged_chain(log_probability, start, generator)
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
