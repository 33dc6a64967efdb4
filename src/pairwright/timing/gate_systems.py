"""The systems on which every implementation has to agree before anything is timed."""

import numpy as np
from ase.build import bulk

from pairwright.lj.geometry import FloatArray
from pairwright.timing.cases import ARGON, REDUCED, Case, thirteen_atoms

Periodicity = bool | tuple[bool, bool, bool]

NO_CELL = np.zeros((3, 3))


def crystal(name: str, a: float, repeat: int = 1, rattle: float = 0.0, cubic: bool = False) -> Case:
    """Return a crystal of argon with lattice constant ``a`` (Å)."""
    atoms = bulk("Ar", name, a, cubic=cubic) * (repeat, repeat, repeat)
    if rattle:
        atoms.rattle(rattle, seed=1)
    return Case(atoms.positions, atoms.cell.array, True, ARGON)


def cluster(natoms: int, seed: int, shortest: float = 0.9) -> Case:
    """Return atoms at random, none closer than ``shortest``, in a cube of liquid density."""
    rng = np.random.default_rng(seed)
    points = np.empty((0, 3))
    size = (natoms / 0.4) ** (1 / 3)
    while len(points) < natoms:
        point = rng.uniform(0, size, 3)
        if len(points) == 0 or np.linalg.norm(points - point, axis=1).min() > shortest:
            points = np.vstack([points, point])
    return Case(points, NO_CELL, False, REDUCED)


def triclinic(pbc: Periodicity = True, left_handed: bool = False) -> Case:
    """Return five atoms, some outside, in a skewed cell narrower than the cutoff."""
    cell = np.array([[2.7, 0.1, -0.3], [1.3, 2.9, 0.2], [-0.9, 1.1, 3.1]])
    if left_handed:
        cell = cell[[1, 0, 2]]
    grid = np.array([[0, 0, 0], [1, 0, 1], [0, 1, 1], [1, 1, 0], [2.5, 0.5, 0.5]]) / 2
    rng = np.random.default_rng(7)
    fractions = grid + rng.uniform(-0.03, 0.03, grid.shape) + rng.integers(-2, 3, grid.shape)
    return Case(fractions @ cell, cell, pbc, {"epsilon": 1.0, "sigma": 0.9, "rc": 3.7})


def two_atoms(vector: list[float], rc: float) -> Case:
    """Return two atoms ``vector`` apart."""
    positions = np.array([[0.0, 0.0, 0.0], vector])
    model = {"epsilon": 1.0, "sigma": 1.0, "rc": rc}
    return Case(positions, np.eye(3) * 20, False, model)


def _reduced(positions: FloatArray, cell: FloatArray, pbc: Periodicity) -> Case:
    return Case(positions, cell, pbc, REDUCED)


SMALL: dict[str, Case] = {
    "icosahedron": thirteen_atoms(),
    "cluster of 20": cluster(20, 1),
    "cluster of 60": cluster(60, 2),
    "fcc, 1 atom": crystal("fcc", 5.26),
    "bcc, 1 atom": crystal("bcc", 4.1),
    "sc, 1 atom": crystal("sc", 3.2),
    "hcp, 2 atoms": crystal("hcp", 3.7),
    "fcc, 4 atoms": crystal("fcc", 5.26, rattle=0.2, cubic=True),
    "fcc, 8 atoms": crystal("fcc", 5.0, repeat=2, rattle=0.2),
    "triclinic": triclinic(),
    "left-handed": triclinic(left_handed=True),
    "slab ab": triclinic((True, True, False)),
    "slab ac": triclinic((True, False, True)),
    "slab bc": triclinic((False, True, True)),
    "wire a": triclinic((True, False, False)),
    "wire b": triclinic((False, True, False)),
    "wire c": triclinic((False, False, True)),
    "not periodic, with a cell": _reduced(cluster(12, 6).positions, triclinic().cell, False),
    "at the cutoff": two_atoms([3.0, 4.0, 0.0], 5.0),
    "beyond the cutoff": two_atoms([3.0, 4.0, 1e-6], 5.0),
    "empty": _reduced(np.zeros((0, 3)), np.eye(3), True),
    "empty without a cell": _reduced(np.zeros((0, 3)), NO_CELL, False),
    "single atom": _reduced(np.ones((1, 3)), NO_CELL, False),
    "single atom in a large cell": _reduced(np.ones((1, 3)), 50 * np.eye(3), True),
    "slab without a third vector": _reduced(
        np.array([[0.0, 0, 0], [0.6, 0.5, 1.0]]),
        np.array([[1.2, 0, 0], [0.3, 1.3, 0], [0, 0, 0]]),
        (True, True, False),
    ),
    "flat cluster": _reduced(np.array([[0.0, 0, 0], [1.1, 0, 0], [0, 1.2, 0]]), NO_CELL, False),
    "far from the origin": _reduced(cluster(20, 3).positions + 1e4, 8 * np.eye(3), True),
}
