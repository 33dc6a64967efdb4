"""The damping function of Tang and Toennies, differentiable as often as wanted."""

import math
from typing import Any

import autograd.numpy as anp
from autograd.extend import defvjp, primitive
from scipy.special import gammainc

Array = Any


@primitive  # type: ignore[untyped-decorator]
def damping(x: Array, order: int) -> Array:
    """Return 1 - exp(-x) sum over k <= n of x^k / k! for x of any shape and ``order`` n.

    It is the regularised incomplete gamma function P(n + 1, x), which does not cancel at small x,
    with the derivative exp(-x) x^n / n!.
    Source: K. T. Tang and J. P. Toennies, J. Chem. Phys. 80, 3726 (1984).
    """
    return gammainc(order + 1.0, x)


def _pull_back(_value: Array, x: Array, order: int) -> Any:
    return lambda slope: slope * anp.exp(-x) * x**order / math.factorial(order)


defvjp(damping, _pull_back, argnums=[0])
