"""Why a row of a database cannot be used for a fit."""

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from ase.geometry import complete_cell
from vesin import NeighborList

# Loading ase.db takes longer than reading a small dataset: only who reads a database does it.
if TYPE_CHECKING:
    from ase.db.row import AtomsRow

FloatArray = npt.NDArray[np.float64]

SMALLEST_VOLUME = 1e-6
"""Cells below this volume (Å^3) are taken as having none."""

SAME_ENERGY = 1e-6
"""Energies (eV per atom) of one geometry that differ by less are the same."""

LARGEST_ENERGY = 1e7
"""In eV per atom; all electrons of the heaviest elements together are below it."""
LARGEST_FORCE, LARGEST_STRESS, LARGEST_LENGTH = 1e6, 1e6, 1e5
"""In eV/Å, eV/Å^3 and Å; of positions and cell vectors."""


def rejection(row: "AtomsRow", label: str | None, options: dict[str, Any]) -> str | None:
    """Return the reason why a row cannot be used, or None.

    ``label`` is the row's structure label, ``options`` the ``database`` section of the
    configuration.
    """
    element = options["element"]
    others = sorted(set(row.symbols) - {element})
    if others:
        return f"element {', '.join(others)} is not {element}"
    energy = row.get("energy")
    if energy is None:
        return "no energy"
    if label is None:
        return f"no key {options['structure_key']}"
    if options["structures"] is not None and label not in options["structures"]:
        return not_accepted(label)
    return (
        _wrong_shape(row)
        or _not_finite(row)
        or _absurd(row)
        or _bad_cell(row)
        or _too_close(row, options["minimum_distance_A"])
    )


def not_accepted(label: str) -> str:
    """Return the reason for rejecting a row whose structure is not among those to accept."""
    return f"structure {label} is not in database.structures"


def cell_volume(cell: FloatArray, pbc: npt.NDArray[np.bool_]) -> float:
    """Return the volume (Å^3) of a cell (3, 3), NaN unless it is periodic in three directions."""
    return float(abs(np.linalg.det(cell))) if np.all(pbc) else float("nan")


def periodic_box(cell: FloatArray, pbc: npt.NDArray[np.bool_]) -> FloatArray:
    """Return a box (3, 3) in Å with the cell's periodic vectors and perpendicular others.

    A vector along which nothing repeats may be anything in an ASE structure, zero included.
    """
    if np.all(pbc):
        return cell
    box: FloatArray = complete_cell(np.where(np.asarray(pbc)[:, None], cell, 0.0))
    return box


def shortest_distance(
    positions: FloatArray, cell: FloatArray, pbc: npt.NDArray[np.bool_], limit: float
) -> float:
    """Return the shortest distance (Å) between atoms, images included; inf above ``limit``."""
    if limit == 0:
        return float("inf")
    # Radii much smaller than a bond are searched slowly: the cell is cut into many bins.
    neighbours = NeighborList(cutoff=max(limit, 3.0), full_list=False, n_threads=1)
    (distances,) = neighbours.compute(positions, periodic_box(cell, pbc), pbc, "d")
    shortest = float(np.min(distances, initial=np.inf))
    return shortest if shortest < limit else float("inf")


class DuplicateFinder:
    """Remembers the geometries seen so far, to 1e-6 Å, and the row that counts for each.

    ``replaced`` holds the ids of rows that were accepted before a later one with the same geometry
    and energy had more than they have, and the reasons for rejecting them after all.
    """

    def __init__(self) -> None:
        self._seen: dict[bytes, tuple[int, float, int]] = {}
        self.replaced: dict[int, str] = {}

    def check(self, row: "AtomsRow") -> str | None:
        """Return the reason for rejection when an earlier row has the same geometry.

        None when that one has the same energy and less of forces and stress: it is replaced.
        """
        geometry = np.vstack([row.cell, row.positions]).round(6) + 0.0
        digest = hashlib.blake2b(geometry.tobytes(), digest_size=16)
        digest.update(np.asarray(row.pbc, dtype=bool).tobytes())
        energy = float(row.get("energy"))
        properties = sum(row.get(name) is not None for name in ("forces", "stress"))
        own = (row.id, energy, properties)
        first, known, had = self._seen.setdefault(digest.digest(), own)
        if first == row.id:
            return None
        same = abs(energy - known) <= SAME_ENERGY * row.natoms
        if same and properties > had:
            self._seen[digest.digest()] = own
            self.replaced[first] = _duplicate(row.id, 0.0)
            return None
        return _duplicate(first, 0.0 if same else energy - known)


