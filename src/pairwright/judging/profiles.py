"""Profile likelihood: how far each parameter can go while the others follow.

With S(a) the least sum of squares when parameter a is held, and s^2 as for the covariance, the
profile is Delta(a) = [S(a) - S_min] / s^2. Where it reaches 1 and 3.84 the intervals of 68 and 95 %
end. For a linear problem it is a parabola, with the intervals of the covariance; a profile that
levels off below has no end, and one that is steeper on one side has unequal arms.
Source: D. M. Bates and D. G. Watts, Nonlinear Regression Analysis (1988), chapter 6.
"""

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.interpolate import PchipInterpolator
from scipy.optimize import lsq_linear
from scipy.stats import chi2

from pairwright.fit.engine import Fit
from pairwright.fit.least_squares import parameter_covariance
from pairwright.fit.solve import Problem
from pairwright.fit.uncertainty import covariance
from pairwright.judging.directions import free_names, free_numbers

FloatArray = npt.NDArray[np.float64]
LOGGER = logging.getLogger("pairwright")

LEVELS = {"interval_68": 1.0, "interval_95": float(chi2.ppf(0.95, 1))}
"""What Delta is at the ends of an interval."""
REACH, SPACING = 3.0, 3.0 / 7
"""Where a profile ends, and how far its points are apart, in the square root of Delta."""
MOST_TRIALS = 40
"""Points that are tried on each side at most; seven suffice where the profile is a parabola."""
MOST_STEPS, LEAST_DAMPING = 25, 1e-3
"""Steps by which the others follow at most; two to four suffice as a rule."""
FOLLOWED = 1e-9
"""The others have followed when another step promises less than this in Delta."""
EXACT = 1e-12
"""Mean squared residuals (over weights) below this are rounding: there is nothing to profile."""


@dataclass(frozen=True)
class Side:
    """A profile on one side of the optimum, with which it starts.

    ``path`` (p, f) are the free numbers, of which ``place`` is held, ``deltas`` (p,) are Delta
    there; ``bounded`` says that the last one is as far as the number may go.
    """

    path: FloatArray
    place: int
    deltas: FloatArray
    bounded: bool

    @property
    def numbers(self) -> FloatArray:
        """The values (p,) of the free number that is held."""
        return self.path[:, self.place]

    def crossing(self, level: float) -> float | None:
        """Return the number where Delta reaches ``level``, None when it does not."""
        roots = np.sqrt(np.maximum(self.deltas, 0.0))
        rising = roots > np.maximum.accumulate(np.append(-1.0, roots[:-1]))
        if roots.max() < np.sqrt(level):
            return None
        return float(PchipInterpolator(roots[rising], self.numbers[rising])(np.sqrt(level)))


def profiles(fit: Fit) -> dict[str, Any]:
    """Return the profile of each free parameter and, if it was fitted, of the reference energy.

    ``parameters`` holds, by name, what :func:`interval_record` says, with a ``grid`` of values and
    Delta. ``linear`` says that the model is linear in its parameters: profiles are parabolas then,
    the intervals are the covariance's and there is no grid. ``better_by`` is how far below the
    optimum, in Delta, a profile led; None when none did.
    """
    problem, solution = fit.problem, fit.solution
    optimum = free_numbers(fit)
    variance = solution.sum_of_squares / max(solution.count - len(optimum), 1)
    linear, exact = problem.variables.model.form.linear, variance <= EXACT
    found: dict[str, Any] = {}
    lowest = 0.0
    for place, name in enumerate(free_names(problem)):
        sides = None
        if not (linear or exact):
            sides = (
                profile_side(problem, optimum, variance, place, -1),
                profile_side(problem, optimum, variance, place, 1),
            )
            lowest = min(lowest, *(float(side.deltas.min()) for side in sides))
        found[name] = interval_record(fit, place, sides)
    better = -lowest if lowest < -100 * FOLLOWED else None
    return {
        "linear": linear,
        "parameters": found,
        "better_by": better,
        "sentence": _sentence(problem.variables.model.name, linear, exact, better, found),
    }


