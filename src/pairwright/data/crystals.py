"""Crystal prototypes at a given volume per atom, and copies of them with rattled atoms."""

import numpy as np
from ase import Atoms
from ase.build import bulk, make_supercell

from pairwright.errors import PairwrightError

# A cell big enough for atoms to move independently: expansion of the primitive cell.
_RATTLED_CELLS: dict[str, list[list[int]]] = {
    "fcc": [[-1, 1, 1], [1, -1, 1], [1, 1, -1]],  # 4 atoms, cubic
    "hcp": [[1, 0, 0], [1, 2, 0], [0, 0, 1]],  # 4 atoms, orthorhombic
    "bcc": [[2, 0, 0], [0, 2, 0], [0, 0, 2]],  # 8 atoms
    "sc": [[2, 0, 0], [0, 2, 0], [0, 0, 2]],  # 8 atoms
    "diamond": [[-1, 1, 1], [1, -1, 1], [1, 1, -1]],  # 8 atoms, cubic
}
CRYSTALS = tuple(_RATTLED_CELLS)


def primitive_cell(element: str, crystal: str, volume_per_atom: float) -> Atoms:
    """Build the primitive cell of a crystal at ``volume_per_atom`` (Å^3).

    ``crystal`` is fcc, hcp (ideal c/a = sqrt(8/3)), bcc, sc or diamond.
    Raises PairwrightError for another crystal or a volume that is not positive.
    """
    if crystal not in _RATTLED_CELLS:
        raise PairwrightError(f"unknown crystal {crystal!r}; known: {', '.join(CRYSTALS)}")
    if not volume_per_atom > 0:
        raise PairwrightError(f"{crystal}: volume per atom {volume_per_atom} must be positive")
    if crystal == "hcp":
        atoms = bulk(element, "hcp", a=1.0, c=float(np.sqrt(8 / 3)))
    else:
        atoms = bulk(element, crystal, a=1.0)
    scale = (volume_per_atom * len(atoms) / atoms.get_volume()) ** (1 / 3)
    atoms.set_cell(atoms.cell * scale, scale_atoms=True)
    return atoms


def rattled_cell(
    element: str, crystal: str, volume_per_atom: float, standard_deviation: float, seed: int
) -> Atoms:
    """Build a 4- or 8-atom cell of a crystal and displace its atoms at random.

    Each Cartesian coordinate is moved by a normal deviate of ``standard_deviation`` (Å) drawn from
    numpy's PCG64 generator with ``seed``.
    """
    ideal = primitive_cell(element, crystal, volume_per_atom)
    atoms: Atoms = make_supercell(ideal, _RATTLED_CELLS[crystal])
    displacements = np.random.default_rng(seed).normal(0.0, standard_deviation, (len(atoms), 3))
    atoms.positions += displacements
    return atoms


def dimer(element: str, distance: float, box: list[float]) -> Atoms:
    """Build two atoms ``distance`` (Å) apart along z, centred in a box (Å), without periodicity."""
    atoms = Atoms([element] * 2, positions=[[0, 0, 0], [0, 0, distance]], cell=box, pbc=False)
    atoms.center()
    return atoms


def isolated_atom(element: str, box: list[float]) -> Atoms:
    """Build one atom in the centre of a box (Å), without periodicity."""
    atoms = Atoms([element], cell=box, pbc=False)
    atoms.center()
    return atoms
