"""Where the bare Buckingham potential is steepest, so that it can go on from there to r = 0."""

from typing import Any

import numpy as np
import numpy.typing as npt
from autograd.tracer import getval

Array = Any
FloatArray = npt.NDArray[np.float64]


def steepest_point(steepness: Array) -> FloatArray:
    """Return x, the root of a x^8 exp(a (1 - x)) = 7 nearest to zero, for steepness a > 7.

    There the second derivative of 6/a exp(a (1 - x)) - x^-6 vanishes, between its inner maximum
    and its well. Of any shape; automatic differentiation takes it for a constant.
    """
    a: FloatArray = np.asarray(getval(steepness), dtype=float)
    constant = np.log(a / 7) + a
    x = np.exp(-constant / 8)
    # The logarithm of the equation is concave and the start is on its left: Newton's steps rise to
    # the root.
    for _ in range(12):
        x = x - (constant + 8 * np.log(x) - a * x) / (8 / x - a)
    return x
