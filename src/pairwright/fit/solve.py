"""Least squares for any model on the sums of a database, with the exact Jacobian."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import OptimizeResult, least_squares

from pairwright.errors import PairwrightError
from pairwright.fit.linear import linear_parameters
from pairwright.fit.sums import REFERENCE, Sums
from pairwright.fit.variables import Variables
from pairwright.fit.vector import node_derivatives, node_vector

FloatArray = npt.NDArray[np.float64]

ROUGH, PRECISE = 1e-4, 1e-14
"""Relative change, of parameters or of the sum of squares, below which an iteration stops: on the
way from each start, and on the way from the best of their ends."""
MOST_EVALUATIONS = 200
AT_BOUND, WELL_INSIDE = 1e-3, 5e-2
"""How near a free number is to its bound when it went as far as it may, and when it may yet."""
SMALL_STEP, SMALLEST_STEP = 1e-4, 1e-12
"""Between these the last steps are, in free numbers, which are of size one."""


@dataclass(frozen=True)
class Solution:
    """The optimum: parameters (k,), reference energy (eV an atom), and how it was reached.

    ``sum_of_squares`` is that of the scaled residuals, priors included; ``count`` of them were
    added up. ``jacobian`` (t, f) is theirs, or that of rows with the same products, in the free
    numbers of :class:`Problem`. ``at_bound`` names parameters that
    went as far as they may. ``starts`` tells the sum of squares that each start led to.
    """

    parameters: FloatArray
    reference_energy: float
    sum_of_squares: float
    count: int
    jacobian: FloatArray
    at_bound: list[str]
    evaluations: int
    starts: list[float]


@dataclass(frozen=True)
class Problem:
    """What is minimised: the data's sums, the variables, and the reference energy if it is known.

    The free numbers are those of the variables, then the reference energy (eV) if it is None.
    """

    sums: Sums
    variables: Variables
    reference_energy: float | None

    def split(self, z: FloatArray) -> tuple[FloatArray, float]:
        """Return parameters (k,) and reference energy (eV)."""
        if self.reference_energy is None:
            return self.variables.values(z[:-1]), float(z[-1])
        return self.variables.values(z), self.reference_energy

    def residuals(self, z: FloatArray) -> FloatArray:
        """Return residuals with the sum of squares of the data's, then those of the priors."""
        values, reference = self.split(z)
        model, nodes = self.variables.model, self.sums.nodes
        found = self.sums.rows @ node_vector(model, nodes, values, reference)
        prior = [(values[place] - mean) / sd for place, mean, sd in self.variables.priors()]
        return np.append(found, prior)

    def by_parameters(self, values: FloatArray) -> FloatArray:
        """Return the Jacobian in the parameters and, if it is fitted, the reference energy."""
        matrix = self.sums.rows @ node_derivatives(self.variables.model, self.sums.nodes, values)
        if self.reference_energy is None:
            matrix = np.column_stack([matrix, self.sums.rows[:, REFERENCE]])
        priors = self.variables.priors()
        more = np.zeros((len(priors), matrix.shape[1]))
        for row, (place, _, deviation) in enumerate(priors):
            more[row, place] = 1 / deviation
        return np.concatenate([matrix, more])

    def chain(self, values: FloatArray) -> FloatArray:
        """Return the derivatives of parameters and reference energy in the free numbers."""
        inner = self.variables.derivatives(values)
        if self.reference_energy is not None:
            return inner
        outer = np.zeros((len(inner) + 1, inner.shape[1] + 1))
        outer[:-1, :-1], outer[-1, -1] = inner, 1.0
        return outer

    def jacobian(self, z: FloatArray) -> FloatArray:
        """Return the Jacobian of the residuals in the free numbers."""
        values, _ = self.split(z)
        return np.asarray(self.by_parameters(values) @ self.chain(values))

    def bounds(self) -> tuple[FloatArray, FloatArray]:
        """Return the lowest and highest free numbers."""
        low, high = self.variables.bounds()
        if self.reference_energy is None:
            return np.append(low, -np.inf), np.append(high, np.inf)
        return low, high


def solve(
    problem: Problem, starts: Sequence[FloatArray], reference_guess: float | None = None
) -> Solution:
    """Minimise the sum of squared residuals, from each of ``starts`` (k,); the best is returned.

    A model that is linear in its parameters, and free, needs one linear solve and no start.
    ``reference_guess`` (eV) is where a fitted reference energy starts; without it, it starts where
    it is best for each of the starts.
    Raises PairwrightError when no start leads to an optimum.
    """
    _check_count(problem)
    variables = problem.variables
    if variables.model.form.linear:
        return _linear_solution(problem)
    begun = [_free_numbers(problem, start, reference_guess) for start in starts]
    if len(begun) == 1 and not _near_bounds(problem, begun[0], WELL_INSIDE).any():
        # Nothing to choose from: there is no need for a rough way to the neighbourhood first.
        straight = _unbounded(problem, _in_order(problem, begun[0]))
        if straight is not None:
            ended = problem.residuals(straight[0])
            return _solution(problem, *straight, [float(ended @ ended)])
    evaluations, ends = 0, []
    for z in begun:
        end = _descent(problem, z, ROUGH)
        if end is not None:
            evaluations += int(end.nfev)
            ends.append(end)
    best = min(ends, key=lambda end: end.cost, default=None)
    finished = None if best is None else _finish(problem, _in_order(problem, best.x))
    if finished is None:
        raise PairwrightError(
            f"the least-squares fit of {variables.model.name} has no optimum from any of "
            f"{len(starts)} starts: its energies are not finite there; give a start or bounds in "
            f"fit.constraints.{variables.model.name}"
        )
    z, steps = finished
    return _solution(problem, z, evaluations + steps, [2 * float(end.cost) for end in ends])


