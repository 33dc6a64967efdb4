"""The Lennard-Jones solid: forces, stress, Hessian, elastic constants from one energy function.

In units of epsilon and sigma: phi(r) = 4 (r^-12 - r^-6), energies in epsilon, lengths in sigma,
stresses in epsilon/sigma^3.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from autograd import grad, hessian
from scipy.optimize import brentq

FloatArray = npt.NDArray[np.float64]

CUBES: dict[str, list[list[float]]] = {
    "sc": [[0, 0, 0]],
    "bcc": [[0, 0, 0], [0.5, 0.5, 0.5]],
    "fcc": [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]],
}
"""Atoms of cubic cells in units of the cell's edge."""
EDGES = {"sc": 1.0, "bcc": 2 / np.sqrt(3), "fcc": np.sqrt(2)}
"""Edges of these cells in units of the distance of nearest neighbours."""


@dataclass(frozen=True)
class Crystal:
    """A periodic crystal: ``cell`` (3, 3), rows are vectors, and the pairs within ``radius``.

    ``positions`` (n, 3); pair p joins atom ``first[p]`` with the image of ``second[p]`` that is
    displaced by ``shifts[p]``, shape (p, 3); each pair is there from both sides. The ``tail``
    beyond the radius is counted or not.
    """

    cell: FloatArray
    positions: FloatArray
    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]
    shifts: FloatArray
    radius: float
    tail: bool

    @property
    def volume(self) -> float:
        """Return the volume of the unstrained cell."""
        return float(abs(np.linalg.det(self.cell)))


def crystal(structure: str, nearest: float, radius: float, tail: bool = True) -> Crystal:
    """Return sc, bcc or fcc in its cubic cell, or hcp (ideal c/a) in its orthorhombic one.

    ``nearest`` is the distance of nearest neighbours; pairs up to ``radius`` of these distances
    are summed. A plain cutoff keeps different numbers of neighbours in different crystals:

    >>> def of_atom(structure, nearest, radius, tail):
    ...     solid = crystal(structure, nearest, radius, tail)
    ...     return float(energy(solid.positions, np.zeros((3, 3)), solid)) / len(solid.positions)
    >>> fcc, hcp = 1.090172958, 1.090166881
    >>> for cutoff in (2.5, 6.0, 8.0):
    ...     of_hcp = of_atom("hcp", hcp, cutoff / hcp, tail=False)
    ...     of_fcc = of_atom("fcc", fcc, cutoff / fcc, tail=False)
    ...     print(f"cut at {cutoff}: hcp - fcc = {of_hcp - of_fcc:+.4f}")
    cut at 2.5: hcp - fcc = +0.0752
    cut at 6.0: hcp - fcc = -0.0005
    cut at 8.0: hcp - fcc = -0.0011
    """
    if structure == "hcp":
        edges = np.array([1, np.sqrt(3), np.sqrt(8 / 3)])
        fractions = np.array([[0, 0, 0], [0.5, 0.5, 0], [0.5, 1 / 6, 0.5], [0, 2 / 3, 0.5]])
    else:
        edges, fractions = np.full(3, EDGES[structure]), np.array(CUBES[structure], dtype=float)
    cell = nearest * np.diag(edges)
    return periodic(cell, fractions @ cell, radius * nearest, tail)


def periodic(cell: FloatArray, positions: FloatArray, radius: float, tail: bool) -> Crystal:
    """Return the crystal of a rectangular ``cell`` (3, 3) with atoms at ``positions`` (n, 3)."""
    reach = [int(np.ceil(radius / edge)) + 1 for edge in np.diag(cell)]
    images = np.indices([2 * n + 1 for n in reach]).reshape(3, -1).T - reach
    shifts = images @ cell
    found = []
    for i, origin in enumerate(positions):
        for j, other in enumerate(positions):
            distances = np.linalg.norm(other + shifts - origin, axis=1)
            near = shifts[(distances < radius + 1e-9) & (distances > 1e-9)]
            found.append((np.full(len(near), i), np.full(len(near), j), near))
    first, second, near = (np.concatenate(part) for part in zip(*found, strict=True))
    return Crystal(cell, positions, first, second, near, radius, tail)


