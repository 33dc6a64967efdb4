"""Energies, slopes and their parameter derivatives are those of automatic differentiation."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad, jacobian
from autograd.core import make_vjp

from pairwright.network import mlp
from pairwright.network.directional import atomic, jacobians, passed

LAYERS = [(4, 3, 1), (4, 5, 2, 1), (3, 1), (2, 4, 4, 4, 1)]


def example(layers, seed=0):
    """Return flat parameters, descriptors (2, 3, D) and derivatives (2, 3, 5, D)."""
    generator = np.random.default_rng(seed)
    flat = generator.normal(0, 0.7, mlp.count(layers))
    return (
        flat,
        generator.normal(size=(2, 3, layers[0])),
        generator.normal(size=(2, 3, 5, layers[0])),
    )


def summed(flat, layers, descriptors):
    """Return the sum of the network over the atoms of one structure, by autograd's numpy."""
    return anp.sum(mlp.forward(mlp.unflatten(flat, layers), descriptors))


def slopes(flat, layers, descriptors, derivatives):
    """Return T of one structure from the gradient of the energy."""
    gradient = grad(summed, 2)(flat, layers, descriptors)
    return anp.sum(gradient[:, None, :] * derivatives, axis=(0, 2))


@pytest.mark.parametrize("layers", LAYERS)
def test_energies_and_slopes(layers):
    flat, descriptors, derivatives = example(layers)
    found = passed(mlp.unflatten(flat, layers), descriptors, derivatives)
    for s in range(2):
        assert found.energies[s] == pytest.approx(summed(flat, layers, descriptors[s]), rel=1e-13)
        np.testing.assert_allclose(
            found.slopes[s], slopes(flat, layers, descriptors[s], derivatives[s]), rtol=1e-12
        )


@pytest.mark.parametrize("layers", LAYERS)
def test_jacobians(layers):
    flat, descriptors, derivatives = example(layers, 1)
    parameters = mlp.unflatten(flat, layers)
    by_energy, by_slope = jacobians(parameters, passed(parameters, descriptors, derivatives))
    for s in range(2):
        expected = grad(summed)(flat, layers, descriptors[s])
        np.testing.assert_allclose(by_energy[s], expected, rtol=1e-12, atol=1e-13)
        expected = jacobian(slopes)(flat, layers, descriptors[s], derivatives[s])
        np.testing.assert_allclose(by_slope[s], expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("layers", LAYERS)
def test_values_and_slopes_of_single_atoms(layers):
    flat, descriptors, _ = example(layers, 2)
    values, gradient = atomic(mlp.unflatten(flat, layers), descriptors[0])
    pull, outputs = make_vjp(lambda x: mlp.forward(mlp.unflatten(flat, layers), x), descriptors[0])
    np.testing.assert_allclose(values, outputs[:, 0], rtol=1e-13)
    np.testing.assert_allclose(gradient, pull(np.ones((3, 1))), rtol=1e-12)
