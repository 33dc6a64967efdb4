"""Whether energies, forces and stresses of a database belong together: same units, same sign.

Between two rows that differ by small displacements dx only, the energy changes by

    dE = -(F1 + F2) / 2 · dx

up to the third order (the trapezoidal rule), and between two rows of which one is the other one
expanded from volume V1 to V2 by

    dE = (s1 + s2) / 2 (V2 - V1)

where s is a third of the trace of the stress in ASE's sign. Over many such pairs the slope is 1,
whatever the potential, and another number when units are mixed.
"""

import hashlib

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.errors import PairwrightError

FloatArray = npt.NDArray[np.float64]

MOST_PAIRS = 1000
FEWEST_PAIRS, FEWEST_EXPANSIONS = 8, 4
LONGEST_STEP_A, LARGEST_EXPANSION = 0.5, 1.3
SURE = 0.95
"""Correlation from which on a slope is taken seriously."""
FACTOR = 5.0
"""A slope is wrong when it is off by more than this. Energies in Ha, kJ/mol or meV beside forces in
eV/Å, or the other way round, are off by 27 and more."""
USUAL_SLOPES = (0.6, 1.3)
"""Other slopes are suspect: forces in eV/Bohr give 1.9, atomic units too, positions in Bohr 0.5,
energies per atom one over the number of atoms. Sound data give 1.0 when atoms are displaced by 0.02
Å and 0.7 to 0.8 by 0.1 Å and more, as the third order then counts."""
USUAL_STRESS = (0.5, 2.0)


def require_consistency(dataset: Dataset, path: str) -> None:
    """Raise PairwrightError when energies and forces of ``dataset`` cannot belong together."""
    slope = force_slope(dataset)
    if slope is not None and not 1 / FACTOR < slope < FACTOR:
        raise PairwrightError(
            f"{path}: between rows that differ by small displacements energies change by "
            f"{slope:.3g} times what the forces give; energies must be in eV and of the whole cell "
            "(not per atom), forces in eV/Å (not eV/Bohr) and minus the gradient: convert them, "
            "and check the sign"
        )


def force_slope(dataset: Dataset) -> float | None:
    """Return how many times what forces give energies change, None when that cannot be told."""
    changes = energy_changes(dataset)
    if len(changes) < FEWEST_PAIRS:
        return None
    energies, works = changes.T
    return _slope(energies, works)


def stress_factor(dataset: Dataset) -> float | None:
    """Return how many times what energies give the stresses are, None when that cannot be told."""
    changes = expansions(dataset)
    if len(changes) < FEWEST_EXPANSIONS:
        return None
    energies, works = changes.T
    return _slope(works, energies)


def _slope(ordinates: FloatArray, abscissae: FloatArray) -> float | None:
    """Return the slope of a straight line through the origin, None when points are off it."""
    scale = np.sqrt((ordinates @ ordinates) * (abscissae @ abscissae))
    if scale == 0 or abs(ordinates @ abscissae) < SURE * scale:
        return None
    return float(ordinates @ abscissae / (abscissae @ abscissae))


def expansions(dataset: Dataset) -> FloatArray:
    """Return dE and (s1 + s2) / 2 (V2 - V1) in eV, shape (p, 2), of neighbouring volumes.

    Both rows have the same structure, and one is the other one expanded, by at most 30 %.
    """
    volumes = dataset.volumes
    _, shapes = np.unique(_shapes(dataset, volumes), return_inverse=True)
    order = np.lexsort([volumes, shapes])
    one, other = order[:-1], order[1:]
    ratios = volumes[other] / volumes[one]
    pulls = np.trace(dataset.stresses[one] + dataset.stresses[other], axis1=1, axis2=2) / 6
    works = pulls * (volumes[other] - volumes[one])
    same = (shapes[one] == shapes[other]) & np.isfinite(works)
    same &= (ratios > 1 + 1e-6) & (ratios < LARGEST_EXPANSION)
    changes = np.column_stack([dataset.energies[other] - dataset.energies[one], works])
    return np.asarray(changes[same], dtype=float)


def _shapes(dataset: Dataset, volumes: FloatArray) -> list[bytes]:
    """Return for each row what stays when it is expanded: its label, cell and positions (1e-3)."""
    found = []
    for row, scale in enumerate(np.cbrt(np.where(np.isfinite(volumes), volumes, 1.0))):
        lengths = np.vstack([dataset.cells[row], dataset.positions[dataset.atoms_of(row)]])
        # The shift keeps halves and thirds, which crystals are full of, off the edges.
        rounded = np.rint(1000 * lengths / scale + 0.123).astype(np.int64)
        name = str(dataset.structures[row]).encode() + b" "
        found.append(name + hashlib.blake2b(rounded.tobytes(), digest_size=16).digest())
    return found


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
