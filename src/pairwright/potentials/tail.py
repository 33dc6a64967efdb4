"""What lies beyond the cutoff, as if the atoms there were smeared out to a constant density.

At N atoms in the volume V the energy of an atom grows by 2 pi (N / V) I, with I the integral of
r^2 phi(r) from the cutoff radius to infinity, and the stress by (2 pi / 3) (N / V)^2 W, with W the
integral of r^3 phi'(r). Source: M. P. Allen and D. J. Tildesley, Computer Simulation of Liquids.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import autograd.numpy as anp
import numpy as np

from pairwright.potentials.forms import Array, PairFunction
from pairwright.potentials.model import Model

_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(64)
SHARES = (_POINTS + 1) / 2
"""Of the radius over the distance, where phi is evaluated."""


@dataclass(frozen=True)
class Tail:
    """The tail's energy of each atom (eV) and its stress (eV/Å^3), the same in each direction."""

    energy_per_atom: float
    stress: float


def tail_integrals(
    function: PairFunction, radius: float, parameters: Sequence[Array]
) -> tuple[Array, Array]:
    """Return I (eV Å^3) and W = -radius^3 phi(radius) - 3 I (eV Å^3) of a function without end.

    With r = radius / u, I is the integral of radius^3 u^-4 phi over u from 0 to 1, by
    Gauss-Legendre: exact for inverse powers with whole exponents above 3. ``radius`` is in Å.
    ``parameters`` are scalars, or arrays (..., 1) for several sets at once.
    """
    values = function(radius / SHARES, parameters)
    integral = anp.sum(_WEIGHTS / 2 * radius**3 * SHARES**-4 * values, axis=-1)
    edge = function(radius * anp.ones(1), parameters)[..., 0]
    return integral, -(radius**3) * edge - 3 * integral


def tail_of(model: Model, pair_values: Sequence[float], natoms: int, volume: float) -> Tail:
    """Return the tail of a model's pair form for ``natoms`` in a ``volume`` (Å^3)."""
    density = natoms / volume
    integral, moment = tail_integrals(model.form.function, model.cutoff.radius, pair_values)
    return Tail(2 * np.pi * density * float(integral), 2 * np.pi / 3 * density**2 * float(moment))
