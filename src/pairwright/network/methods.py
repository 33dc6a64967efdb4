"""Every way in which the study fits the network, with one signature and one kind of outcome."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from autograd import jacobian as autograd_jacobian
from autograd.misc.optimizers import adam
from scipy.optimize import least_squares, minimize

from pairwright.errors import PairwrightError
from pairwright.network import mlp
from pairwright.network.jacobian import batch_jacobian
from pairwright.network.levenberg_marquardt import Damping, levenberg_marquardt
from pairwright.network.problems import NetworkProblem, ProjectedProblem
from pairwright.network.regression import (
    Regression,
    flat_from_scalar,
    scalar_from_flat,
    scalar_model,
)

FloatArray = npt.NDArray[np.float64]

# As in the post.
ADAM_STEP, ADAM_ITERATIONS, ADAM_ROUNDS, ADAM_STOP = 0.01, 500, 20, 2e-5
_LOOKS_EVERY = 10
"""Iterations of Adam between two looks at the loss."""

# Found on other starts than the study's: what keeps units from running off into saturation.
_LEVELLING = 1.0
_DAMPING = {"levenberg-marquardt": 1.0, "variable-projection": 1e-2}


@dataclass
class Watch:
    """Counts evaluations and keeps the loss as it goes down; tells when the goal is reached.

    ``limit`` bounds the evaluations of a least-squares method. ``rows`` are (evaluations so far,
    seconds so far, mean squared error).
    """

    goal: float
    limit: int = 1000
    evaluations: int = 0
    jacobians: int = 0
    rows: list[tuple[int, float, float]] = field(default_factory=list)
    began: float = field(default_factory=time.perf_counter)

    def seen(self, loss: float) -> bool:
        """Note a loss; say whether it is good enough to stop."""
        self.rows.append((self.evaluations, time.perf_counter() - self.began, float(loss)))
        return loss <= self.goal

    def counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function whose calls count as evaluations."""

        def counting(*arguments: Any) -> Any:
            self.evaluations += 1
            return function(*arguments)

        return counting


@dataclass(frozen=True)
class Outcome:
    """Flat parameters (p,) at the end, and why it was the end."""

    parameters: FloatArray
    reason: str


Method = Callable[[Regression, FloatArray, Watch], Outcome]


def _least_squares(jacobian: Callable[[Regression], Any]) -> Method:
    """Return scipy's least squares on the scalar model, with its Jacobian made by ``jacobian``."""

    def method(problem: Regression, start: FloatArray, watch: Watch) -> Outcome:
        residuals = watch.counted(
            lambda parameters: scalar_model(parameters, problem.inputs) - problem.targets
        )
        derivative = jacobian(problem)

        def exact(parameters: FloatArray) -> FloatArray:
            watch.jacobians += 1
            matrix: FloatArray = derivative(parameters)
            return matrix

        def look(intermediate_result: Any) -> None:
            if watch.seen(2.0 * intermediate_result.cost / len(problem.targets)):
                raise StopIteration

        found = least_squares(
            residuals,
            scalar_from_flat(start),
            jac=exact if derivative is not None else "2-point",
            max_nfev=watch.limit,
            callback=look,
        )
        return Outcome(flat_from_scalar(found.x), _words(problem, watch, found.status > 0))

    return method


def _words(problem: Regression, watch: Watch, converged: bool) -> str:
    if watch.rows and watch.rows[-1][2] <= problem.goal:
        return "goal"
    return "converged" if converged else "limit of evaluations"


def _posts_jacobian(problem: Regression) -> Any:
    """Return autograd's Jacobian of the residuals: one reverse pass for each of them."""
    return autograd_jacobian(lambda p: scalar_model(p, problem.inputs) - problem.targets)


def _batch_jacobian(problem: Regression) -> Any:
    derivative = batch_jacobian(scalar_model)
    return lambda parameters: derivative(parameters, problem.inputs)


def _loss(problem: Regression, parameters: FloatArray) -> tuple[float, FloatArray]:
    """Return the mean squared error, and its gradient 2 J^T r / n (p,) by backpropagation."""
    layers = mlp.unflatten(parameters, problem.layers)
    entering = mlp.activations(layers, problem.column)
    residuals = entering[-1][:, 0] - problem.targets
    slope: FloatArray = residuals @ mlp.jacobian(layers, problem.column, entering)
    points = len(residuals)
    return float(residuals @ residuals) / points, 2.0 * slope / points


