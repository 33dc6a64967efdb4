"""A start found by looking everywhere: differential evolution on the sums of a database."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, differential_evolution

from pairwright.fit.solve import Problem
from pairwright.fit.sums import REFERENCE

FloatArray = npt.NDArray[np.float64]

FACTOR = 100.0
"""Parameters are sought within this factor of where the form's table starts, and in the bounds."""


def global_start(problem: Problem, seed: int) -> FloatArray:
    """Return the parameters (k,) with the lowest sum of squares that differential evolution finds.

    A reference energy that is to be fitted is at its best for each trial.
    Source: R. Storn and K. Price, J. Glob. Optim. 11, 341 (1997), as in scipy.
    """
    variables = problem.variables
    parameters = [variables.model.parameters[place] for place in variables.free]
    scales = variables.scales[variables.free]
    low, high = variables.bounds()
    for number, (parameter, scale) in enumerate(zip(parameters, scales, strict=True)):
        natural = scale * parameter.start - (parameter.lower if parameter.logarithmic else 0.0)
        if parameter.logarithmic:
            reach = np.log([natural / FACTOR, natural * FACTOR])
        else:
            reach = np.array([-1.0, 1.0]) * parameter.start * FACTOR
        low[number], high[number] = max(low[number], reach[0]), min(high[number], reach[1])
    column = problem.sums.rows[:, REFERENCE]

    def cost(z: FloatArray) -> float:
        with np.errstate(all="ignore"):
            if problem.reference_energy is None:
                residuals = problem.residuals(np.append(z, 0.0))
                rows = residuals[: len(column)]
                rows -= column * (column @ rows) / (column @ column)
            else:
                residuals = problem.residuals(z)
            total = float(np.dot(residuals, residuals))
        return total if np.isfinite(total) else 1e300

    found = differential_evolution(
        cost, Bounds(low, high), rng=np.random.default_rng(seed), polish=False
    )
    return variables.values(found.x)