def energy(positions: Any, strain: Any, solid: Crystal) -> Any:
    """Return E of a cell with atoms at ``positions`` (n, 3), all of it strained by ``strain``.

    A point x goes to x (1 + strain), strain (3, 3). E = Σ phi / 2 over the pairs of the
    crystal and, with its tail, 2 n rho ∮ du [s^-12 / (9 R^9) - s^-6 / (3 R^3)], where
    s = |u (1 + strain)| for the directions u.

    >>> sums = {
    ...     "fcc": (14.453921043744, 12.131880196545),
    ...     "hcp": (14.454897277842, 12.132293769099),
    ...     "bcc": (12.253667867292, 9.114183268075),
    ... }
    >>> ours = {}
    >>> for structure, (a6, a12) in sums.items():
    ...     solid = crystal(structure, (2 * a12 / a6) ** (1 / 6), radius=20)
    ...     total = energy(solid.positions, np.zeros((3, 3)), solid)
    ...     ours[structure] = float(total) / len(solid.positions)
    ...     print(f"{structure} {ours[structure]:.5f} {-(a6**2) / (2 * a12):.5f}")
    fcc -8.61020 -8.61020
    hcp -8.61107 -8.61107
    bcc -8.23729 -8.23729
    >>> print(f"hcp - fcc {ours['hcp'] - ours['fcc']:.5f}")
    hcp - fcc -0.00087
    """
    deformation = np.eye(3) + strain
    ends = positions[solid.second] + solid.shifts - positions[solid.first]
    r2 = anp.sum(anp.dot(ends, deformation) ** 2, axis=1)
    total = 2 * anp.sum(r2**-6 - r2**-3)
    if solid.tail:
        directions, weights = sphere()
        s2 = anp.sum(anp.dot(directions, deformation) ** 2, axis=1)
        inner = s2**-6 / (9 * solid.radius**9) - s2**-3 / (3 * solid.radius**3)
        total = total + 2 * len(solid.positions) ** 2 / solid.volume * anp.sum(weights * inner)
    return total


@cache
def sphere(order: int = 8) -> tuple[FloatArray, FloatArray]:
    """Return directions (2 order^2, 3) and weights that integrate degree 2 order - 1 exactly.

    Gauss-Legendre in the cosine of the polar angle, equal steps around the axis.
    """
    cosines, steps = np.polynomial.legendre.leggauss(order)
    angles = np.pi * np.arange(2 * order) / order
    sines = np.sqrt(1 - cosines**2)
    flat = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    around = sines[:, None, None] * flat
    up = np.broadcast_to(cosines[:, None, None], (order, 2 * order, 1))
    directions = np.concatenate([around, up], axis=2).reshape(-1, 3)
    return directions, np.repeat(steps * np.pi / order, 2 * order)


def forces(positions: FloatArray, solid: Crystal) -> FloatArray:
    """Return F = -dE/dpositions (n, 3) without strain.

    >>> solid = crystal("fcc", 1.09, radius=4)
    >>> bool(np.max(np.abs(forces(solid.positions, solid))) < 1e-12)
    True
    >>> displaced = solid.positions + np.random.default_rng(2017).normal(0, 0.03, (4, 3))
    >>> pulls = forces(displaced, solid)
    >>> step = np.zeros((4, 3))
    >>> step[2, 1] = 1e-5
    >>> up, down = (energy(displaced + s * step, np.zeros((3, 3)), solid) for s in (1, -1))
    >>> np.allclose(pulls[2, 1], (down - up) / 2e-5, rtol=1e-7)
    True
    >>> bool(np.max(np.abs(pulls.sum(axis=0))) < 1e-12)
    True
    """
    return -np.asarray(grad(energy, 0)(positions, np.zeros((3, 3)), solid))


def stress(solid: Crystal) -> FloatArray:
    """Return dE/dstrain / V (3, 3) of the crystal; minus a third of its trace is the pressure."""
    slope = grad(energy, 1)(solid.positions, np.zeros((3, 3)), solid)
    return np.asarray((slope + slope.T) / (2 * solid.volume))


def force_constants(solid: Crystal) -> FloatArray:
    """Return the Hessian d^2E/dx_ia dx_jb (3 n, 3 n) of the cell, images moving along.

    >>> solid = crystal("fcc", 1.09, radius=4)
    >>> constants = force_constants(solid)
    >>> bool(np.max(np.abs(constants - constants.T)) < 1e-12 * np.max(constants))
    True
    >>> eigenvalues = np.linalg.eigvalsh(constants)
    >>> bool(np.max(np.abs(eigenvalues[:3])) < 1e-9), bool(eigenvalues[3] > 1)
    (True, True)
    >>> ends = solid.positions[solid.second] + solid.shifts - solid.positions[solid.first]
    >>> others = ends[(solid.first == 0) & (solid.second != 0)]
    >>> r2 = np.sum(others**2, axis=1)
    >>> laplacian = np.sum(4 * (132 * r2**-7 - 30 * r2**-4))
    >>> np.allclose(np.trace(constants[:3, :3]), laplacian, rtol=1e-12)
    True
    """
    size = solid.positions.size
    constants = hessian(energy, 0)(solid.positions, np.zeros((3, 3)), solid)
    return np.asarray(constants).reshape(size, size)


