"""The smallest cell of a crystal, found by the translations that map its atoms onto each other."""

import numpy as np
import numpy.typing as npt
from ase import Atoms
from ase.geometry import minkowski_reduce

FloatArray = npt.NDArray[np.float64]

TOLERANCE = 1e-3
"""Atoms that a translation brings this close (Å) to each other fall on each other."""

_AROUND = np.array([(i, j, k) for i in (0, -1, 1) for j in (0, -1, 1) for k in (0, -1, 1)])


def primitive(atoms: Atoms) -> Atoms:
    """Return the crystal in its smallest cell, not turned; ``atoms`` itself when that is its own.

    ``atoms`` are of one element and periodic in three directions. What belongs to the atoms other
    than places, such as a calculator, is left behind.
    """
    cell, _ = minkowski_reduce(atoms.cell.array)
    places = np.linalg.solve(cell.T, atoms.positions.T).T
    translations = _translations(places, cell)
    if len(translations) == 1:
        return atoms
    basis = _shortest_basis((translations[:, None] + _AROUND).reshape(-1, 3) @ cell)
    within = np.linalg.solve(basis.T, atoms.positions.T).T
    kept = [0]
    for atom in range(1, len(atoms)):
        if not _coincide(within[atom] - within[kept], basis).any():
            kept.append(atom)
    return Atoms(atoms.symbols[kept], positions=atoms.positions[kept], cell=basis, pbc=True)


def _translations(places: FloatArray, cell: FloatArray) -> FloatArray:
    """Return the scaled translations (m, 3), zero among them, that map all atoms onto atoms."""
    found = []
    for candidate in places - places[0]:
        candidate = candidate - candidate.round()
        # Most candidates fail with the last atom already.
        if all(_coincide(place + candidate - places, cell).any() for place in places[::-1]):
            found.append(candidate)
    return np.array(found)


def _coincide(differences: FloatArray, cell: FloatArray) -> npt.NDArray[np.bool_]:
    """Say which scaled differences (k, 3) are vectors of the lattice."""
    apart = np.linalg.norm((differences - differences.round()) @ cell, axis=1)
    return np.asarray(apart < TOLERANCE)


def _shortest_basis(vectors: FloatArray) -> FloatArray:
    """Return the three shortest independent ones of a lattice's vectors (k, 3), right-handed.

    In three dimensions they make up the lattice. Source: B. L. van der Waerden, Acta Math. 96, 265
    (1956).
    """
    lengths = np.linalg.norm(vectors, axis=1)
    # Equal lengths are ordered by direction, so that the choice does not hang on rounding.
    order = np.lexsort((*(-vectors.T.round(6)), lengths.round(6)))
    basis: list[FloatArray] = []
    for vector in vectors[order]:
        trial = [*basis, vector]
        if np.linalg.matrix_rank(np.array(trial), tol=100 * TOLERANCE) == len(trial):
            basis = trial
        if len(basis) == 3:
            break
    chosen = np.array(basis)
    return chosen if np.linalg.det(chosen) > 0 else -chosen
