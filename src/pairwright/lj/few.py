"""Lennard-Jones compiled for a few atoms without periodicity: all pairs, nothing to sort.

For a small cluster the sums themselves take a fraction of a microsecond, so everything around them
counts: input is checked inside the compiled code, and whatever looks unusual is left to the
general route, which says what is wrong with it.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.lj.cells import jit
from pairwright.lj.geometry import FLATTEST, HIGHEST_ENERGY, FloatArray, Result

FEW = 128
"""Beyond about twice as many atoms the general route is faster."""

_NOT_PERIODIC = np.zeros(3, dtype=bool)


def few_free_atoms(
    positions: Any, cell: Any, pbc: Any, epsilon: float, sigma: float, rc: float
) -> Result | None:
    """Return energy (eV), forces (n, 3) (eV/Å), stress (3, 3) (eV/Å^3) or None; or None.

    None in place of all three means that this is not the place: more than ``FEW`` atoms,
    periodicity, arrays of another kind, or input that the general route has to judge.
    """
    flags = _NOT_PERIODIC if pbc is False else pbc
    if not (_plain(positions, np.float64) and _plain(cell, np.float64) and _plain(flags, np.bool_)):
        return None
    if positions.ndim != 2 or cell.shape != (3, 3) or flags.shape != (3,):
        return None
    natoms, dimensions = positions.shape
    if not 0 < natoms <= FEW or dimensions != 3:
        return None
    forces, stress = np.zeros((natoms, 3)), np.zeros((3, 3))
    energy, volume = _all_pairs(
        positions, cell, flags, float(epsilon), float(sigma), float(rc), forces, stress
    )
    if not energy < HIGHEST_ENERGY * epsilon:
        return None
    return energy, forces, stress if volume > 0 else None


def _plain(array: Any, kind: type) -> bool:
    return type(array) is np.ndarray and array.dtype == kind and array.flags.c_contiguous


@jit
def _all_pairs(
    positions: FloatArray,
    cell: FloatArray,
    pbc: npt.NDArray[np.bool_],
    epsilon: float,
    sigma: float,
    rc: float,
    forces: FloatArray,
    stress: FloatArray,
) -> tuple[float, float]:
    """Fill forces and stress; return energy (infinite for unusual input) and volume (0: none)."""
    volume = _volume(cell)
    usual = epsilon > 0 and sigma > 0 and rc > 0 and epsilon + sigma + rc + volume < np.inf
    if not usual or pbc[0] or pbc[1] or pbc[2]:
        return np.inf, 0.0
    s2, rc2 = sigma * sigma, rc * rc
    at_cutoff = (s2 / rc2) ** 3
    shift = at_cutoff * at_cutoff - at_cutoff
    factor = 48 * epsilon / s2
    energy = 0.0
    for i in range(len(positions)):
        x, y, z = positions[i, 0], positions[i, 1], positions[i, 2]
        if not abs(x) + abs(y) + abs(z) < np.inf:
            return np.inf, 0.0
        for j in range(i):
            dx, dy, dz = positions[j, 0] - x, positions[j, 1] - y, positions[j, 2] - z
            r2 = dx * dx + dy * dy + dz * dz
            if r2 > rc2:
                continue
            q = s2 / r2
            u = q * q * q
            energy += u * u - u - shift
            w = factor * q * u * (u - 0.5)
            fx, fy, fz = w * dx, w * dy, w * dz
            forces[i, 0] -= fx
            forces[i, 1] -= fy
            forces[i, 2] -= fz
            forces[j, 0] += fx
            forces[j, 1] += fy
            forces[j, 2] += fz
            stress[0, 0] -= fx * dx
            stress[1, 1] -= fy * dy
            stress[2, 2] -= fz * dz
            stress[1, 2] -= fy * dz
            stress[0, 2] -= fx * dz
            stress[0, 1] -= fx * dy
    if volume > 0:
        stress /= volume
    stress[2, 1], stress[2, 0], stress[1, 0] = stress[1, 2], stress[0, 2], stress[0, 1]
    return 4 * epsilon * energy, volume


@jit
def _volume(cell: FloatArray) -> float:
    """Return the volume (Å^3) of a cell, 0 where its vectors span none."""
    a, b, c = cell[0], cell[1], cell[2]
    volume = abs(
        a[0] * (b[1] * c[2] - b[2] * c[1])
        - a[1] * (b[0] * c[2] - b[2] * c[0])
        + a[2] * (b[0] * c[1] - b[1] * c[0])
    )
    lengths = np.sqrt((a * a).sum() * (b * b).sum() * (c * c).sum())
    return volume if volume > FLATTEST * lengths or not volume < np.inf else 0.0