def profile_side(
    problem: Problem,
    optimum: FloatArray,
    variance: float,
    place: int,
    sign: int,
    reach: float = REACH,
) -> Side:
    """Walk from the ``optimum`` (f,) while the free number ``place`` is held farther and farther.

    ``variance`` is s^2, ``sign`` the direction, and the square root of Delta is ``reach`` at the
    end. Steps are those that change the square root of
    Delta by ``SPACING``, as far as can be told from the last one.
    """
    end = problem.bounds()[0 if sign < 0 else 1][place]
    least = _sum_of_squares(problem, optimum)
    tangent, deviation = _first_guess(problem, optimum, variance, place)
    path, roots, deltas, step = [optimum], [0.0], [0.0], SPACING * deviation
    for _ in range(MOST_TRIALS):
        z = path[-1]
        if roots[-1] > reach - 1e-6 or z[place] == end:
            break
        value = min(z[place] + step, end) if sign > 0 else max(z[place] - step, end)
        guess = z + tangent * (value - z[place])
        guess[place] = value
        moved, total = held_optimum(problem, place, guess, FOLLOWED * variance)
        delta = (total - least) / variance
        root = float(np.sqrt(max(delta, 0.0))) if np.isfinite(delta) else np.inf
        if root > roots[-1] + 3 * SPACING:
            step = abs(value - z[place]) / 2
            continue
        rate = (root - roots[-1]) / abs(value - z[place])
        step = min(2 * step, SPACING / rate) if rate > 0 else 2 * step
        tangent = (moved - z) / (value - z[place])
        path.append(moved)
        roots.append(root)
        deltas.append(float(delta))
    return Side(np.array(path), place, np.array(deltas), bool(path[-1][place] == end))


def _sum_of_squares(problem: Problem, z: FloatArray) -> float:
    residuals = problem.residuals(z)
    return float(residuals @ residuals)


def _first_guess(
    problem: Problem, optimum: FloatArray, variance: float, place: int
) -> tuple[FloatArray, float]:
    """Return how the others follow (f,) by the covariance, and the standard deviation it says."""
    found = covariance(problem.jacobian(optimum), variance, len(optimum) + 1)
    square = found[place, place]
    if not (np.isfinite(square) and square > 0):
        return np.eye(len(optimum))[place], 1.0
    return found[:, place] / square, float(np.sqrt(square))


def held_optimum(
    problem: Problem, place: int, guess: FloatArray, tolerance: float
) -> tuple[FloatArray, float]:
    """Minimise the sum of squares with the free number ``place`` as in the ``guess`` (f,).

    Gauss-Newton within the bounds, damped after Levenberg and Marquardt where its steps do not lead
    down, until a step promises less than ``tolerance``. Returns the free numbers (f,) and the sum
    of squares, infinite when it is so at the guess.
    """
    low, high = problem.bounds()
    others = np.arange(len(guess)) != place
    z = np.clip(guess, low, high)
    with np.errstate(all="ignore"):
        residuals, damping = problem.residuals(z), 0.0
        total = float(residuals @ residuals)
        if not np.isfinite(total):
            return z, np.inf
        jacobian = problem.jacobian(z)[:, others]
        for _ in range(MOST_STEPS):
            room = ((low - z)[others], (high - z)[others])
            step = _bounded_step(jacobian, residuals, room, damping)
            change = jacobian @ step
            if -change @ (2 * residuals + change) < tolerance:
                break
            trial = z.copy()
            trial[others] = np.clip(z[others] + step, low[others], high[others])
            found = problem.residuals(trial)
            if not found @ found < total:
                damping = max(10 * damping, LEAST_DAMPING)
                continue
            z, residuals, total, damping = trial, found, float(found @ found), damping / 10
            damping = 0.0 if damping < LEAST_DAMPING else damping
            jacobian = problem.jacobian(z)[:, others]
    return z, total


def _bounded_step(
    jacobian: FloatArray,
    residuals: FloatArray,
    room: tuple[FloatArray, FloatArray],
    damping: float,
) -> FloatArray:
    """Return the step (f - 1,) of the damped linear problem that stays between ``room``'s ends."""
    norms = np.linalg.norm(jacobian, axis=0)
    norms[norms == 0] = 1.0
    matrix = np.concatenate([jacobian / norms, np.sqrt(damping) * np.eye(len(norms))])
    aim = np.concatenate([-residuals, np.zeros(len(norms))])
    scaled, *_ = np.linalg.lstsq(matrix, aim)
    if not np.all((room[0] * norms <= scaled) & (scaled <= room[1] * norms)):
        ends = (room[0] * norms, room[1] * norms)
        scaled = lsq_linear(matrix, aim, ends, method="bvls").x
    return np.asarray(scaled / norms)