def elastic_constants(solid: Crystal) -> FloatArray:
    """Return C_abcd = (1 / V) d^2E / dstrain_ab dstrain_cd (3, 3, 3, 3), for symmetric strains.

    At zero stress these are the elastic constants of a crystal whose atoms all sit at centres of
    inversion, such as fcc, bcc and sc.

    >>> solid = crystal("fcc", equilibrium("fcc", radius=20), radius=20)
    >>> bool(np.max(np.abs(stress(solid))) < 1e-9)
    True
    >>> c = elastic_constants(solid)
    >>> c11, c12, c44 = c[0, 0, 0, 0], c[0, 0, 1, 1], c[1, 2, 1, 2]
    >>> print(f"{c11:.3f} {c12:.3f} {c44:.3f} {(c11 + 2 * c12) / 3:.3f}")
    105.182 60.187 60.187 75.185

    >>> for radius in (3, 6, 12):
    ...     for tail in (False, True):
    ...         nearest = equilibrium("fcc", radius, tail)
    ...         c = elastic_constants(crystal("fcc", nearest, radius, tail))
    ...         print(f"{radius:3d} tail {tail!s:6}", end="")
    ...         print(f"{nearest - 1.090172958:+10.5f}{c[0, 0, 0, 0] - 105.182:+9.3f}", end="")
    ...         print(f"{c[0, 0, 1, 1] - 60.187:+9.3f}{c[1, 2, 1, 2] - 60.187:+9.3f}")
      3 tail False   +0.00250   -3.318   -2.152   -2.152
      3 tail True    -0.00028   +0.331   +0.263   +0.263
      6 tail False   +0.00034   -0.457   -0.303   -0.303
      6 tail True    -0.00000   +0.003   +0.001   +0.001
     12 tail False   +0.00004   -0.058   -0.039   -0.039
     12 tail True    +0.00000   -0.000   -0.001   -0.001
    """

    def strained(strain: Any) -> Any:
        return energy(solid.positions, (strain + strain.T) / 2, solid)

    return np.asarray(hessian(strained)(np.zeros((3, 3)))) / solid.volume


def equilibrium(structure: str, radius: float, tail: bool = True) -> float:
    """Return the distance of nearest neighbours at which the stress vanishes.

    One crystal is stretched by 1 + e; pairs are those within ``radius`` distances at any e.
    """
    solid = crystal(structure, 1.0, radius, tail)
    slope = grad(lambda e: energy(solid.positions, e * np.eye(3), solid))
    return 1 + float(brentq(slope, 0.0, 0.2, xtol=1e-15, rtol=1e-14))


def bulk_modulus(structure: str, nearest: float, radius: float) -> tuple[float, float]:
    """Return B = V E'' and B' = dB/dP of a cell's E(V), P = -E', by derivatives up to the third.

    >>> for structure in ("fcc", "hcp", "bcc"):
    ...     nearest = equilibrium(structure, radius=6)
    ...     solid = crystal(structure, nearest, radius=6)
    ...     cohesion = -float(energy(solid.positions, np.zeros((3, 3)), solid))
    ...     modulus, derivative = bulk_modulus(structure, nearest, radius=6)
    ...     ratio = modulus * solid.volume / cohesion
    ...     print(f"{structure} {modulus:.2f} {ratio:.9f} {derivative:.9f}")
    fcc 75.19 8.000000000 8.000000000
    hcp 75.19 8.000000000 8.000000000
    bcc 70.21 8.000000000 8.000000000
    """
    solid = crystal(structure, nearest, radius)

    def of_volume(volume: Any) -> Any:
        stretch = (volume / solid.volume) ** (1 / 3) - 1
        return energy(solid.positions, stretch * np.eye(3), solid)

    second = grad(grad(of_volume))
    curvature, third = float(second(solid.volume)), float(grad(second)(solid.volume))
    return solid.volume * curvature, -1 - solid.volume * third / curvature
