"""Lennard-Jones with a neighbour list (vesin) and numpy: the cost grows linearly with the atoms.

Pairs are worked through in blocks that fit into the processor's cache, so memory is what the list
itself needs: about 40 bytes a pair.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from autograd import value_and_grad
from vesin import NeighborList

from pairwright.data.quality import periodic_box
from pairwright.lj.geometry import (
    HIGHEST_ENERGY,
    FloatArray,
    Result,
    System,
    checked,
    empty_result,
    refuse_coincident,
)
from pairwright.lj.vectorised import pair_energies, slopes_over_distance

PAIRS_PER_BLOCK = 16_384
"""Arrays of one block then have 128 kB, and a handful of them stays in a core's own cache."""

Pairs = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], FloatArray]
BlockFunction = Callable[[FloatArray], tuple[float, FloatArray]]
"""Vectors (p, 3) in Å -> (energy in eV, dE/dvectors (p, 3) in eV/Å)."""


def find_pairs(system: System, rc: float) -> Pairs:
    """Return first atoms (p,), second atoms (p,) and vectors (p, 3) in Å, each pair once.

    Distances up to rc are complete; a pair a rounding error beyond it may be among them.
    """
    neighbours = NeighborList(cutoff=rc * (1 + 1e-12), full_list=False, n_threads=1)
    box = periodic_box(system.cell, system.pbc)
    first, second, vectors = neighbours.compute(system.positions, box, system.pbc, "ijD")
    return first, second, vectors


def energy(
    positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
) -> float:
    """Return the energy alone, in eV; the arguments are those of :func:`neighbours`."""
    system = checked(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)
    if len(system.positions) == 0:
        return 0.0
    _, _, vectors = find_pairs(system, rc)
    total = 0.0
    with np.errstate(all="ignore"):
        for start in range(0, len(vectors), PAIRS_PER_BLOCK):
            block = vectors[start : start + PAIRS_PER_BLOCK]
            total += float(_energy_of_vectors(block, epsilon=epsilon, sigma=sigma, rc=rc))
    if not total < HIGHEST_ENERGY * epsilon:
        refuse_coincident(system, rc)
    return total


def neighbours(
    positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
) -> Result:
    """Return energy (eV), forces (n, 3) (eV/Å) and stress (3, 3) (eV/Å^3) from a neighbour list.

    ``positions`` (n, 3), ``cell`` (3, 3), ``sigma`` and ``rc`` in Å, ``epsilon`` in eV.
    Raises PairwrightError for input that has no energy.
    """

    def by_hand(vectors: FloatArray) -> tuple[float, FloatArray]:
        r2 = np.einsum("pk,pk->p", vectors, vectors)
        energies = pair_energies(r2, epsilon=epsilon, sigma=sigma, rc=rc)
        slopes = slopes_over_distance(r2, epsilon=epsilon, sigma=sigma, rc=rc)
        return float(energies.sum()), slopes[:, None] * vectors

    system = checked(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)
    return _assembled(system, by_hand, epsilon, rc)


def neighbours_autodiff(
    positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
) -> Result:
    """Return what :func:`neighbours` returns, with autograd's gradient through the pair vectors.

    The energy is a function of the vectors d_p alone; g_p = dE/dd_p gives F_j = -g_p, F_i = g_p
    and the stress (1 / V) sum_p g_p (x) d_p.
    """

    def by_autograd(vectors: FloatArray) -> tuple[float, FloatArray]:
        value, slopes = _energy_and_gradient(vectors, epsilon=epsilon, sigma=sigma, rc=rc)
        return float(value), slopes

    system = checked(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)
    return _assembled(system, by_autograd, epsilon, rc)


def _energy_of_vectors(vectors: Any, *, epsilon: float, sigma: float, rc: float) -> Any:
    r2 = (vectors * vectors).sum(axis=1)
    return pair_energies(r2, epsilon=epsilon, sigma=sigma, rc=rc).sum()


_energy_and_gradient = value_and_grad(_energy_of_vectors)


def _assembled(system: System, block_function: BlockFunction, epsilon: float, rc: float) -> Result:
    natoms = len(system.positions)
    if natoms == 0:
        return empty_result(system)
    first, second, vectors = find_pairs(system, rc)
    energy, forces, virial = 0.0, np.zeros((3, natoms)), np.zeros((3, 3))
    with np.errstate(all="ignore"):
        for start in range(0, len(vectors), PAIRS_PER_BLOCK):
            block = slice(start, start + PAIRS_PER_BLOCK)
            value, pulls = block_function(vectors[block])
            energy += value
            virial += pulls.T @ vectors[block]
            _scatter(forces, first[block], second[block], pulls)
    if not energy < HIGHEST_ENERGY * epsilon:
        refuse_coincident(system, rc)
    stress = None if system.volume is None else (virial + virial.T) / (2 * system.volume)
    return energy, np.ascontiguousarray(forces.T), stress


def _scatter(
    forces: FloatArray,
    first: npt.NDArray[np.uint64],
    second: npt.NDArray[np.uint64],
    pulls: FloatArray,
) -> None:
    """Add the pulls (p, 3) to the first atoms' forces (3, n) and take them from the second's.

    The atoms of a block lie close together in the list, so only their range is touched.
    """
    for atoms, sign in ((first, 1.0), (second, -1.0)):
        low, high = int(atoms.min()), int(atoms.max()) + 1
        local = (atoms - np.uint64(low)).astype(np.intp)
        for axis in range(3):
            sums = np.bincount(local, weights=pulls[:, axis], minlength=high - low)
            forces[axis, low:high] += sign * sums
