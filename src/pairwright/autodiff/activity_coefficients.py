"""Activity coefficients of binary mixtures as derivatives of models of the excess Gibbs energy.

Each model returns n G^E / (R T) for n1 and n2 moles, a function of degree one in them, and two or
three parameters without unit. Sources: M. Margules, Sitzungsber. Akad. Wiss. Wien 104, 1243 (1895);
J. J. van Laar, Z. Phys. Chem. 72, 723 (1910); G. M. Wilson, J. Am. Chem. Soc. 86, 127 (1964);
H. Renon, J. M. Prausnitz, AIChE J. 14, 135 (1968).
"""

from collections.abc import Callable, Sequence
from typing import Any

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from autograd import grad, jacobian
from scipy.optimize import root

FloatArray = npt.NDArray[np.float64]
Model = Callable[..., Any]

ACETONE_WATER = (2.04, 1.5461)
"""A12 and A21 of the Margules model; acetone is 1, water 2. Source: as in J. Kitchin, More
auto-differentiation goodness for science and engineering (2017)."""
NON_RANDOMNESS = 0.3
"""Customary alpha of the NRTL model."""


def margules(n1: Any, n2: Any, a12: Any, a21: Any) -> Any:
    """Return n x1 x2 (A21 x1 + A12 x2)."""
    n = n1 + n2
    return n1 * n2 * (a21 * n1 + a12 * n2) / n**2


def van_laar(n1: Any, n2: Any, a12: Any, a21: Any) -> Any:
    """Return n x1 x2 A12 A21 / (A12 x1 + A21 x2)."""
    return n1 * n2 * a12 * a21 / (a12 * n1 + a21 * n2)


def wilson(n1: Any, n2: Any, l12: Any, l21: Any) -> Any:
    """Return -n [x1 ln(x1 + Λ12 x2) + x2 ln(x2 + Λ21 x1)]."""
    n = n1 + n2
    return -n1 * anp.log((n1 + l12 * n2) / n) - n2 * anp.log((n2 + l21 * n1) / n)


def nrtl(n1: Any, n2: Any, t12: Any, t21: Any) -> Any:
    """Return n x1 x2 [τ21 G21 / (x1 + x2 G21) + τ12 G12 / (x2 + x1 G12)], G = exp(-alpha τ)."""
    g12, g21 = anp.exp(-NON_RANDOMNESS * t12), anp.exp(-NON_RANDOMNESS * t21)
    return n1 * n2 * (t21 * g21 / (n1 + n2 * g21) + t12 * g12 / (n2 + n1 * g12))


def ln_gamma(model: Model, n1: float, n2: float, parameters: Sequence[Any]) -> tuple[Any, Any]:
    """Return ln gamma_1 and ln gamma_2, the derivatives of n G^E / (R T) with respect to n1 and n2.

    >>> by_derivative = ln_gamma(margules, 1.0, 2.0, ACETONE_WATER)
    >>> a12, a21 = ACETONE_WATER
    >>> x1, x2 = 1 / 3, 2 / 3
    >>> by_hand = (a12 + 2 * (a21 - a12) * x1) * x2**2, (a21 + 2 * (a12 - a21) * x2) * x1**2
    >>> print("{:.15f} {:.15f}".format(*by_derivative))
    0.760325925925926 0.244959259259259
    >>> np.allclose(by_derivative, (0.760325925925926, 0.244959259259259), rtol=1e-14, atol=0)
    True
    >>> np.allclose(by_derivative, by_hand, rtol=1e-14, atol=0)
    True
    """
    return grad(model, 0)(n1, n2, *parameters), grad(model, 1)(n1, n2, *parameters)


def gibbs_duhem(model: Model, x1: float, parameters: Sequence[Any]) -> float:
    """Return x1 d(ln gamma_1)/dn1 + x2 d(ln gamma_2)/dn1 at one mole in total; it is zero.

    >>> fractions = np.linspace(0, 1, 201)
    >>> left = [gibbs_duhem(margules, x1, ACETONE_WATER) for x1 in fractions]
    >>> bool(np.max(np.abs(left)) < 4 * np.finfo(float).eps)
    True
    """
    n1, n2 = float(x1), 1.0 - float(x1)
    first = grad(grad(model, 0), 0)(n1, n2, *parameters)
    second = grad(grad(model, 1), 0)(n1, n2, *parameters)
    return float(n1 * first + n2 * second)


def infinite_dilution(model: Model, parameters: Sequence[Any]) -> Any:
    """Return (ln gamma_1 at x1 = 0, ln gamma_2 at x2 = 0) of a model, as an array (2,).

    >>> print(infinite_dilution(margules, ACETONE_WATER))
    [2.04   1.5461]
    >>> print(infinite_dilution(van_laar, ACETONE_WATER))
    [2.04   1.5461]
    >>> l12, l21, t12, t21 = 0.3, 0.4, 0.9, 1.2
    >>> expected = [1 - np.log(l12) - l21, 1 - np.log(l21) - l12]
    >>> np.allclose(infinite_dilution(wilson, (l12, l21)), expected, rtol=1e-14)
    True
    >>> expected = [t21 + t12 * np.exp(-0.3 * t12), t12 + t21 * np.exp(-0.3 * t21)]
    >>> np.allclose(infinite_dilution(nrtl, (t12, t21)), expected, rtol=1e-14)
    True
    """
    alone = ln_gamma(model, 0.0, 1.0, parameters)[0], ln_gamma(model, 1.0, 0.0, parameters)[1]
    return anp.array(alone)


def parameters_of_limits(model: Model, limits: Sequence[float], start: FloatArray) -> FloatArray:
    """Return the two parameters for which ``infinite_dilution`` gives ``limits``, from ``start``.

    The equations are derivatives of a model already; their Jacobian differentiates once more.

    >>> starts = {van_laar: (2.0, 2.0), wilson: (0.3, 0.3), nrtl: (1.0, 1.0)}
    >>> for model, start in starts.items():
    ...     parameters = parameters_of_limits(model, ACETONE_WATER, np.array(start))
    ...     first, second = ln_gamma(model, 1 / 3, 2 / 3, parameters)
    ...     left = [gibbs_duhem(model, x1, parameters) for x1 in np.linspace(0, 1, 201)]
    ...     holds = bool(np.max(np.abs(left)) < 16 * np.finfo(float).eps)
    ...     print("{:9s}{:7.4f}{:7.4f}".format(model.__name__, *parameters), end="")
    ...     print(f"{first:9.4f}{second:7.4f} {holds}")
    van_laar  2.0400 1.5461   0.7406 0.2443 True
    wilson    0.2223 0.4638   0.6621 0.2313 True
    nrtl      0.5691 1.5602   0.7198 0.2426 True
    """

    def equations(parameters: Any) -> Any:
        return infinite_dilution(model, parameters) - np.asarray(limits)

    return np.asarray(root(equations, start, jac=jacobian(equations)).x)