def repeats_geometry(reason: str) -> bool:
    """Say whether a reason for rejection is that another row has the same geometry."""
    return reason.startswith("duplicate of row ")


def contradicts(reason: str) -> bool:
    """Say whether the other row with the same geometry has another energy."""
    return repeats_geometry(reason) and "differs by 0 eV" not in reason


def kind_of_reason(reason: str) -> str:
    """Return a reason for rejection without its numbers, so that rows with one are counted."""
    words = reason.split(" (energy differs")[0].split()
    return " ".join("…" if any(c.isdigit() for c in word) else word for word in words)


def _duplicate(other: int, difference: float) -> str:
    return f"duplicate of row {other} (energy differs by {difference:.3g} eV)"


def _not_finite(row: "AtomsRow") -> str | None:
    for name in ("energy", "forces", "stress", "positions", "cell"):
        value = row.get(name)
        if value is not None and not np.all(np.isfinite(np.asarray(value, dtype=float))):
            return f"{name} is not finite"
    return None


def _wrong_shape(row: "AtomsRow") -> str | None:
    forces, stress = row.get("forces"), row.get("stress")
    if np.shape(row.positions) != (row.natoms, 3) or row.natoms == 0:
        return f"positions have shape {np.shape(row.positions)} for {row.natoms} atoms"
    if forces is not None and np.shape(forces) != (row.natoms, 3):
        return f"forces have shape {np.shape(forces)}, not {(row.natoms, 3)}"
    if stress is not None and np.shape(stress) not in ((6,), (3, 3)):
        return f"stress has shape {np.shape(stress)}, not (6,) or (3, 3)"
    return None


def _absurd(row: "AtomsRow") -> str | None:
    """Return what is so large that it cannot be in the units it is said to be in."""
    sizes = {
        "energy per atom": (float(row.get("energy")) / row.natoms, LARGEST_ENERGY, "eV"),
        "forces": (row.get("forces"), LARGEST_FORCE, "eV/Å"),
        "stress": (row.get("stress"), LARGEST_STRESS, "eV/Å^3"),
        "positions": (row.positions, LARGEST_LENGTH, "Å"),
        "cell": (row.cell, LARGEST_LENGTH, "Å"),
    }
    for name, (value, limit, unit) in sizes.items():
        largest = 0.0 if value is None else float(np.max(np.abs(value), initial=0.0))
        if largest > limit:
            return f"{name} of {largest:.3g} cannot be in {unit}; allowed: at most {limit:.0e}"
    return None


def _bad_cell(row: "AtomsRow") -> str | None:
    cell, pbc = np.asarray(row.cell), np.asarray(row.pbc, dtype=bool)
    volume = abs(np.linalg.det(periodic_box(cell, pbc)))
    if not cell[pbc].any(axis=1).all() or volume < SMALLEST_VOLUME:
        return "the periodic cell has no volume"
    return None


def _too_close(row: "AtomsRow", limit: float) -> str | None:
    pbc = np.asarray(row.pbc, dtype=bool)
    shortest = shortest_distance(np.asarray(row.positions), np.asarray(row.cell), pbc, limit)
    if shortest < limit:
        return f"two atoms are {shortest:.3f} Å apart, less than {limit} Å"
    return None
