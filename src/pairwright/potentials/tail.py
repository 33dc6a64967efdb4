"""What lies beyond the cutoff, as if the atoms there were smeared out to a constant density.

At N atoms in the volume V the energy of an atom grows by 2 pi (N / V) I, with I the integral of
r^2 phi(r) from the cutoff radius to infinity, and the stress by (2 pi / 3) (N / V)^2 W, with W the
integral of r^3 phi'(r). Source: M. P. Allen and D. J. Tildesley, Computer Simulation of Liquids.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt

from pairwright.errors import PairwrightError
from pairwright.potentials.forms import Array, PairFunction
from pairwright.potentials.model import Model

FloatArray = npt.NDArray[np.float64]

POWER = 5
"""With radius / r = t^5, phi r^2 dr is smooth in t even where phi falls like r^-3.8."""
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_T = (_POINTS + 1) / 2
SLOWEST = 1e-3
"""Of r^3 phi at the cutoff, what may be left of it at the farthest place: exponents above 3.16."""


def tail_places(radius: float) -> FloatArray:
    """Return the distances (65,) in Å beyond a cutoff ``radius`` (Å) that the tail is made of."""
    return np.append(radius * _T**-POWER, radius)


def tail_weights(radius: float) -> tuple[FloatArray, FloatArray]:
    """Return what phi at :func:`tail_places` is multiplied by for I and for W, shape (65,) each.

    With r = radius / t^5, I is the integral of 5 radius^3 t^-16 phi over t from 0 to 1, by
    Gauss-Legendre: exact for inverse powers with whole exponents above 3, to 1e-9 for any above
    3.5. W is -radius^3 phi(radius) - 3 I.
    """
    integral = np.append(_WEIGHTS / 2 * POWER * radius**3 * _T ** (-3.0 * POWER - 1), 0.0)
    moment = -3 * integral
    moment[-1] = -(radius**3)
    return integral, moment


@dataclass(frozen=True)
class Tail:
    """The tail's energy of each atom (eV) and its stress (eV/Å^3), the same in each direction."""

    energy_per_atom: float
    stress: float


def tail_integrals(
    function: PairFunction, radius: float, parameters: Sequence[Array]
) -> tuple[Array, Array]:
    """Return I and W (eV Å^3) of a function without end, for a cutoff ``radius`` (Å).

    ``parameters`` are scalars, or arrays (..., 1) for several sets at once.
    """
    values = function(tail_places(radius), parameters)
    integral, moment = tail_weights(radius)
    return anp.sum(integral * values, axis=-1), anp.sum(moment * values, axis=-1)


def tail_of(model: Model, pair_values: Sequence[float], natoms: int, volume: float) -> Tail:
    """Return the tail of a model's pair form for ``natoms`` in a ``volume`` (Å^3)."""
    density = natoms / volume
    integral, moment = tail_integrals(model.form.function, model.cutoff.radius, pair_values)
    return Tail(2 * np.pi * density * float(integral), 2 * np.pi / 3 * density**2 * float(moment))


def check_tail(model: Model, pair_values: Sequence[float]) -> None:
    """Raise PairwrightError when phi falls so slowly that what lies beyond has no finite sum."""
    places = tail_places(model.cutoff.radius)
    moments = np.abs(model.form.function(places, pair_values)) * places**3
    if not moments[0] <= SLOWEST * moments[-1]:
        raise PairwrightError(
            f"{model.name}: has no tail, its energy falls hardly faster than r^-3; choose another "
            "cutoff.scheme, or give its exponents bounds in fit.constraints"
        )
