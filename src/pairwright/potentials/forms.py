"""Pair potentials, each one differentiable function of distance and parameters, and a table.

A form is written in autograd's numpy; forces, stress, Jacobians, fits, figures and exports follow
from it. To add one, write its function and add a line to ``FORMS``, or keep both in a file of your
own (see :mod:`pairwright.potentials.library`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import autograd.numpy as anp

from pairwright.potentials.damping import dampings
from pairwright.potentials.guard import steepest_point

Array = Any
PairFunction = Callable[[Array, Sequence[Array]], Array]


@dataclass(frozen=True)
class Parameter:
    """A parameter of a form: its name, its unit, and where fits start.

    ``start`` counts in natural units: for Å the shortest distance of the most stable structure, for
    eV the energy it gains for each neighbour, and products of powers of these for other units.
    Further starts are drawn between ``start / spread`` and ``start * spread``. A ``logarithmic``
    parameter is varied through the logarithm of its distance from ``lower``, which it cannot
    reach; another one may end there.
    """

    name: str
    unit: str
    start: float
    spread: float = 1.5
    lower: float = 0.0
    logarithmic: bool = True


@dataclass(frozen=True)
class Form:
    """A pair potential: energy (eV) of one pair as a function of distance (Å) and parameters.

    ``breaks`` are distances (Å) where a derivative of the function jumps, and ``moving_break``
    gives one more for values of the parameters. A ``linear`` form is linear in all its parameters.
    ``larger_first`` are the places of two parameters that can be exchanged without a change of the
    energy: the larger one is reported as the first.
    """

    function: PairFunction
    parameters: tuple[Parameter, ...]
    breaks: tuple[float, ...] = ()
    moving_break: Callable[[Sequence[float]], float] | None = None
    linear: bool = False
    larger_first: tuple[int, int] | None = None


def lennard_jones(r: Array, parameters: Sequence[Array]) -> Array:
    """Return 4 epsilon [(sigma / r)^12 - (sigma / r)^6] in eV, for r in Å.

    ``parameters`` are epsilon (eV) and sigma (Å).
    Source: J. E. Jones, Proc. R. Soc. A 106, 463 (1924), with the exponents 12 and 6.
    """
    epsilon, sigma = parameters
    attraction = (sigma / r) ** 6
    return 4 * epsilon * (attraction**2 - attraction)


def mie(r: Array, parameters: Sequence[Array]) -> Array:
    """Return C epsilon [(sigma / r)^n - (sigma / r)^m] in eV, for r in Å; the well is epsilon deep.

    C = n / (n - m) (n / m)^(m / (n - m)). ``parameters`` are epsilon (eV), sigma (Å) and the
    exponents n > m; 12 and 6 give Lennard-Jones. Exchanging n and m changes nothing.
    Source: G. Mie, Ann. Phys. 316, 657 (1903).
    """
    epsilon, sigma, n, m = parameters
    depth = n / (n - m) * (n / m) ** (m / (n - m))
    return depth * epsilon * ((sigma / r) ** n - (sigma / r) ** m)


def morse(r: Array, parameters: Sequence[Array]) -> Array:
    """Return epsilon [(1 - exp(-a (r - r_m)))^2 - 1] in eV, for r in Å; the well is epsilon deep.

    ``parameters`` are epsilon (eV), the steepness a (1/Å) and the position r_m of the well (Å).
    Source: P. M. Morse, Phys. Rev. 34, 57 (1929).
    """
    epsilon, steepness, position = parameters
    decay = anp.exp(-steepness * (r - position))
    return epsilon * (decay**2 - 2 * decay)


def buckingham(r: Array, parameters: Sequence[Array]) -> Array:
    """Return epsilon / (1 - 6/a) [6/a exp(a (1 - x)) - x^-6] in eV, x = r / r_m, for r in Å.

    ``parameters`` are epsilon (eV), the position r_m of the well (Å) and the steepness a > 7. The
    bare function falls to minus infinity at short range; from its steepest point inwards it goes
    on as a straight line, with continuous second derivative.
    Source: R. A. Buckingham, Proc. R. Soc. A 168, 264 (1938); the guard is our own.
    """
    epsilon, position, steepness = parameters
    # The slope at the joint is the largest, so moving the joint changes nothing to first order.
    joint = steepest_point(steepness)
    x = anp.maximum(r / position, joint)
    repulsion = 6 / steepness * anp.exp(steepness * (1 - x))
    attraction = x**-6.0
    slope = 6 * attraction / x - steepness * repulsion
    inside = slope * (r / position - x)
    return epsilon / (1 - 6 / steepness) * (repulsion - attraction + inside)


def buckingham_joint(parameters: Sequence[float]) -> float:
    """Return the distance (Å) from which inwards Buckingham's potential is a straight line."""
    _, position, steepness = parameters
    return position * float(steepest_point(steepness))


