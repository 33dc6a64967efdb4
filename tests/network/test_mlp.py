"""The multilayer perceptron: its shapes, and its Jacobian against automatic differentiation."""

import numpy as np
import pytest
from autograd import jacobian

from pairwright.network import mlp

LAYERS = [[1, 3, 1], [2, 4, 3, 1], [2, 4, 3, 2], [3, 1], [3, 2], [1, 5, 4, 3, 2]]


def network(layers, scale=1.0, seed=1):
    return mlp.initialise(layers, scale, np.random.default_rng(seed))


def rows(layers, count=7):
    return np.random.default_rng(2).normal(size=(count, layers[0]))


@pytest.mark.parametrize("layers", LAYERS)
def test_the_jacobian_is_that_of_automatic_differentiation(layers):
    parameters, x = network(layers), rows(layers)
    expected = jacobian(lambda flat: mlp.forward(mlp.unflatten(flat, layers), x))(
        mlp.flatten(parameters)
    )
    found = mlp.jacobian(parameters, x)
    np.testing.assert_allclose(found, expected.reshape(found.shape), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("layers", LAYERS)
def test_what_was_computed_on_the_way_forward_can_be_used_again(layers):
    parameters, x = network(layers), rows(layers)
    entering = mlp.activations(parameters, x)
    np.testing.assert_array_equal(entering[-1], mlp.forward(parameters, x))
    again = mlp.jacobian(parameters, x, entering)
    np.testing.assert_array_equal(again, mlp.jacobian(parameters, x))


@pytest.mark.parametrize("layers", LAYERS)
def test_flat_parameters_and_back_are_the_same(layers):
    parameters = network(layers)
    flat = mlp.flatten(parameters)
    assert len(flat) == mlp.count(layers)
    for (weights, biases), (again, too) in zip(
        parameters, mlp.unflatten(flat, layers), strict=True
    ):
        np.testing.assert_array_equal(weights, again)
        np.testing.assert_array_equal(biases, too)


def test_the_post_has_ten_parameters():
    assert mlp.count([1, 3, 1]) == 10


def test_the_scale_of_a_start_is_its_standard_deviation():
    flat = mlp.flatten(network([50, 50, 50], scale=0.1))
    assert flat.std() == pytest.approx(0.1, rel=0.05)
    assert flat.mean() == pytest.approx(0.0, abs=0.01)


def test_the_same_seed_gives_the_same_start():
    first, again, other = (mlp.flatten(network([1, 3, 1], seed=seed)) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    assert (first != other).all()
