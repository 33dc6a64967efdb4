"""Levenberg-Marquardt on the normal equations, for any sum of squares.

Nothing is known here of residuals or models: two functions give the sum of squares and what the
step needs, so they may keep what they compute, work in pieces, or leave residuals unstored.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack

from pairwright.errors import PairwrightError

FloatArray = npt.NDArray[np.float64]
Cost = Callable[[FloatArray], float]
NormalEquations = Callable[[FloatArray], tuple[float, FloatArray, FloatArray]]

WEAKEST, STRONGEST = 1e-15, 1e16
"""Between these the damping varies; no step of use is left beyond the strongest."""
_SMALLEST_SCALE = 1e-12
"""Of the largest curvature: a parameter that the cost does not feel is damped as if it had this."""


class Damping(NamedTuple):
    """What one iteration hands to the next besides the parameters.

    ``strength`` multiplies the diagonal of J^T J; ``growth`` is the factor of the next rejection.
    """

    strength: float = 1e-3
    growth: float = 2.0


OnIteration = Callable[[int, FloatArray, float, Damping], object]


@dataclass(frozen=True)
class Minimum:
    """Where the iterations ended.

    ``parameters`` (p,) with the sum of squares ``cost`` there; ``iterations`` counts trial steps,
    ``evaluations`` calls of the cost, ``linearisations`` calls of the normal equations. ``reason``
    is one of gradient, reduction, damping (no step lowers the cost), stopped (by on_iteration) and
    iterations (their limit). ``damping`` and ``parameters`` start the next iteration.
    """

    parameters: FloatArray
    cost: float
    iterations: int
    evaluations: int
    linearisations: int
    damping: Damping
    reason: str

    @property
    def converged(self) -> bool:
        """Say whether it is a minimum as far as the tolerances tell."""
        return self.reason in ("gradient", "reduction")


def levenberg_marquardt(
    cost: Cost,
    normal_equations: NormalEquations,
    start: npt.ArrayLike,
    *,
    iterations: int,
    relative_tolerance: float = 1e-12,
    gradient_tolerance: float = 1e-12,
    damping: float | Damping = 1e-3,
    levelling: float = 0.0,
    on_iteration: OnIteration | None = None,
) -> Minimum:
    """Minimise S(θ) = r(θ)·r(θ), the sum of squared residuals, without a factor 1/2.

    ``cost(θ)`` returns S, ``normal_equations(θ)`` returns (S, J^T r (p,), J^T J (p, p)) with
    J = dr/dθ, for θ (p,). Each iteration solves (J^T J + λ D) h = -J^T r, D = diag(J^T J), and goes
    to θ + h if that lowers S; λ follows the ratio of the actual to the predicted reduction.
    ``levelling`` a adds a times the average of its entries to diag(J^T J), and divides by 1 + a:
    0 is Marquardt's D, for any units of θ; with more, what S hardly feels does not run away.
    ``normal_equations`` is called for the array that ``cost`` was called with last, so it may use
    what that has computed.

    It stops after ``iterations`` trial steps; when a step lowers S, and was predicted to, by less
    than ``relative_tolerance`` S; when the cosine between r and each column of J is below
    ``gradient_tolerance``; or when ``on_iteration(iteration, θ, S, damping)``, called after each
    trial step, returns True. Going on from its θ and damping gives the bits of one long run.
    Raises PairwrightError when S is not finite at the start. Sources: D. W. Marquardt, J. Soc. Ind.
    Appl. Math. 11, 431 (1963), for D; H. B. Nielsen, IMM-REP-1999-05, DTU (1999), for λ.
    """
    here = np.array(start, dtype=np.float64)
    state = damping if isinstance(damping, Damping) else Damping(float(damping))
    value, gradient, curvature = normal_equations(here)
    if not _finite(value, gradient):
        raise PairwrightError("the sum of squares is not finite at the start: choose another start")
    done, linearisations, reason = 0, 1, "iterations"
    while done < iterations:
        scale = _scale(curvature, levelling)
        if _flat(value, gradient, curvature.diagonal(), gradient_tolerance):
            reason = "gradient"
            break
        done += 1
        step, predicted = _step(gradient, curvature, scale, state.strength)
        reached = cost(there := here + step) if predicted > 0 else math.inf
        found = normal_equations(there) if reached < value else None
        if found is not None and _finite(found[0], found[1]):
            linearisations += 1
            gained, before = value - reached, value
            here, (value, gradient, curvature) = there, found
            state = _relaxed(state, float(gained / predicted))
            if max(gained, predicted) <= relative_tolerance * before:
                reason = "reduction"
        else:
            state = Damping(state.strength * state.growth, 2.0 * state.growth)
            if state.strength > STRONGEST:
                reason = "damping"
        if on_iteration is not None and on_iteration(done, here, value, state):
            reason = "stopped"
        if reason != "iterations":
            break
    return Minimum(here, float(value), done, done, linearisations, state, reason)


def _finite(value: float, gradient: FloatArray) -> bool:
    return math.isfinite(value) and math.isfinite(gradient.dot(gradient))


def _scale(curvature: FloatArray, levelling: float) -> FloatArray:
    """Return the diagonal D (p,), no entry of which is zero unless all are."""
    diagonal = curvature.diagonal()
    if levelling > 0:
        level = levelling * (diagonal.sum() / len(diagonal))
        levelled: FloatArray = (diagonal + level) / (1.0 + levelling)
        return levelled
    scale: FloatArray = np.maximum(diagonal, _SMALLEST_SCALE * diagonal.max())
    return scale


def _flat(value: float, gradient: FloatArray, diagonal: FloatArray, tolerance: float) -> bool:
    """Say whether the residuals stand at right angles to every column of the Jacobian."""
    limit = tolerance * tolerance * value
    return bool((gradient * gradient <= limit * diagonal).all())


def _step(
    gradient: FloatArray, curvature: FloatArray, scale: FloatArray, strength: float
) -> tuple[FloatArray, float]:
    """Return h (p,) and the reduction of S that the linear model predicts; 0 if there is no h."""
    damped = curvature.copy()
    damping = strength * scale
    damped.ravel()[:: len(scale) + 1] += damping
    # The transpose of a symmetric matrix is itself, and in the order that LAPACK wants.
    _, step, failed = lapack.dposv(damped.T, gradient, overwrite_a=1)
    if failed:
        return np.zeros_like(gradient), 0.0
    step = -step
    predicted = float(step.dot(damping * step - gradient))
    return step, predicted if math.isfinite(predicted) else 0.0


def _relaxed(damping: Damping, gain: float) -> Damping:
    """Return the damping after a step that gained so much of what was predicted."""
    factor = max(1.0 / 3.0, 1.0 - (2.0 * min(gain, 1.0) - 1.0) ** 3)
    return Damping(max(damping.strength * factor, WEAKEST), 2.0)
