"""A cubic spline as a pair potential: linear in its coefficients, and with no shape of its own."""

from collections.abc import Sequence

import autograd.numpy as anp
import numpy as np

from pairwright.errors import PairwrightError
from pairwright.potentials.forms import Array, Form, Parameter

SPLINE = "spline"
FIRST = 0.8
"""Knots are placed between this share of the natural length and the cutoff radius."""


def spline(knots: Sequence[float]) -> Form:
    """Return the form phi(r) = sum over knots t of c_t max(t - r, 0)^3 in eV, for r in Å.

    ``knots`` are distances t (Å) that rise; beyond the last one phi is zero, with two continuous
    derivatives. The parameters are the coefficients c_t (eV/Å^3), of either sign.
    Source: the truncated powers of C. de Boor, A Practical Guide to Splines (1978).
    Raises PairwrightError for fewer than four knots, or knots that do not rise.
    """
    places = np.asarray(knots, dtype=float)
    if len(places) < 4 or not (np.diff(places) > 0).all() or places[0] <= 0:
        raise PairwrightError(
            f"fit.spline.knots_A: found {list(knots)}; allowed: four or more distances (Å) that "
            "rise, the last one where the potential ends"
        )

    def function(r: Array, parameters: Sequence[Array]) -> Array:
        energy = 0.0
        for place, coefficient in zip(places, parameters, strict=True):
            energy = energy + coefficient * anp.maximum(place - r, 0.0) ** 3
        return energy

    names = tuple(
        Parameter(f"c{number}", "eV/Å^3", 1.0, lower=-np.inf, logarithmic=False)
        for number in range(1, len(places) + 1)
    )
    return Form(function, names, tuple(places.tolist()), linear=True)


def placed_knots(number: int, length: float, cutoff_radius: float) -> list[float]:
    """Return knots (Å) between the natural ``length`` and the cutoff, denser where r is short.

    Their inverse distances are evenly spaced.
    """
    inverse = np.linspace(1 / (FIRST * length), 1 / cutoff_radius, number)
    return [round(float(1 / value), 6) for value in inverse]
