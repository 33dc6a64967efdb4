"""The damping functions of Tang and Toennies, differentiable as often as wanted."""

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


def dampings(x: Array) -> dict[int, Array]:
    """Return the damping functions of the orders 10, 8 and 6 of x of any shape.

    The lower ones follow from f_n = f_(n + 1) + exp(-x) x^(n + 1) / (n + 1)!, which adds what is
    positive: cheaper than an incomplete gamma function for each, and as exact.
    """
    decay = anp.exp(-x)
    found = {10: damping(x, 10)}
    for n in (8, 6):
        terms = (x ** (n + k) / math.factorial(n + k) for k in (1, 2))
        found[n] = found[n + 2] + decay * sum(terms)
    return found
