"""Lennard-Jones clusters: the 13 atoms of the posts, and minima of small clusters.

Lengths in sigma, energies in epsilon.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from ase.cluster import Icosahedron
from scipy.optimize import minimize

from pairwright.lj.analytic import analytic
from pairwright.lj.autodiff import autodiff
from pairwright.lj.loops import ase_calculator
from pairwright.lj.vectorised import vectorised
from pairwright.timing.cases import REDUCED

FloatArray = npt.NDArray[np.float64]
Record = dict[str, Any]

RATTLE = 0.5
"""Standard deviation of the displacements in the post of 14 November 2017; the seed is ASE's."""
FAR = {"epsilon": 1.0, "sigma": 1.0, "rc": 1e4}
"""A cutoff at which nothing is left to be cut off."""
SIZES = (3, 4, 5, 6, 7, 13)

_NO_CELL = np.zeros((3, 3))
_OCTAHEDRON = [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]]


def cluster_record() -> Record:
    """Return energies and forces of the posts' clusters, and lowest energies by size."""
    atoms = Icosahedron("Ar", noshells=2, latticeconstant=3)
    at_rest = _every_way(atoms.positions)
    atoms.rattle(RATTLE)
    return {
        "icosahedron": at_rest,
        "rattled_icosahedron": _every_way(atoms.positions),
        "minima": {str(natoms): lowest_energy(natoms) for natoms in SIZES},
        "units": "epsilon, sigma",
    }


def _every_way(positions: FloatArray) -> Record:
    """Return what ASE says, and what the vectorised energy and its gradient say."""
    energy, forces, _ = ase_calculator(positions, _NO_CELL, False, **REDUCED)
    gradient = autodiff(positions, _NO_CELL, False, **REDUCED)[1]
    return {
        "energy": energy,
        "energy_vectorised": vectorised(positions, _NO_CELL, False, **REDUCED)[0],
        "forces": forces,
        "forces_by_autodiff": gradient,
        "largest_difference_of_forces": float(np.abs(forces - gradient).max()),
    }


def lowest_energy(natoms: int) -> float:
    """Return the energy of the minimum next to a known structure, without a cutoff."""

    def energy_and_slope(numbers: FloatArray) -> tuple[float, FloatArray]:
        energy, forces, _ = analytic(numbers.reshape(-1, 3), _NO_CELL, False, **FAR)
        return energy, -forces.ravel()

    start = starting_positions(natoms).ravel()
    return float(minimize(energy_and_slope, start, jac=True, tol=1e-10).fun)


def starting_positions(natoms: int) -> FloatArray:
    """Return atoms (n, 3) near the minimum: simplex, bipyramid, octahedron or icosahedron."""
    if natoms == len(_OCTAHEDRON):
        return 0.8 * np.array(_OCTAHEDRON, dtype=float)
    if natoms == 13:
        return np.asarray(Icosahedron("Ar", noshells=2, latticeconstant=1.6).positions)
    ring = max(natoms - 2, 3)
    angles = 2 * np.pi * np.arange(ring) / ring
    points = 0.56 / np.sin(np.pi / ring) * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    flat = np.column_stack([points, np.zeros(ring)])
    tips = np.array([[0.0, 0.0, 0.8], [0.0, 0.0, -0.8]])
    return np.vstack([flat, tips[: natoms - ring]])
