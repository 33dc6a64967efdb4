"""The damping function is what its sum says, and its derivatives follow from it."""

import math

import numpy as np
import pytest
from autograd import elementwise_grad
from autograd.test_util import check_grads

from pairwright.potentials.damping import damping, dampings

X = np.array([0.3, 1.0, 4.0, 9.0, 25.0])
ORDERS = (6, 8, 10)


@pytest.mark.parametrize("order", ORDERS)
def test_it_is_one_minus_the_start_of_the_exponential_series(order):
    tail = [
        math.exp(-x) * math.fsum(x**k / math.factorial(k) for k in range(order + 1, 150)) for x in X
    ]
    np.testing.assert_allclose(damping(X, order), tail, rtol=1e-12)


@pytest.mark.parametrize("order", ORDERS)
def test_its_slope_is_the_last_term_of_the_series(order):
    slope = elementwise_grad(damping)(X, order)
    expected = np.exp(-X) * X**order / math.factorial(order)
    np.testing.assert_allclose(slope, expected, rtol=1e-13)


@pytest.mark.parametrize("order", ORDERS)
def test_second_derivatives_agree_with_differences(order):
    check_grads(lambda x: damping(x, order), modes=["rev"], order=2)(X)


def test_atoms_on_top_of_each_other_feel_no_dispersion():
    assert damping(np.array([0.0]), 6) == 0
    assert elementwise_grad(damping)(np.array([0.0]), 6) == 0


def test_all_orders_at_once_are_those_one_by_one():
    x = np.concatenate([[0.0], np.logspace(-8, 3, 200)])
    for order, found in dampings(x).items():
        np.testing.assert_allclose(found, damping(x, order), rtol=1e-13)


@pytest.mark.parametrize("order", ORDERS)
def test_their_slopes_are_those_one_by_one(order):
    slope = elementwise_grad(lambda x: dampings(x)[order])(X)
    np.testing.assert_allclose(slope, elementwise_grad(damping)(X, order), rtol=1e-12)
