"""The pair energy and force as columns, for plots and for other programs."""

import math

import numpy as np
import numpy.typing as npt

from pairwright.export.description import commented, description
from pairwright.export.lammps_table import table_start
from pairwright.export.potential import Potential

COLUMNS = "r_A,energy_eV,force_eV_per_A"
PER_ANGSTROM = 100
"""Lines of the table for each Å."""

PAIR_PART = "Only phi(r), the energy of a pair, is below: the triple dipoles come on top of it."
TAIL_PART = "Only phi(r) up to the cutoff is below: the tail beyond it comes on top."


def distances(start: float, radius: float) -> npt.NDArray[np.float64]:
    """Return the whole hundredths of an Å from ``start`` to ``radius`` (Å), and the radius."""
    first, last = math.ceil(start * PER_ANGSTROM), math.ceil(radius * PER_ANGSTROM)
    return np.append(np.arange(first, last) / PER_ANGSTROM, radius)


def pair_columns(potential: Potential) -> str:
    """Return CSV with distance (Å), pair energy (eV) and force -d phi / d r (eV/Å).

    Distances are 0.01 Å apart, from well below the data to the cutoff radius. Lines with # at the
    head say what it is. Raises PairwrightError when the energy is no number at short range.
    """
    r = distances(table_start(potential), potential.radius)
    columns = zip(
        r.tolist(), potential.energies(r).tolist(), potential.forces(r).tolist(), strict=True
    )
    head = description(potential)
    if potential.model.triple_radius:
        head.append(PAIR_PART)
    if potential.model.cutoff.has_tail:
        head.append(TAIL_PART)
    return (
        commented(head)
        + f"{COLUMNS}\n"
        + "".join(f"{distance!r},{energy!r},{force!r}\n" for distance, energy, force in columns)
    )
