"""The regression problem: y = x^(1/3) on [0, 1], and the tanh network, written in two ways.

Source of the problem: J. Kitchin's posts of 2017 on neural networks for regression with autograd.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt

from pairwright.errors import PairwrightError
from pairwright.network import mlp

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Regression:
    """Inputs (n,), targets (n,), and the layers (1, hidden ..., 1) of the network to fit.

    ``goal`` is the mean squared error at which a fit is good enough to stop.
    """

    inputs: FloatArray
    targets: FloatArray
    layers: tuple[int, ...]
    goal: float

    def __post_init__(self) -> None:
        """Refuse what no fit can use, with a PairwrightError that says what."""
        if self.inputs.shape != self.targets.shape or self.inputs.ndim != 1:
            raise PairwrightError(
                f"{self.inputs.shape} inputs and {self.targets.shape} targets: one of each is "
                "needed for every point"
            )
        for name, values in (("input", self.inputs), ("target", self.targets)):
            bad = np.flatnonzero(~np.isfinite(values))
            if len(bad):
                raise PairwrightError(
                    f"{name} {bad[0]} is {values[bad[0]]}: all points must be finite numbers"
                )
        if len(self.inputs) < mlp.count(self.layers):
            raise PairwrightError(
                f"{len(self.inputs)} points cannot determine {mlp.count(self.layers)} parameters; "
                "give more points or fewer hidden units"
            )

    @cached_property
    def column(self) -> FloatArray:
        """Return the inputs as rows (n, 1)."""
        return self.inputs[:, None]

    def mean_squared_error(self, parameters: FloatArray) -> float:
        """Return the mean of (f(x) - y)^2 over the points, for flat parameters (p,)."""
        residuals = self.residuals(parameters)
        return float(residuals @ residuals) / len(residuals)

    def residuals(self, parameters: FloatArray) -> FloatArray:
        """Return f(x) - y (n,) for flat parameters (p,)."""
        return predicted(parameters, self.layers, self.inputs) - self.targets


def cube_root(points: int, hidden_units: int, goal: float) -> Regression:
    """Return the problem of the study: equidistant points of [0, 1], ends included."""
    inputs = np.linspace(0.0, 1.0, points)
    return Regression(inputs, np.cbrt(inputs), (1, hidden_units, 1), goal)


def predicted(parameters: FloatArray, layers: tuple[int, ...], x: FloatArray) -> FloatArray:
    """Return the network's values (n,) at x (n,), for flat parameters (p,)."""
    return mlp.activations(mlp.unflatten(parameters, layers), x[:, None])[-1][:, 0]


def scalar_model(parameters: Any, x: Any) -> Any:
    """Return Σ_k w1_k tanh(w0_k x + b0_k) + b1 (n,) at x (n,), one number at a time.

    ``parameters`` are b1, then w1, w0, b0 of each hidden unit: the order of the posts. It is
    written in autograd's numpy, and has one hidden layer of any number of units.
    """
    total, *units = parameters
    for k in range(0, len(units), 3):
        w1, w0, b0 = units[k : k + 3]
        total = total + w1 * anp.tanh(w0 * x + b0)
    return total


def scalar_from_flat(flat: FloatArray) -> FloatArray:
    """Return the parameters of the scalar model (p,) for those of the network, both flat."""
    w0, b0, w1 = flat[:-1].reshape(3, -1)
    return np.append(flat[-1], np.stack([w1, w0, b0], axis=1))


def flat_from_scalar(parameters: FloatArray) -> FloatArray:
    """Return the network's flat parameters (p,) for those of the scalar model."""
    w1, w0, b0 = np.asarray(parameters)[1:].reshape(-1, 3).T
    return np.concatenate([w0, b0, w1, parameters[:1]])