def interval_record(fit: Fit, place: int, sides: tuple[Side, Side] | None) -> dict[str, Any]:
    """Describe the profile of the free number ``place``; without ``sides`` it is the covariance's.

    ``value`` and ``standard_error`` (the covariance's); ``interval_68`` and ``interval_95``, two
    ends each; ``below`` and ``above``, which are ``closed`` where the interval of 95 % ends,
    ``bound`` where it ends at a bound of the parameter, and ``open``, with the end None, where
    Delta does not get so far. ``width_ratio`` is the width of the 95 % interval over that of the
    covariance's, ``asymmetry`` its upper arm over its lower one.
    """
    value, error = _value(fit, place, free_numbers(fit)[place]), _standard_error(fit, place)
    record: dict[str, Any] = {"value": value, "standard_error": error, "grid": None}
    states = ("closed", "closed")
    for name, level in LEVELS.items():
        reach = np.sqrt(level) * (np.nan if error is None else error)
        ends: list[float | None] = [value - reach, value + reach]
        if sides is not None:
            ends, states = _ends(fit, place, sides, level)
        record[name] = ends
    record["below"], record["above"] = states
    lower, upper = record["interval_95"]
    closed = states == ("closed", "closed") and error is not None
    record["asymmetry"] = (upper - value) / (value - lower) if closed else None
    width = 2 * np.sqrt(LEVELS["interval_95"]) * error if error else np.nan
    record["width_ratio"] = (upper - lower) / width if closed else None
    if sides is not None:
        record["grid"] = _grid(fit, place, sides)
    return record


def _ends(
    fit: Fit, place: int, sides: tuple[Side, Side], level: float
) -> tuple[list[float | None], tuple[str, str]]:
    """Return both ends of an interval, and what kind of end each is."""
    ends: list[float | None] = []
    states = []
    for side, key in zip(sides, ("lower", "upper"), strict=True):
        number = side.crossing(level)
        state = "closed"
        if number is None:
            state = "bound" if side.bounded and has_bound(fit, place, key) else "open"
            number = float(side.numbers[-1]) if state == "bound" else None
        ends.append(None if number is None else _value(fit, place, number))
        states.append(state)
    return ends, (states[0], states[1])


def has_bound(fit: Fit, place: int, key: str) -> bool:
    """Say whether a bound is one of the parameter, not only of how far a fit looks."""
    variables = fit.problem.variables
    if place >= len(variables.free):
        return False
    parameter = variables.model.parameters[variables.free[place]]
    own = key == "lower" and not parameter.logarithmic and np.isfinite(parameter.lower)
    return own or variables.option(parameter, key) is not None


def _value(fit: Fit, place: int, number: float) -> float:
    """Return the parameter (or the reference energy, eV) for a value of its free number."""
    variables = fit.problem.variables
    if place >= len(variables.free):
        return float(number)
    z = free_numbers(fit)[: len(variables.free)]
    z[place] = number
    return float(variables.values(z)[variables.free[place]])


def _standard_error(fit: Fit, place: int) -> float | None:
    """Return the covariance's standard error; None for a parameter that it does not have."""
    found = np.diag(parameter_covariance(fit))
    free = [*fit.problem.variables.free, len(found) - 1]
    square = found[free[place]]
    return float(np.sqrt(square)) if square > 0 and np.isfinite(square) else None


def _grid(fit: Fit, place: int, sides: tuple[Side, Side]) -> dict[str, list[float]]:
    """Return the points of both sides, from the lowest value to the highest."""
    numbers = [*sides[0].numbers[:0:-1], *sides[1].numbers]
    deltas = [*sides[0].deltas[:0:-1], *sides[1].deltas]
    return {
        "value": [_value(fit, place, number) for number in numbers],
        "delta": [float(delta) for delta in deltas],
    }


def _sentence(
    name: str, linear: bool, exact: bool, better: float | None, found: dict[str, Any]
) -> str:
    if better is not None:
        return (
            f"A profile led {better:.2g} s^2 below the optimum of {name}: it is not the lowest, "
            "take more starts (fit.starts)."
        )
    if exact:
        return f"{name} meets the data exactly: intervals are as narrow as rounding."
    if linear:
        return (
            f"{name} is linear in its parameters: each profile is a parabola, and the intervals "
            "are those of the covariance."
        )
    loose = [key for key, item in found.items() if "open" in (item["below"], item["above"])]
    if loose:
        return f"The data set no limit, on one side at least, to {', '.join(loose)} of {name}."
    ratios = [item["asymmetry"] for item in found.values() if item["asymmetry"] is not None]
    if not ratios:
        return f"Every profile of {name} ends at a bound."
    farthest = max(ratios, key=lambda ratio: abs(np.log(ratio)))
    return (
        f"Every profile of {name} is closed; the arms of the 95 % intervals differ by "
        f"{100 * abs(farthest - 1):.2g} % at most."
    )
