"""Lattice sums, and models that tests of crystals share."""

import numpy as np
from ase.build import bulk

from pairwright.data.crystals import primitive_cell
from pairwright.data.pairs import structure_distances
from pairwright.potentials.cutoffs import Cutoff
from pairwright.potentials.forms import Form, Parameter
from pairwright.potentials.model import Model, model_named

# Sums of r^-n over all other atoms, with a nearest neighbour at 1. Source: A. Burrows, S. Cooper,
# E. Pahl, P. Schwerdtfeger, J. Math. Phys. 61, 123503 (2020), 10.1063/5.0021159.
SUMS = {
    "fcc": {6: 14.453921043744, 8: 12.801937231, 10: 12.311245665, 12: 12.131880196545},
    "hcp": {6: 14.454897277842, 8: 12.802821853, 10: 12.311896234, 12: 12.132293769099},
    "bcc": {6: 12.253667867292, 8: 10.355197908, 10: 9.564400615, 12: 9.114183268075},
}
NEIGHBOUR = {"fcc": 2 ** (1 / 6), "hcp": 2 ** (1 / 6), "bcc": (27 / 16) ** (1 / 6)}
"""Distance of nearest neighbours at a volume of 1 for each atom."""

ARGON = {
    "lennard-jones": (0.0103, 3.44),
    "mie": (0.0085, 3.5, 11.3, 5.2),
    "morse": (0.0103, 1.6, 3.86),
    "buckingham": (0.0103, 3.86, 13.5),
    "tang-toennies": (2e4, 3.84, 38.0, 270.0, 2300.0),
    "double-exponential": (0.0103, 3.86, 14.0, 6.0),
}
"""Values of the parameters that make each form something like argon."""


def model(form="lennard-jones", scheme="switch", radius=9.0, **options):
    """Return a model; a smooth switch ends it unless another scheme is asked for."""
    return model_named(form, Cutoff(scheme, radius), **options)


def inverse_power(exponent, radius):
    """Return the model r^-exponent with a tail."""
    form = Form(
        lambda r, parameters: parameters[0] * r ** -float(exponent), (Parameter("c", "", 1),)
    )
    return Model("inverse power", form, Cutoff("tail", radius))


def crystal(structure, volume=1.0):
    """Return the primitive cell of a crystal at a volume (Å^3 per atom)."""
    return primitive_cell("Ar", structure, volume)


def exact_lennard_jones(structure):
    """Return V0, E0 and B0 for an atom at infinite range, in units of epsilon and sigma."""
    sums = SUMS[structure]
    neighbour = (2 * sums[12] / sums[6]) ** (1 / 6)
    v0 = (neighbour / NEIGHBOUR[structure]) ** 3
    e0 = -(sums[6] ** 2) / (2 * sums[12])
    return v0, e0, 8 * abs(e0) / v0


def balanced_radius(atoms, about):
    """Return a radius just below ``about`` whose sphere holds as many atoms as its volume.

    What lies beyond is then best replaced by its mean density: the error of the tail falls as if
    the radius were larger.
    """
    distances = structure_distances(atoms.positions, atoms.cell.array, atoms.pbc, about)
    within = 1 + 2 / len(atoms) * np.arange(1, len(distances) + 1)
    radii = (3 * within / (4 * np.pi) * atoms.get_volume() / len(atoms)) ** (1 / 3)
    between = np.flatnonzero((distances[:-1] < radii[:-1]) & (radii[:-1] < distances[1:]))
    return float(radii[between[-1]])


def conventional(structure, constant):
    """Return the cubic cell of a crystal."""
    return bulk("Ar", structure, a=constant, cubic=True)