def _free_numbers(problem: Problem, start: FloatArray, guess: float | None) -> FloatArray:
    z = problem.variables.numbers(start)
    if problem.reference_energy is not None:
        return z
    if guess is None:
        column = problem.sums.rows[:, REFERENCE]
        with np.errstate(all="ignore"):
            rest = problem.residuals(np.append(z, 0.0))[: len(column)]
            guess = -float(column @ rest) / (float(column @ column) or 1.0)
    return np.append(z, guess)


def _in_order(problem: Problem, z: FloatArray) -> FloatArray:
    """Return the free numbers of the same potential with its parameters in their order."""
    variables = problem.variables
    values, _ = problem.split(z)
    ordered = z.copy()
    ordered[: len(variables.free)] = variables.numbers(variables.in_order(values))
    return ordered


def _finish(problem: Problem, z: FloatArray) -> tuple[FloatArray, int] | None:
    """Return the optimum next to the end of a start, and how many evaluations it took.

    Away from the bounds they are left aside: Levenberg-Marquardt converges in fewer steps.
    """
    if not _near_bounds(problem, z).any():
        inside = _unbounded(problem, z)
        if inside is not None:
            return inside
    end = _descent(problem, z, PRECISE)
    return None if end is None else (end.x, int(end.nfev))


def _unbounded(problem: Problem, z: FloatArray) -> tuple[FloatArray, int] | None:
    """Return the optimum and the evaluations without bounds; None if it is not within them."""
    end = _descent(problem, z, PRECISE, bounded=False)
    low, high = problem.bounds()
    if end is None or not np.isfinite(end.cost) or not ((low < end.x) & (end.x < high)).all():
        return None
    polished, steps = _polished(problem, end.x)
    return polished, int(end.nfev) + steps


def _polished(problem: Problem, z: FloatArray) -> tuple[FloatArray, int]:
    """Take Gauss-Newton's steps as long as they shrink, and count them.

    The sum of squares is too flat at its minimum to tell where that is; its slope is not.
    """
    last, count = SMALL_STEP, 0
    while True:
        step, *_ = np.linalg.lstsq(problem.jacobian(z), -problem.residuals(z))
        size, count = float(np.abs(step).max()), count + 1
        if not SMALLEST_STEP < size < 0.5 * last:
            return z, count
        z, last = z + step, size


def _descent(
    problem: Problem, z: FloatArray, precision: float, bounded: bool = True
) -> OptimizeResult | None:
    """Return where one start leads; None when the residuals are not finite there."""
    with np.errstate(all="ignore"):
        if not np.isfinite(problem.residuals(z)).all():
            return None
        try:
            return least_squares(
                problem.residuals,
                z,
                problem.jacobian,
                bounds=problem.bounds() if bounded else (-np.inf, np.inf),
                method="trf" if bounded else "lm",
                x_scale="jac",
                max_nfev=MOST_EVALUATIONS,
                xtol=precision,
                ftol=precision,
                gtol=precision,
            )
        except (ValueError, np.linalg.LinAlgError):
            return None


def _near_bounds(
    problem: Problem, z: FloatArray, distance: float = AT_BOUND
) -> npt.NDArray[np.bool_]:
    """Mark the free numbers that went as far as they may, or nearly so."""
    low, high = problem.bounds()
    margin = distance * np.minimum(high - low, 1.0)
    return (z - low < margin) | (high - z < margin)


def _check_count(problem: Problem) -> None:
    name = problem.variables.model.name
    free = len(problem.variables.free) + (problem.reference_energy is None)
    if free == 0:
        raise PairwrightError(
            f"fit.constraints.{name}: nothing is left to vary; leave a parameter free, or take the "
            "form out of fit.forms"
        )
    count = problem.sums.count + len(problem.variables.priors())
    if count < free:
        raise PairwrightError(
            f"{count} numbers cannot determine {free} parameters of {name}; fit more rows, or "
            "weight forces and stresses too"
        )


def _linear_solution(problem: Problem) -> Solution:
    values, reference = linear_parameters(
        problem.variables.model, problem.sums, problem.reference_energy
    )
    free = problem.reference_energy is None
    z = np.append(problem.variables.numbers(values), [reference] if free else [])
    return _solution(problem, z, 1, [])


def _solution(problem: Problem, z: FloatArray, evaluations: int, starts: list[float]) -> Solution:
    values, reference = problem.split(z)
    residuals = problem.residuals(z)
    near = _near_bounds(problem, z)
    parameters = problem.variables.model.parameters
    return Solution(
        parameters=values,
        reference_energy=reference,
        sum_of_squares=float(residuals @ residuals),
        count=problem.sums.count + len(problem.variables.priors()),
        jacobian=problem.by_parameters(values) @ problem.chain(values),
        at_bound=[
            parameters[place].name
            for number, place in enumerate(problem.variables.free)
            if near[number]
        ],
        evaluations=evaluations,
        starts=starts,
    )
