"""Systems on which the Lennard-Jones implementations must agree."""

from typing import NamedTuple

import numpy as np
from ase.build import bulk
from ase.cluster import Icosahedron

ARGON = {"epsilon": 0.0104, "sigma": 3.4, "rc": 10.2}
REDUCED = {"epsilon": 1.0, "sigma": 1.0, "rc": 3.0}


class Case(NamedTuple):
    """Arguments of an implementation."""

    positions: np.ndarray
    cell: np.ndarray
    pbc: object
    model: dict

    def run(self, function):
        """Return energy, forces, stress of the case."""
        return function(self.positions, self.cell, self.pbc, **self.model)


def crystal(name, a, repeat=1, rattle=0.0, cubic=False):
    """Return a crystal of argon."""
    atoms = bulk("Ar", name, a, cubic=cubic) * (repeat, repeat, repeat)
    if rattle:
        atoms.rattle(rattle, seed=1)
    return Case(atoms.positions, atoms.cell.array, True, ARGON)


def icosahedron():
    """Return the 13 atoms of the 2017 post."""
    atoms = Icosahedron("Ar", noshells=2, latticeconstant=3)
    return Case(atoms.positions, np.zeros((3, 3)), False, REDUCED)


def cluster(natoms, seed, shortest=0.9):
    """Return atoms at random, none closer than ``shortest``, in a sphere of liquid density."""
    rng = np.random.default_rng(seed)
    points = np.empty((0, 3))
    size = (natoms / 0.4) ** (1 / 3)
    while len(points) < natoms:
        point = rng.uniform(0, size, 3)
        if len(points) == 0 or np.linalg.norm(points - point, axis=1).min() > shortest:
            points = np.vstack([points, point])
    return Case(points, np.zeros((3, 3)), False, REDUCED)


def triclinic(pbc=True, left_handed=False):
    """Return seven atoms, some outside, in a skewed cell narrower than the cutoff."""
    cell = np.array([[2.7, 0.1, -0.3], [1.3, 2.9, 0.2], [-0.9, 1.1, 3.1]])
    if left_handed:
        cell = cell[[1, 0, 2]]
    grid = np.array([[0, 0, 0], [1, 0, 1], [0, 1, 1], [1, 1, 0], [2.5, 0.5, 0.5]]) / 2
    rng = np.random.default_rng(7)
    fractions = grid + rng.uniform(-0.03, 0.03, grid.shape) + rng.integers(-2, 3, grid.shape)
    return Case(fractions @ cell, cell, pbc, {"epsilon": 1.0, "sigma": 0.9, "rc": 3.7})


def two_atoms(vector, rc):
    """Return two atoms ``vector`` apart."""
    positions = np.array([[0.0, 0.0, 0.0], vector])
    return Case(positions, np.eye(3) * 20, False, {"epsilon": 1.0, "sigma": 1.0, "rc": rc})


SMALL = {
    "icosahedron": icosahedron(),
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
    "slab ab": triclinic([True, True, False]),
    "slab ac": triclinic([True, False, True]),
    "slab bc": triclinic([False, True, True]),
    "wire a": triclinic([True, False, False]),
    "wire b": triclinic([False, True, False]),
    "wire c": triclinic([False, False, True]),
    "not periodic, with a cell": triclinic(False),
    "at the cutoff": two_atoms([3.0, 4.0, 0.0], 5.0),
    "beyond the cutoff": two_atoms([3.0, 4.0, 1e-6], 5.0),
    "empty": Case(np.zeros((0, 3)), np.eye(3), True, REDUCED),
    "empty without a cell": Case(np.zeros((0, 3)), np.zeros((3, 3)), False, REDUCED),
    "single atom": Case(np.ones((1, 3)), np.zeros((3, 3)), False, REDUCED),
    "single atom in a large cell": Case(np.ones((1, 3)), 50 * np.eye(3), True, REDUCED),
    "slab without a third vector": Case(
        np.array([[0.0, 0, 0], [0.6, 0.5, 1.0]]),
        np.array([[1.2, 0, 0], [0.3, 1.3, 0], [0, 0, 0]]),
        [True, True, False],
        REDUCED,
    ),
    "flat cluster": Case(
        np.array([[0.0, 0, 0], [1.1, 0, 0], [0, 1.2, 0]]), np.zeros((3, 3)), False, REDUCED
    ),
    "far from the origin": Case(cluster(20, 3).positions + 1e4, 8 * np.eye(3), True, REDUCED),
}
