"""Multilayer perceptrons: tanh in the hidden layers, a linear output layer.

Parameters are a list with a pair (weights (d_in, d_out), biases (d_out,)) for each layer; flat,
they are one vector of p numbers, layer by layer, weights row by row before biases.
"""

import itertools
from collections.abc import Sequence
from typing import Any

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Parameters = list[tuple[FloatArray, FloatArray]]


def count(layers: Sequence[int]) -> int:
    """Return p, how many parameters a network with layers (inputs, hidden ..., outputs) has."""
    return sum((inputs + 1) * outputs for inputs, outputs in itertools.pairwise(layers))


def initialise(layers: Sequence[int], scale: float, generator: np.random.Generator) -> Parameters:
    """Return weights and biases drawn from a normal distribution of standard deviation ``scale``.

    ``layers`` are the numbers of inputs, of units in each hidden layer, and of outputs.
    """
    return [
        (scale * generator.standard_normal((d_in, d_out)), scale * generator.standard_normal(d_out))
        for d_in, d_out in itertools.pairwise(layers)
    ]


def flatten(parameters: Parameters) -> FloatArray:
    """Return the parameters as one vector (p,)."""
    return np.concatenate([array.ravel() for layer in parameters for array in layer])


def unflatten(flat: FloatArray, layers: Sequence[int]) -> Parameters:
    """Return the parameters in a vector (p,) as views of it, for ``layers`` as in initialise."""
    parameters, place = [], 0
    for d_in, d_out in itertools.pairwise(layers):
        middle, end = place + d_in * d_out, place + (d_in + 1) * d_out
        parameters.append((flat[place:middle].reshape(d_in, d_out), flat[middle:end]))
        place = end
    return parameters


def forward(parameters: Parameters, x: FloatArray) -> Any:
    """Return the outputs (n, m) for inputs x (n, d), a_l = tanh(a_(l-1) W_l + b_l).

    Without tanh in the last layer; differentiable by autograd in the parameters and in x.
    """
    activation: Any = x
    for weights, biases in parameters[:-1]:
        activation = anp.tanh(anp.dot(activation, weights) + biases)
    weights, biases = parameters[-1]
    return anp.dot(activation, weights) + biases


def activations(parameters: Parameters, x: FloatArray) -> list[FloatArray]:
    """Return what enters each layer, (n, d_l), and the outputs (n, m) in the end."""
    found = [x]
    for weights, biases in parameters[:-1]:
        found.append(np.tanh(found[-1] @ weights + biases))
    weights, biases = parameters[-1]
    found.append(found[-1] @ weights + biases)
    return found


def jacobian(
    parameters: Parameters, x: FloatArray, entering: list[FloatArray] | None = None
) -> FloatArray:
    """Return the derivatives of the outputs in the flat parameters, (n, p), or (n, m, p) if m > 1.

    Backpropagation of every row at once: with δ = dy/d(a W + b) of a layer, starting from 1 in the
    last, dy/db = δ, dy/dW = a δ, and δ of the layer below is (δ W^T)(1 - a^2).
    ``entering`` is what :func:`activations` has returned, where it is known.
    Source: D. E. Rumelhart, G. E. Hinton, R. J. Williams, Nature 323, 533 (1986).
    """
    entering = activations(parameters, x) if entering is None else entering
    outputs = entering[-1].shape[1]
    if outputs > 1:
        return np.stack(
            [_jacobian_of(parameters, entering, unit) for unit in np.eye(outputs)], axis=1
        )
    return _jacobian_of(parameters, entering, np.ones(1))


def _jacobian_of(
    parameters: Parameters, entering: list[FloatArray], direction: FloatArray
) -> FloatArray:
    """Return the derivatives (n, p) of the outputs' component along ``direction`` (m,)."""
    rows = len(entering[0])
    matrix = np.empty((rows, sum(w.size + b.size for w, b in parameters)))
    delta = direction[None, :]
    end = matrix.shape[1]
    for layer in range(len(parameters) - 1, -1, -1):
        weights, biases = parameters[layer]
        middle, start = end - biases.size, end - biases.size - weights.size
        activation = entering[layer]
        matrix[:, middle:end] = delta
        block = matrix[:, start:middle].reshape(rows, *weights.shape)
        np.multiply(activation[:, :, None], delta[:, None, :], out=block)
        if layer > 0:
            delta = (delta @ weights.T) * (1.0 - activation * activation)
        end = start
    return matrix
