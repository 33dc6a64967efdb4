"""The energy of a structure as a sum of one network over its atoms, and all that training needs.

E = sum_i N(G_i). Its slope in a direction x, a displacement of an atom or a strain, is
T_x = sum_i dN/dG_i . dG_i/dx, and both are differentiated in the parameters of N.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pairwright.network.mlp import Parameters

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Passed:
    """What one pass through the network leaves: energies (s,), slopes (s, x), and all layers.

    For every layer ``entering`` (s, n, d) is what goes in, ``turned`` (s, n, x, d) its derivative
    in each direction, and ``sums`` (s, n, x, h) the derivative of a W + b.
    """

    energies: FloatArray
    slopes: FloatArray
    entering: list[FloatArray]
    turned: list[FloatArray]
    sums: list[FloatArray]


def passed(parameters: Parameters, descriptors: FloatArray, derivatives: FloatArray) -> Passed:
    """Return energies and slopes of s structures of n atoms.

    ``parameters`` are those of a network with one output, ``descriptors`` (s, n, D) and their
    ``derivatives`` (s, n, x, D) in x directions.
    """
    entering, turned, sums = [descriptors], [derivatives], []
    for number, (weights, biases) in enumerate(parameters):
        value = entering[-1] @ weights + biases
        sums.append(turned[-1] @ weights)
        if number < len(parameters) - 1:
            value = np.tanh(value)
            turned.append((1.0 - value * value)[:, :, None, :] * sums[-1])
        entering.append(value)
    energies = entering.pop()[..., 0].sum(axis=1)
    return Passed(energies, sums[-1][..., 0].sum(axis=1), entering, turned, sums)


def jacobians(parameters: Parameters, forward: Passed) -> tuple[FloatArray, FloatArray]:
    """Return dE/dθ (s, p) and dT/dθ (s, x, p) for the flat parameters, in the order of ``flatten``.

    Backpropagation of E and of T at once: with δ = dE/d(a W + b) of a layer and δ_x its derivative
    in direction x, dE/dW = a δ and dT/dW = a_x δ + a δ_x; one layer down δ becomes
    q (1 - a^2) with q = δ W^T, and δ_x becomes q_x (1 - a^2) - 2 a (1 - a^2) q (a W + b)_x.
    Source: B. A. Pearlmutter, Neural Computation 6, 147 (1994).
    """
    structures, atoms, directions = forward.sums[-1].shape[:3]
    delta = np.ones((structures, atoms, 1))
    delta_x = np.zeros((structures, atoms, directions, 1))
    energy_parts: list[FloatArray] = []
    slope_parts: list[FloatArray] = []
    for layer in range(len(parameters) - 1, -1, -1):
        weights, _ = parameters[layer]
        a, a_x = forward.entering[layer], forward.turned[layer]
        last = layer == len(parameters) - 1
        by_weights = _contracted(a_x, delta) + (0.0 if last else _contracted_x(a, delta_x))
        slope_parts[:0] = [
            by_weights.reshape(structures, directions, weights.size),
            delta_x.sum(axis=1),
        ]
        energy_parts[:0] = [
            (a.transpose(0, 2, 1) @ delta).reshape(structures, weights.size),
            delta.sum(axis=1),
        ]
        if layer > 0:
            q, bend = delta @ weights.T, 1.0 - a * a
            curved = (-2.0 * a * bend * q)[:, :, None, :] * forward.sums[layer - 1]
            if not last:
                curved += bend[:, :, None, :] * (delta_x @ weights.T)
            delta, delta_x = q * bend, curved
    return np.concatenate(energy_parts, axis=1), np.concatenate(slope_parts, axis=2)


def _contracted(a_x: FloatArray, delta: FloatArray) -> FloatArray:
    """Return sum over atoms of a_x (s, n, x, d) delta (s, n, h), shape (s, x, d, h)."""
    s, n, x, d = a_x.shape
    joined = a_x.reshape(s, n, x * d).transpose(0, 2, 1) @ delta
    return joined.reshape(s, x, d, delta.shape[2])


def _contracted_x(a: FloatArray, delta_x: FloatArray) -> FloatArray:
    """Return sum over atoms of a (s, n, d) delta_x (s, n, x, h), shape (s, x, d, h)."""
    s, n, x, h = delta_x.shape
    joined = a.transpose(0, 2, 1) @ delta_x.reshape(s, n, x * h)
    return joined.reshape(s, a.shape[2], x, h).transpose(0, 2, 1, 3)


def atomic(parameters: Parameters, descriptors: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return N (n,) of each atom and dN/dG (n, D), for descriptors (n, D)."""
    entering = [descriptors]
    for weights, biases in parameters[:-1]:
        entering.append(np.tanh(entering[-1] @ weights + biases))
    weights, biases = parameters[-1]
    value = entering[-1] @ weights + biases
    slope = np.broadcast_to(weights[:, 0], entering[-1].shape)
    for (weights, _), a in zip(parameters[-2::-1], entering[:0:-1], strict=True):
        slope = (slope * (1.0 - a * a)) @ weights.T
    return value[:, 0], slope
