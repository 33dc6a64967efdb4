"""Lennard-Jones with hand-derived forces and stress in numpy alone, made for speed.

With u = (sigma / r)^6 the pair energy is 4 epsilon (u^2 - u) and phi'(r) / r is
-48 epsilon u (u - 1/2) / r^2. Two ways to add the pairs up:

- few atoms without periodicity: each pair once. The matrix B (pairs, atoms) with -1 at a pair's
  first atom and +1 at its second turns positions into pair vectors, d = B x, and its transpose
  turns pulls back into forces, F = -B^T (phi' d / r): two small matrix products and no loop.
- otherwise: each pair twice, rows of atoms against all images in blocks that fit into the cache.
"""

from functools import lru_cache
from typing import Any

import numpy as np

from pairwright.lj.geometry import (
    HIGHEST_ENERGY,
    FloatArray,
    Result,
    System,
    checked,
    empty_result,
    images,
    refuse_coincident,
    shift_energy,
)

SMALL = 40
"""Up to this many atoms the matrix B is worth its (n^2 / 2, n) numbers."""

PAIRS_PER_BLOCK = 16_384


def analytic(
    positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
) -> Result:
    """Return energy (eV), forces (n, 3) (eV/Å) and stress (3, 3) (eV/Å^3), derived by hand.

    ``positions`` (n, 3), ``cell`` (3, 3), ``sigma`` and ``rc`` in Å, ``epsilon`` in eV.
    Raises PairwrightError for input that has no energy.
    """
    system = checked(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)
    natoms = len(system.positions)
    if natoms == 0:
        return empty_result(system)
    with np.errstate(all="ignore"):
        if natoms <= SMALL and not system.periodic:
            result = _each_pair_once(system, epsilon, sigma, rc)
        else:
            result = _in_blocks(system, epsilon, sigma, rc)
    if not result[0] < HIGHEST_ENERGY * epsilon:
        refuse_coincident(system, rc)
    return result


@lru_cache(maxsize=SMALL + 1)
def pair_differences(natoms: int) -> tuple[FloatArray, FloatArray]:
    """Return B (pairs, atoms), with -1 at each pair's first atom and +1 at its second, and B^T."""
    first, second = np.triu_indices(natoms, 1)
    matrix = np.zeros((len(first), natoms))
    matrix[np.arange(len(first)), first] = -1
    matrix[np.arange(len(first)), second] = 1
    return matrix, np.ascontiguousarray(matrix.T)


def _each_pair_once(system: System, epsilon: float, sigma: float, rc: float) -> Result:
    differences, transposed = pair_differences(len(system.positions))
    vectors = differences @ system.positions
    r2 = np.einsum("pk,pk->p", vectors, vectors)
    within = r2 <= rc * rc
    inverse = (sigma * sigma) / r2
    u = inverse * inverse
    u *= inverse
    u *= within
    total = u.dot(u) - u.sum() - np.count_nonzero(within) * shift_energy(sigma, rc)
    slopes = u - 0.5
    slopes *= u
    slopes *= inverse
    slopes *= 48 * epsilon / (sigma * sigma)
    pulls = vectors * slopes[:, None]
    forces = transposed @ pulls
    stress = None if system.volume is None else (pulls.T @ vectors) / -system.volume
    return 4 * epsilon * float(total), forces, stress


def _in_blocks(system: System, epsilon: float, sigma: float, rc: float) -> Result:
    others = images(system, rc)
    here = np.ascontiguousarray(others.origin.T)
    there = np.ascontiguousarray((others.origin[others.atom] + others.shift).T)
    natoms, count = here.shape[1], there.shape[1]
    rows = max(1, PAIRS_PER_BLOCK // count)
    total, pairs = 0.0, 0
    forces, virial = np.empty((natoms, 3)), np.zeros((3, 3))
    for start in range(0, natoms, rows):
        atoms = slice(start, start + rows)
        vectors = there[:, None, :] - here[:, atoms, None]
        inverse = vectors[0] * vectors[0]
        inverse += vectors[1] * vectors[1]
        inverse += vectors[2] * vectors[2]
        itself = np.arange(len(inverse))
        inverse[itself, start + itself] = np.inf
        within = inverse <= rc * rc
        np.divide(sigma * sigma, inverse, out=inverse)
        u = inverse * inverse
        u *= inverse
        u *= within
        total += float(np.vdot(u, u)) - float(u.sum())
        pairs += int(np.count_nonzero(within))
        inverse *= u
        u -= 0.5
        inverse *= u
        pulls = vectors * inverse
        forces[atoms] = pulls.sum(axis=2).T
        virial += pulls.reshape(3, -1) @ vectors.reshape(3, -1).T
    energy = 2 * epsilon * (total - pairs * shift_energy(sigma, rc))
    factor = -48 * epsilon / (sigma * sigma)
    forces *= factor
    if system.volume is None:
        return energy, forces, None
    return energy, forces, (virial + virial.T) * (factor / (4 * system.volume))
