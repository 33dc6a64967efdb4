"""All parameters that are one function have one canonical form."""

import itertools

import numpy as np
import pytest

from pairwright.network import mlp
from pairwright.network.canonical import canonical, classes, effective_units
from pairwright.network.regression import predicted

X = np.linspace(-2, 3, 50)
LAYERS = [(1, 3, 1), (1, 4, 3, 1), (1, 1, 1)]


def network(layers, seed=0):
    return mlp.flatten(mlp.initialise(layers, 1.0, np.random.default_rng(seed)))


def symmetric(flat, layers, layer, signs, order):
    """Return the parameters after a symmetry of one hidden layer."""
    found = mlp.unflatten(flat.copy(), layers)
    (weights, biases), (outgoing, last) = found[layer], found[layer + 1]
    found[layer] = ((weights * signs)[:, order], (biases * signs)[order])
    found[layer + 1] = ((outgoing * signs[:, None])[order], last)
    return mlp.flatten(found)


def symmetries(units):
    for order in itertools.permutations(range(units)):
        for signs in itertools.product((1.0, -1.0), repeat=units):
            yield np.array(signs), list(order)


@pytest.mark.parametrize("layers", LAYERS)
def test_it_is_the_same_bits_under_every_symmetry(layers):
    flat = network(layers)
    expected = canonical(flat, layers)
    for layer in range(len(layers) - 2):
        for signs, order in symmetries(layers[layer + 1]):
            other = symmetric(flat, layers, layer, signs, order)
            assert canonical(other, layers).tobytes() == expected.tobytes()


def test_symmetries_of_two_layers_at_once_do_not_matter():
    layers, flat = (1, 4, 3, 1), network((1, 4, 3, 1))
    other = symmetric(flat, layers, 0, np.array([1, -1, -1, 1.0]), [2, 0, 3, 1])
    other = symmetric(other, layers, 1, np.array([-1, 1, -1.0]), [1, 2, 0])
    assert canonical(other, layers).tobytes() == canonical(flat, layers).tobytes()


@pytest.mark.parametrize("layers", LAYERS)
@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_same_function(layers, seed):
    flat = network(layers, seed)
    expected = predicted(flat, layers, X)
    np.testing.assert_allclose(predicted(canonical(flat, layers), layers, X), expected, atol=1e-13)


@pytest.mark.parametrize("layers", LAYERS)
def test_the_canonical_form_of_a_canonical_form_is_itself(layers):
    form = canonical(network(layers), layers)
    assert canonical(form, layers).tobytes() == form.tobytes()


def test_weights_into_the_units_are_positive_and_in_order():
    weights = canonical(network((1, 6, 1)), (1, 6, 1))[:6]
    assert (weights > 0).all()
    assert (np.diff(weights) > 0).all()


def test_a_unit_without_weights_in_is_told_by_its_bias():
    layers = (1, 2, 1)
    flat = np.array([0.0, 2.0, -0.5, 1.0, 3.0, 4.0, 0.0])
    turned = np.array([0.0, 2.0, 0.5, 1.0, -3.0, 4.0, 0.0])
    assert canonical(flat, layers).tobytes() == canonical(turned, layers).tobytes()


def test_different_functions_have_different_forms():
    layers = (1, 3, 1)
    forms = [canonical(network(layers, seed), layers) for seed in range(5)]
    assert classes(forms, 0.01) == [0, 1, 2, 3, 4]


def test_forms_that_are_close_are_of_one_class():
    form = canonical(network((1, 3, 1)), (1, 3, 1))
    assert classes([form, 2 * form, 1.0001 * form, 2.0001 * form], 0.01) == [0, 1, 0, 1]


@pytest.mark.parametrize(
    ("flat", "units"),
    [
        ([1.0, 2.0, 0.1, 0.2, 3.0, 4.0, 0.5], 2),
        ([1.0, -1.0, 0.1, -0.1, 3.0, 4.0, 0.5], 1),  # the same unit twice, one turned
        ([1.0, 0.0, 0.1, 0.2, 3.0, 4.0, 0.5], 1),  # a constant
        ([1.0, 2.0, 0.1, 0.2, 3.0, 0.0, 0.5], 1),  # a unit that nobody listens to
        ([0.0, 0.0, 0.1, 0.2, 3.0, 4.0, 0.5], 0),
    ],
)
def test_units_that_a_smaller_network_could_do_without_are_not_counted(flat, units):
    assert effective_units(np.array(flat), (1, 2, 1)) == units
