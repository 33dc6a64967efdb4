"""Mixed second derivatives in both orders, and how symmetric a Hessian comes out."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from autograd import grad, jacobian

FloatArray = npt.NDArray[np.float64]


def mixed_partials(function: Callable[..., Any], x: float, y: float) -> tuple[float, float]:
    """Return d/dy (df/dx) and d/dx (df/dy) of ``function(x, y)`` at a point.

    They are equal where both are continuous (Schwarz's theorem). For x y^2 both are 2 y, and here
    even their last bits are the same:

    >>> points = np.random.default_rng(2017).random((10, 2))
    >>> pairs = [mixed_partials(lambda x, y: x * y**2, x, y) for x, y in points]
    >>> all(x_first == y_first for x_first, y_first in pairs)
    True
    >>> np.allclose([x_first for x_first, _ in pairs], 2 * points[:, 1], rtol=1e-15)
    True
    """
    x_first = grad(grad(function, 0), 1)
    y_first = grad(grad(function, 1), 0)
    return float(x_first(x, y)), float(y_first(x, y))


def hessian_asymmetry(function: Callable[[Any], Any], x: FloatArray) -> float:
    """Return max |H - H^T| / max |H| of the Hessian H of ``function`` at ``x`` (n,).

    H is the Jacobian of the gradient. The two sides of the diagonal are computed by different
    sums, and rounding makes them differ in the last bits:

    >>> def quotient(x):
    ...     return x[0] ** 2 * x[1] / (1 + x[1] * x[2] ** 2) + (x[0] * x[2]) ** 3
    >>> points = np.random.default_rng(2017).random((1000, 3))
    >>> asymmetries = np.array([hessian_asymmetry(quotient, x) for x in points])
    >>> bool(np.all(asymmetries == 0)), bool(np.any(asymmetries == 0))
    (False, True)
    >>> bool(asymmetries.max() < 4 * np.finfo(float).eps)
    True

    The cure is to use (H + H^T) / 2 where an algorithm relies on symmetry.
    """
    hessian = jacobian(grad(function))(np.asarray(x, dtype=float))
    return float(np.max(np.abs(hessian - hessian.T)) / np.max(np.abs(hessian)))
