"""Whether energies and forces of a database belong together: same units, forces not gradients.

Between two rows that differ by small displacements dx only, the energy changes by

    dE = -(F1 + F2) / 2 · dx

up to the third order (the trapezoidal rule). Over many such pairs the slope of dE against the right
hand side is 1, whatever the potential, and another number when units are mixed.
"""

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.errors import PairwrightError

FloatArray = npt.NDArray[np.float64]

MOST_PAIRS = 1000
FEWEST_PAIRS = 8
LONGEST_STEP_A = 0.5
SURE = 0.95
"""Correlation from which on a slope is taken seriously."""
FACTOR = 5.0
"""A slope is wrong when it is off by more than this; units are off by 13.6 and more."""


def require_consistency(dataset: Dataset, path: str) -> None:
    """Raise PairwrightError when energies and forces of ``dataset`` cannot belong together."""
    changes = energy_changes(dataset)
    if len(changes) < FEWEST_PAIRS:
        return
    energies, works = changes.T
    scale = np.sqrt((energies @ energies) * (works @ works))
    if scale == 0 or abs(energies @ works) < SURE * scale:
        return
    slope = float(energies @ works / (works @ works))
    if not 1 / FACTOR < slope < FACTOR:
        raise PairwrightError(
            f"{path}: between rows that differ by small displacements energies change by "
            f"{slope:.3g} times what the forces give; energies must be in eV, forces in eV/Å and "
            "minus the gradient: convert them, and check the sign"
        )


def energy_changes(dataset: Dataset) -> FloatArray:
    """Return dE and -(F1 + F2) / 2 · dx in eV, shape (p, 2), of neighbouring rows of a group.

    The cells of both are the same, no atom moves by more than half an Å, all forces are known.
    """
    order = np.argsort(dataset.groups, kind="stable")
    same = dataset.groups[order[:-1]] == dataset.groups[order[1:]]
    same &= dataset.natoms[order[:-1]] == dataset.natoms[order[1:]]
    candidates = np.flatnonzero(same)
    step = max(1, len(candidates) // MOST_PAIRS)
    found = [
        change
        for place in candidates[::step].tolist()
        if (change := _change(dataset, int(order[place]), int(order[place + 1]))) is not None
    ]
    return np.array(found, dtype=float).reshape(-1, 2)


def _change(dataset: Dataset, one: int, other: int) -> tuple[float, float] | None:
    if not np.allclose(dataset.cells[one], dataset.cells[other], rtol=0, atol=1e-8):
        return None
    first, second = dataset.atoms_of(one), dataset.atoms_of(other)
    moves = dataset.positions[second] - dataset.positions[first]
    forces = (dataset.forces[first] + dataset.forces[second]) / 2
    if np.abs(moves).max() > LONGEST_STEP_A or not np.isfinite(forces).all():
        return None
    return float(dataset.energies[other] - dataset.energies[one]), -float(np.sum(forces * moves))
