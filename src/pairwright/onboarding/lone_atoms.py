"""Which rows with one atom can give the zero of energy, and why others cannot."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ase.db.row import AtomsRow

from pairwright.data.quality import cell_volume, shortest_distance

ALONE_A, ALONE_IN_LENGTHS = 6.0, 2.0
"""Single atoms farther than this (Å, and in shortest distances of the other rows) from their own
images count as isolated."""
SAME_ENERGY_EV = 1e-6
UNNAMED = ("unknown", "not given")
"""What stands for the calculator of rows of which nobody said what computed them."""
_SEARCHED_A = 30.0


@dataclass(frozen=True)
class LoneAtom:
    """A row with one atom: its ``energy`` in eV, the ``program`` and the key ``kind`` of the row.

    ``distance`` (Å) is that to its own images, infinite without periodicity or above 30 Å.
    """

    id: int
    energy: float
    element: str
    program: str
    kind: str
    periodic: bool
    distance: float


def lone_atom(row: AtomsRow, program: str) -> LoneAtom | None:
    """Return what a row with an energy and one atom tells, None when it feels its images."""
    pbc = np.asarray(row.pbc, dtype=bool)
    distance = _distance_to_images(row) if pbc.any() else np.inf
    if row.natoms != 1 or row.get("energy") is None or distance <= ALONE_A:
        return None
    return LoneAtom(
        id=row.id,
        energy=float(row.get("energy")),
        element=row.symbols[0],
        program=program,
        kind=str(row.get("key_value_pairs", {}).get("kind", "atom")),
        periodic=bool(pbc.any()),
        distance=distance,
    )


def far_enough(atoms: Sequence[LoneAtom], length: float) -> list[LoneAtom]:
    """Leave out the stretched crystals, ``length`` (Å) being the shortest distance of a crystal."""
    return [atom for atom in atoms if atom.distance > ALONE_IN_LENGTHS * length]


def why_not(atom: LoneAtom, programs: set[str]) -> str | None:
    """Return why an atom is no zero of energy for rows of ``programs``, None when it is one.

    An atom or rows of which nobody said what computed them are taken on trust.
    """
    if atom.kind != "atom":
        return f"marked kind={atom.kind}, not kind=atom"
    if not programs & set(UNNAMED) and atom.program not in programs | set(UNNAMED):
        return f"computed by {atom.program}, the others by {', '.join(sorted(programs))}"
    return None


def agree(atoms: Sequence[LoneAtom]) -> bool:
    """Say whether there are atoms and their energies are the same, to 1 µeV."""
    energies = [atom.energy for atom in atoms]
    return bool(energies) and max(energies) - min(energies) <= SAME_ENERGY_EV


def _distance_to_images(row: AtomsRow) -> float:
    """Return the distance (Å) of a row's first atom to its images; 0 for a cell without volume."""
    cell, pbc = np.asarray(row.cell), np.asarray(row.pbc, dtype=bool)
    if not np.isfinite(cell).all() or (pbc.all() and not cell_volume(cell, pbc) > 1e-6):
        return 0.0
    if not cell[pbc].any(axis=1).all():
        return 0.0
    # Most rows with one atom are crystals, and a small radius says so at once.
    near = shortest_distance(np.zeros((1, 3)), cell, pbc, ALONE_A)
    if np.isfinite(near):
        return near
    return shortest_distance(np.zeros((1, 3)), cell, pbc, _SEARCHED_A)
