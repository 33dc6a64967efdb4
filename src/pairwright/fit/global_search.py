"""A start found by looking everywhere: differential evolution on the sums of a database."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, differential_evolution

from pairwright.fit.solve import Problem
from pairwright.fit.sums import REFERENCE
from pairwright.fit.variables import Variables

FloatArray = npt.NDArray[np.float64]

FACTOR = 100.0
"""Parameters are sought within this factor of where the form's table starts, and in the bounds."""
ALIKE = 0.01
"""The search ends when the logarithms of all trials' sums of squares differ by less than this."""
NOWHERE = 1e3
"""What is taken for the logarithm of the sum of squares where energies are not finite."""


def global_start(problem: Problem, seed: int) -> FloatArray:
    """Return the parameters (k,) with the lowest sum of squares that differential evolution finds.

    A reference energy that is to be fitted is at its best for each trial.
    Source: R. Storn and K. Price, J. Glob. Optim. 11, 341 (1997), as in scipy.
    """
    low, high = _sought(problem.variables)
    column = problem.sums.rows[:, REFERENCE]
    small = 1e-6 * problem.sums.count

    def cost(z: FloatArray) -> float:
        with np.errstate(all="ignore"):
            if problem.reference_energy is None:
                residuals = problem.residuals(np.append(z, 0.0))
                rows = residuals[: len(column)]
                rows -= column * (column @ rows) / (column @ column)
            else:
                residuals = problem.residuals(z)
            total = float(np.dot(residuals, residuals))
        return float(np.log(total + small)) if np.isfinite(total) else NOWHERE

    found = differential_evolution(
        cost,
        Bounds(low, high),
        tol=0.0,
        atol=ALIKE,
        rng=np.random.default_rng(seed),
        polish=False,
    )
    return problem.variables.in_order(problem.variables.values(found.x))


def _sought(variables: Variables) -> tuple[FloatArray, FloatArray]:
    """Return the lowest and the highest free numbers (f,) that are tried."""
    parameters = variables.model.parameters
    starts = variables.numbers(variables.scales * [parameter.start for parameter in parameters])
    logarithmic = np.array([parameters[place].logarithmic for place in variables.free])
    low, high = variables.bounds()
    middle = np.clip(starts, low, high)
    reach = np.where(logarithmic, np.log(FACTOR), FACTOR * np.abs(starts))
    return np.maximum(low, middle - reach), np.minimum(high, middle + reach)
