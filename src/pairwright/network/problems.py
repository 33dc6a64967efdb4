"""What Levenberg-Marquardt asks of a network: costs, and normal equations.

Either all parameters are varied, or the output layer, which is linear, is solved exactly for each
value of the others (variable projection).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.network import mlp
from pairwright.network.regression import Regression

FloatArray = npt.NDArray[np.float64]
Normal = tuple[float, FloatArray, FloatArray]

RANK_TOLERANCE = 1e-9
"""Singular values of the output layer's least squares below this share of the largest are zero:
units that have become the same leave no direction to solve for."""


@dataclass
class _Memory:
    """What was computed for the array of parameters that was asked for last."""

    parameters: FloatArray
    found: tuple[Any, ...]


class NetworkProblem:
    """S(θ) = Σ_i (f(θ, x_i) - y_i)^2 over all parameters θ (p,) of a network of any layers."""

    def __init__(self, regression: Regression) -> None:
        self._problem = regression
        self._memory = _Memory(np.empty(0), ())

    def cost(self, parameters: FloatArray) -> float:
        """Return S."""
        layers = mlp.unflatten(parameters, self._problem.layers)
        entering = mlp.activations(layers, self._problem.column)
        residuals = entering[-1][:, 0] - self._problem.targets
        self._memory = _Memory(parameters, (layers, entering, residuals))
        return float(residuals.dot(residuals))

    def normal_equations(self, parameters: FloatArray) -> Normal:
        """Return S, J^T r (p,) and J^T J (p, p)."""
        if self._memory.parameters is not parameters:
            self.cost(parameters)
        layers, entering, residuals = self._memory.found
        jacobian = mlp.jacobian(layers, self._problem.column, entering)
        return float(residuals.dot(residuals)), residuals @ jacobian, jacobian.T @ jacobian


class ProjectedProblem:
    """S(θ) = min_c Σ_i (Φ(θ, x_i) c - y_i)^2 over the hidden layers' parameters θ (q,) alone.

    Φ (n, h + 1) has the values of the last hidden units and a column of ones, c (h + 1,) are the
    weights and the bias of the output. The Jacobian is Kaufman's, P dΦ/dθ c with P = 1 - Φ Φ^+: its
    gradient J^T r is exact. Sources: G. H. Golub, V. Pereyra, SIAM J. Numer. Anal. 10, 413 (1973);
    L. Kaufman, BIT 15, 49 (1975).
    """

    def __init__(self, regression: Regression) -> None:
        self._problem = regression
        self._memory = _Memory(np.empty(0), ())
        self._outputs = regression.layers[-2] + 1

    def start(self, parameters: FloatArray) -> FloatArray:
        """Return the parameters (q,) that are varied, of all of them (p,)."""
        return parameters[: -self._outputs]

    def cost(self, parameters: FloatArray) -> float:
        """Return S."""
        problem = self._problem
        hidden = mlp.unflatten(np.append(parameters, np.zeros(self._outputs)), problem.layers)
        entering = mlp.activations(hidden, problem.column)[:-1]
        columns = np.empty((len(problem.targets), self._outputs))
        columns[:, :-1] = entering[-1]
        columns[:, -1] = 1.0
        basis, sizes, mixing = np.linalg.svd(columns, full_matrices=False)
        rank = int((sizes > RANK_TOLERANCE * sizes[0]).sum())
        basis = basis[:, :rank]
        components = problem.targets @ basis
        residuals = basis @ components - problem.targets
        outputs = (components / sizes[:rank]) @ mixing[:rank]
        self._memory = _Memory(parameters, (hidden, entering, basis, outputs, residuals))
        return float(residuals.dot(residuals))

    def normal_equations(self, parameters: FloatArray) -> Normal:
        """Return S, J^T r (q,) and J^T J (q, q)."""
        if self._memory.parameters is not parameters:
            self.cost(parameters)
        hidden, entering, basis, outputs, residuals = self._memory.found
        layers = [*hidden[:-1], (outputs[:-1, None], outputs[-1:])]
        # The values of the output are not needed, only what enters each layer.
        jacobian = mlp.jacobian(layers, self._problem.column, [*entering, residuals[:, None]])
        jacobian = jacobian[:, : -self._outputs]
        jacobian -= basis @ (basis.T @ jacobian)
        return float(residuals.dot(residuals)), residuals @ jacobian, jacobian.T @ jacobian

    def all_parameters(self, parameters: FloatArray) -> FloatArray:
        """Return all parameters (p,): those given (q,), and the output layer that fits them."""
        if self._memory.parameters is not parameters:
            self.cost(parameters)
        return np.append(parameters, self._memory.found[3])
