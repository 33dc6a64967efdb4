"""Pair potentials, each one differentiable function of distance and parameters, and a table.

A form is written in autograd's numpy; forces, stress, Jacobians, fits, figures and exports follow
from it. To add one, write its function and add a line to ``FORMS``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pairwright.errors import PairwrightError

Array = Any
PairFunction = Callable[[Array, Sequence[Array]], Array]


@dataclass(frozen=True)
class Parameter:
    """A parameter of a form: its name, its unit, and where a fit starts.

    ``start`` counts in natural units: for Å the shortest distance of the most stable structure,
    for 1/Å its inverse, for eV the energy it gains for each neighbour, and for no unit 1.
    Parameters are positive.
    """

    name: str
    unit: str
    start: float


@dataclass(frozen=True)
class Form:
    """A pair potential: energy (eV) of one pair as a function of distance (Å) and parameters."""

    function: PairFunction
    parameters: tuple[Parameter, ...]


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
    exponents n > m; 12 and 6 give Lennard-Jones.
    Source: G. Mie, Ann. Phys. 316, 657 (1903).
    """
    epsilon, sigma, n, m = parameters
    depth = n / (n - m) * (n / m) ** (m / (n - m))
    return depth * epsilon * ((sigma / r) ** n - (sigma / r) ** m)


FORMS: dict[str, Form] = {
    "lennard-jones": Form(
        lennard_jones, (Parameter("epsilon", "eV", 1.0), Parameter("sigma", "Å", 0.9))
    ),
    "mie": Form(
        mie,
        (
            Parameter("epsilon", "eV", 1.0),
            Parameter("sigma", "Å", 0.9),
            Parameter("repulsive_exponent", "", 12.0),
            Parameter("attractive_exponent", "", 6.0),
        ),
    ),
}


def form_named(name: str) -> Form:
    """Return a form; raises PairwrightError listing the known ones."""
    if name not in FORMS:
        raise PairwrightError(f"unknown form {name!r}; known: {', '.join(FORMS)}")
    return FORMS[name]
