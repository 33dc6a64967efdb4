"""The tail of a potential for which LAMMPS has none, carried by a style that acts on no pair.

LAMMPS adds tails of its own styles to energy and pressure, those of buck among them. A buck that
ends at 0.1 Å touches no two atoms, and its two coefficients can be chosen so that its tail is any
other: with the radius R, a = A exp(-1) and c = C / R^6 for rho = R, the integral of r^2 phi beyond
R is I = R^3 (5 a - c / 3), and R^3 phi(R) is M = R^3 (a - c). Both are to be those of the
potential, so a = (3 I - M) / (14 R^3) and c = a - M / R^3.
"""

import math

from pairwright.export.potential import Potential
from pairwright.potentials.tail import tail_integrals

RADIUS = 0.1


def carrier_coefficients(potential: Potential) -> tuple[float, float, float]:
    """Return A (eV), rho (Å) and C (eV Å^6) of the buck that has the potential's tail."""
    integral, moment = (
        float(value)
        for value in tail_integrals(
            potential.model.form.function, potential.radius, potential.pair_values
        )
    )
    # W of the tail is -radius^3 phi(radius) - 3 I.
    edge = -moment - 3 * integral
    a = (3 * integral - edge) / (14 * RADIUS**3)
    c = a - edge / RADIUS**3
    return a * math.e, RADIUS, c * RADIUS**6
