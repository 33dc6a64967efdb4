"""One more fit of a judged model, to other sums of its database."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pairwright.errors import PairwrightError
from pairwright.fit.engine import Fit
from pairwright.fit.solve import Problem, Solution, solve
from pairwright.fit.sums import Sums
from pairwright.fit.uncertainty import undetermined

FloatArray = npt.NDArray[np.float64]

CONVERGED = 1e-6
"""At an optimum a further step would lower the sum of squares by less than this share ..."""
NEGLIGIBLE = 1e-12
"""... or each squared residual by less than this; a residual is one where it is as large as its
weight."""
MARGIN = 1e-2
"""How far from its bound, in natural units or logarithms, a parameter starts."""


def refit(fit: Fit, sums: Sums, starts: Sequence[FloatArray]) -> Solution:
    """Fit the model of ``fit`` to other ``sums``, from each of ``starts`` (k,).

    A model that is linear in its parameters is solved at once; of parameters that the data leave
    open it takes the smallest.
    Raises PairwrightError when there is no optimum, the fit does not get there, or the data leave
    a direction of other parameters open.
    """
    other = replace(fit.problem, sums=sums)
    inner = [_away_from_bounds(other, start) for start in starts]
    solution = solve(other, inner, fit.solution.reference_energy)
    inside = inside_bounds(other, solution)
    if other.variables.model.form.linear:
        return solution
    if undetermined(solution.jacobian[:, inside]) is not None:
        raise PairwrightError("the data do not determine the parameters")
    if not _converged(other, solution, inside):
        raise PairwrightError("the fit does not converge")
    return solution


def _away_from_bounds(problem: Problem, start: FloatArray) -> FloatArray:
    """Return a start (k,) from which a parameter at its bound can go both ways.

    A descent from the bound itself creeps along it.
    """
    variables = problem.variables
    low, high = variables.bounds()
    margin = np.minimum(MARGIN, (high - low) / 4)
    return variables.values(np.clip(variables.numbers(start), low + margin, high - margin))


def inside_bounds(problem: Problem, solution: Solution) -> npt.NDArray[np.bool_]:
    """Mark the free numbers (f,) that did not go as far as they may."""
    parameters = problem.variables.model.parameters
    inside = [parameters[place].name not in solution.at_bound for place in problem.variables.free]
    return np.array(inside + [True] * (problem.reference_energy is None), dtype=bool)


def _converged(problem: Problem, solution: Solution, inside: npt.NDArray[np.bool_]) -> bool:
    """Say whether one more Gauss-Newton step would change next to nothing."""
    z = problem.variables.numbers(solution.parameters)
    if problem.reference_energy is None:
        z = np.append(z, solution.reference_energy)
    residuals = problem.residuals(z)
    columns, _ = np.linalg.qr(solution.jacobian[:, inside])
    gain = float(np.sum((columns.T @ residuals) ** 2))
    limit = CONVERGED * float(residuals @ residuals) + NEGLIGIBLE * solution.count
    return bool(gain <= limit)
