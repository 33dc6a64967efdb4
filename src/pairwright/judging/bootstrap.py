"""How parameters scatter when groups of rows are drawn again: error bars that know of siblings.

Groups are drawn within each structure: which crystals the database has was somebody's choice, not
chance, and a resample without one of them would be a fit to another kind of database (leaving
crystals out asks that). Rows of one group are distortions of one crystal at one volume, their
residuals alike, so a group is drawn as a whole. Of n groups n - 1 are drawn, each counting
n / (n - 1) times; with n of n the variance would be too small by (n - 1) / n. A structure of a
single group keeps it: there is nothing to say how groups of its kind scatter.
Source: J. N. K. Rao and C. F. J. Wu, J. Am. Stat. Assoc. 83, 231 (1988).
"""

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.splits import child_generator
from pairwright.errors import PairwrightError
from pairwright.fit.least_squares import parameter_errors
from pairwright.judging.judged import Judged, Units
from pairwright.judging.refit import refit
from pairwright.judging.words import two_digits

FloatArray = npt.NDArray[np.float64]
LOGGER = logging.getLogger("pairwright")

FEWEST = 10
"""Resamples without which nothing is said about scatter."""


@dataclass(frozen=True)
class Resamples:
    """Optima of resampled databases: ``parameters`` (k, s), ``reference_energies`` (s,) in eV.

    ``failed`` resamples have no optimum and are not among them.
    """

    parameters: FloatArray
    reference_energies: FloatArray
    failed: int


def drawn_weights(units: Units, generator: np.random.Generator) -> FloatArray:
    """Return how much each unit (g,) counts in one resample of the training units."""
    weights = np.zeros(len(units))
    for structure in np.unique(units.structures):
        mine = np.flatnonzero(units.training & (units.structures == structure))
        n = len(mine)
        if n == 1:
            weights[mine] = 1.0
        elif n:
            weights[mine] = generator.multinomial(n - 1, np.full(n, 1 / n)) * (n / (n - 1))
    return weights


def resamples(judged: Judged) -> Resamples:
    """Draw ``fit.judging.bootstrap`` resamples and fit each, from the judged optimum.

    Raises PairwrightError when nearly all of them fail.
    """
    number = judged.options["judging"]["bootstrap"]
    generator = child_generator(judged.options["seed"], "bootstrap of groups")
    start, form = judged.fit.solution.parameters, judged.fit.problem.variables.model.name
    found, reason = [], ""
    for done in range(1, number + 1):
        sums = judged.sums.joined(drawn_weights(judged.units, generator))
        try:
            found.append(refit(judged.fit, sums, [start]))
        except PairwrightError as error:
            reason = str(error)
        if done % max(number // 4, 1) == 0:
            LOGGER.info("bootstrap: %d of %d resamples, %d failed", done, number, done - len(found))
    if len(found) < FEWEST:
        raise PairwrightError(
            f"{form}: only {len(found)} of {number} resamples of the groups can be fitted, the "
            f"last was refused with: {reason}; add rows, or fix a parameter in fit.constraints"
        )
    return Resamples(
        np.array([solution.parameters for solution in found]).T,
        np.array([solution.reference_energy for solution in found]),
        number - len(found),
    )


def described(values: FloatArray) -> dict[str, float | None]:
    """Return mean, standard deviation and percentiles of values (s,); NaN are left out.

    None when fewer than two are left.
    """
    known = values[np.isfinite(values)]
    names = ("lower_95", "lower_68", "median", "upper_68", "upper_95")
    if len(known) < 2:
        return dict.fromkeys(("mean", "standard_deviation", *names))
    percentiles = np.percentile(known, [2.5, 15.865, 50, 84.135, 97.5])
    return {
        "mean": float(known.mean()),
        "standard_deviation": float(known.std(ddof=1)),
        **dict(zip(names, percentiles.tolist(), strict=True)),
    }


def correlations(parameters: FloatArray) -> list[list[float | None]]:
    """Return the correlation matrix (k, k) of samples (k, s); None for one that does not vary."""
    centred = parameters - parameters.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(centred, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        matrix = centred @ centred.T / np.outer(lengths, lengths)
    return [[float(v) if np.isfinite(v) else None for v in row] for row in matrix]


def bootstrap_record(judged: Judged, found: Resamples) -> dict[str, Any]:
    """Return the scatter of parameters and, if it was fitted, of the reference energy (eV).

    Each has mean, standard deviation and percentiles, and how many ``times_covariance`` the
    standard deviation is the standard error of the covariance. ``correlations`` are in the order
    of their ``names``.
    """
    names, samples, errors = fitted_numbers(judged, found)
    parameters = {}
    for name, values, error in zip(names, samples, errors, strict=True):
        said = described(values)
        deviation = said["standard_deviation"]
        times = deviation / error if error and deviation is not None else None
        parameters[name] = said | {"times_covariance": times}
    record: dict[str, Any] = {
        "resamples": judged.options["judging"]["bootstrap"],
        "failed": found.failed,
        "groups": {
            name: int(np.sum(judged.units.training & (judged.units.structures == name)))
            for name in np.unique(judged.units.structures).tolist()
        },
        "parameters": parameters,
        "correlations": {"names": names, "matrix": correlations(samples)},
    }
    return record | {"sentence": _sentence(record)}


def fitted_numbers(
    judged: Judged, found: Resamples
) -> tuple[list[str], FloatArray, list[float | None]]:
    """Return names, samples (k, s) and the covariance's standard errors of what was fitted."""
    problem = judged.fit.problem
    names = [parameter.name for parameter in problem.variables.model.parameters]
    errors, reference_error = parameter_errors(judged.fit)
    if problem.reference_energy is not None:
        return names, found.parameters, errors
    samples = np.vstack([found.parameters, found.reference_energies])
    return [*names, "reference_energy"], samples, [*errors, reference_error]


def _sentence(record: dict[str, Any]) -> str:
    failed = f", {record['failed']} of which failed," if record["failed"] else ""
    times = [
        entry["times_covariance"]
        for entry in record["parameters"].values()
        if entry["times_covariance"] is not None
    ]
    said = f"In {record['resamples']} resamples of the groups{failed} the parameters scatter"
    if not times:
        return f"{said}; the covariance gives them no error to compare with."
    least, most = (two_digits(value) for value in (min(times), max(times)))
    factor = least if least == most else f"{least} to {most}"
    return f"{said} {factor} times as much as the covariance says."