def _adam(problem: Regression, start: FloatArray, watch: Watch) -> Outcome:
    """Run Adam as the post does: in rounds, until the loss after a round is small enough.

    It does not look at the goal of the other methods. Each round starts with fresh averages.
    """

    def look(parameters: FloatArray, iteration: int, _gradient: FloatArray) -> None:
        if iteration % _LOOKS_EVERY == 0:
            watch.seen(problem.mean_squared_error(parameters))

    gradient = watch.counted(lambda parameters, _iteration: _loss(problem, parameters)[1])
    parameters = start
    for done in range(ADAM_ROUNDS):
        parameters = adam(
            gradient, parameters, look, num_iters=ADAM_ITERATIONS, step_size=ADAM_STEP
        )
        loss = problem.mean_squared_error(parameters)
        watch.seen(loss)
        if loss < ADAM_STOP:
            return Outcome(parameters, f"below {ADAM_STOP:g} after {done + 1} rounds")
    return Outcome(parameters, f"limit of {ADAM_ROUNDS} rounds")


def _lbfgs(problem: Regression, start: FloatArray, watch: Watch) -> Outcome:
    """Run scipy's L-BFGS-B with the exact gradient."""

    def look(intermediate_result: Any) -> None:
        if watch.seen(intermediate_result.fun):
            raise StopIteration

    found = minimize(
        watch.counted(lambda parameters: _loss(problem, parameters)),
        start,
        jac=True,
        method="L-BFGS-B",
        callback=look,
        # An iteration is cheap and gains little: it may make more of them, and small ones.
        options={"maxiter": 10 * watch.limit, "maxfun": 10 * watch.limit, "ftol": 0, "gtol": 1e-10},
    )
    return Outcome(found.x, _words(problem, watch, bool(found.success)))


def _marquardt(problem: Regression, start: FloatArray, watch: Watch) -> Outcome:
    own = NetworkProblem(problem)
    return _iterated(problem, own, start, watch, lambda parameters: parameters)


def _projection(problem: Regression, start: FloatArray, watch: Watch) -> Outcome:
    own = ProjectedProblem(problem)
    return _iterated(problem, own, own.start(start), watch, own.all_parameters)


def _iterated(
    problem: Regression,
    own: NetworkProblem | ProjectedProblem,
    start: FloatArray,
    watch: Watch,
    completed: Callable[[FloatArray], FloatArray],
) -> Outcome:
    """Run our Levenberg-Marquardt, with all parameters or without the output layer's."""
    name = "levenberg-marquardt" if isinstance(own, NetworkProblem) else "variable-projection"
    points = len(problem.targets)

    def look(iteration: int, _parameters: FloatArray, cost: float, _damping: Damping) -> bool:
        watch.evaluations = iteration
        return watch.seen(cost / points)

    found = levenberg_marquardt(
        own.cost,
        own.normal_equations,
        start,
        iterations=watch.limit,
        relative_tolerance=1e-10,
        damping=_DAMPING[name],
        levelling=_LEVELLING,
        on_iteration=look,
    )
    watch.jacobians = found.linearisations
    return Outcome(
        completed(found.parameters), _words(problem, watch, found.reason != "iterations")
    )


METHODS: dict[str, Method] = {
    "least-squares": _least_squares(lambda _: None),
    "least-squares-jacobian": _least_squares(_posts_jacobian),
    "least-squares-batch-jacobian": _least_squares(_batch_jacobian),
    "adam": _adam,
    "lbfgs": _lbfgs,
    "levenberg-marquardt": _marquardt,
    "variable-projection": _projection,
}
"""All by name: scipy's least squares on the scalar model with three kinds of Jacobian, then the
network in matrices by Adam, L-BFGS, and Levenberg-Marquardt with and without the output layer."""


def method_named(name: str) -> Method:
    """Return a method; raise PairwrightError for a name that there is not."""
    if name not in METHODS:
        raise PairwrightError(f"regression method {name!r}: there are {', '.join(METHODS)}")
    return METHODS[name]