def tang_toennies(r: Array, parameters: Sequence[Array]) -> Array:
    """Return A exp(-b r) - sum over n = 6, 8, 10 of f_n(b r) C_n / r^n in eV, for r in Å.

    f_n(x) = 1 - exp(-x) sum over k <= n of x^k / k! damps the dispersion where atoms overlap.
    ``parameters`` are A (eV), b (1/Å), C6 (eV Å^6), C8 (eV Å^8) and C10 (eV Å^10).
    Source: K. T. Tang and J. P. Toennies, J. Chem. Phys. 80, 3726 (1984).
    """
    a, b, *dispersion = parameters
    energy = a * anp.exp(-b * r)
    damped = dampings(b * r)
    for n, coefficient in zip((6, 8, 10), dispersion, strict=True):
        energy = energy - damped[n] * coefficient * r ** -float(n)
    return energy


def double_exponential(r: Array, parameters: Sequence[Array]) -> Array:
    """Return epsilon / (a - b) [b exp(a (1 - x)) - a exp(b (1 - x))] in eV, x = r / r_m, r in Å.

    ``parameters`` are epsilon (eV), the position r_m of the well (Å), and the steepnesses a > b of
    repulsion and attraction; a = 2 b gives Morse. Exchanging a and b changes nothing.
    Source: X. Wu and B. R. Brooks, AIP Adv. (2019), doi 10.1063/1.5107505.
    """
    epsilon, position, a, b = parameters
    gap = 1 - r / position
    return epsilon / (a - b) * (b * anp.exp(a * gap) - a * anp.exp(b * gap))


FORMS: dict[str, Form] = {
    "lennard-jones": Form(
        lennard_jones, (Parameter("epsilon", "eV", 1.0), Parameter("sigma", "Å", 0.9, 1.15))
    ),
    "mie": Form(
        mie,
        (
            Parameter("epsilon", "eV", 1.0),
            Parameter("sigma", "Å", 0.9, 1.15),
            Parameter("repulsive_exponent", "", 12.0, 1.3),
            Parameter("attractive_exponent", "", 6.0, 1.3),
        ),
        larger_first=(2, 3),
    ),
    "morse": Form(
        morse,
        (
            Parameter("epsilon", "eV", 1.0),
            Parameter("steepness", "1/Å", 6.0),
            Parameter("position", "Å", 1.0, 1.15),
        ),
    ),
    "buckingham": Form(
        buckingham,
        (
            Parameter("epsilon", "eV", 1.0),
            Parameter("position", "Å", 1.0, 1.15),
            Parameter("steepness", "", 13.0, 1.3, lower=7.0),
        ),
        moving_break=buckingham_joint,
    ),
    "tang-toennies": Form(
        tang_toennies,
        (
            Parameter("A", "eV", 1.65e6, 2.0),
            Parameter("b", "1/Å", 14.4, 1.1),
            Parameter("C6", "eV Å^6", 1.1, 1.3, logarithmic=False),
            Parameter("C8", "eV Å^8", 0.55, 2.0, logarithmic=False),
            Parameter("C10", "eV Å^10", 0.33, 2.0, logarithmic=False),
        ),
    ),
    "double-exponential": Form(
        double_exponential,
        (
            Parameter("epsilon", "eV", 1.0),
            Parameter("position", "Å", 1.0, 1.15),
            Parameter("repulsive_steepness", "", 14.0, 1.3),
            Parameter("attractive_steepness", "", 6.0, 1.3),
        ),
        larger_first=(2, 3),
    ),
}
