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
"""At an optimum a further step lowers the sum of squares by less than this share ..."""
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
    """Say whether no Gauss-Newton step, nor a part of one, leads any lower.

    Steps are tried one direction after the other: where two exponents merge one of them is beyond
    what a linear step knows, and must not spoil the others.
    """
    z = problem.variables.numbers(solution.parameters)
    if problem.reference_energy is None:
        z = np.append(z, solution.reference_energy)
    residuals = problem.residuals(z)
    total = float(residuals @ residuals)
    limit = CONVERGED * total + NEGLIGIBLE * solution.count
    jacobian = solution.jacobian[:, inside]
    norms = np.linalg.norm(jacobian, axis=0)
    columns, singular, directions = np.linalg.svd(jacobian / norms, full_matrices=False)
    promised = columns.T @ residuals
    for place in np.flatnonzero(promised**2 > limit):
        step = np.zeros(len(z))
        step[inside] = -promised[place] / singular[place] * directions[place] / norms
        if _lowest(problem, z, step) < total - limit:
            return False
    return True


def _lowest(problem: Problem, z: FloatArray, step: FloatArray) -> float:
    """Return the least sum of squares along a step (f,) from z (f,), within the bounds."""
    found = []
    with np.errstate(all="ignore"):
        for share in (1.0, 1e-1, 1e-2, 1e-3):
            residuals = problem.residuals(np.clip(z + share * step, *problem.bounds()))
            found.append(float(residuals @ residuals))
    return min((total for total in found if np.isfinite(total)), default=np.inf)
