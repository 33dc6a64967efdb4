"""Second derivatives in both orders."""

import autograd.numpy as anp
import numpy as np
import pytest

from pairwright.autodiff.mixed_partials import hessian_asymmetry, mixed_partials


def test_both_orders_agree_to_the_last_bit_for_x_y_squared():
    for x, y in np.random.default_rng(1).random((10, 2)):
        first, second = mixed_partials(lambda x, y: x * y**2, x, y)
        assert first == second
        assert first == pytest.approx(2 * y, rel=1e-15)


def test_both_orders_are_the_mixed_derivative():
    # d2/dxdy of sin(x y) is cos(x y) - x y sin(x y).
    for x, y in np.random.default_rng(2).random((10, 2)):
        expected = np.cos(x * y) - x * y * np.sin(x * y)
        found = mixed_partials(lambda x, y: anp.sin(x * y), x, y)
        assert found == pytest.approx((expected, expected), rel=1e-13)


def test_a_quadratic_form_has_an_exactly_symmetric_hessian():
    assert hessian_asymmetry(lambda x: x[0] * x[1] + x[1] ** 2, np.array([1.0, 2.0])) == 0.0


def test_a_gradient_that_is_none_would_be_noticed():
    # Peano's function has no continuous mixed derivatives at the origin: -1 and 1 beside it.
    def peano(x, y):
        return x * y * (x**2 - y**2) / (x**2 + y**2)

    assert mixed_partials(peano, 1e-9, 1.0)[0] == pytest.approx(-1, abs=1e-6)
    assert mixed_partials(peano, 1.0, 1e-9)[0] == pytest.approx(1, abs=1e-6)
