"""Energies, forces and stress of pair potentials; derivatives by automatic differentiation.

With pairs p of atoms (i, j) at r_p = |d_p|, d_p = x_j - x_i + image:
E = sum phi(r_p), F_i = sum_p phi'(r_p) d_p / r_p, F_j = -F_i, and the stress
(1/V) sum phi'(r_p) d_p (x) d_p / r_p.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from autograd import elementwise_grad, grad

from pairwright.potentials.forms import Array, PairFunction

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.integer]


@dataclass(frozen=True)
class PairGeometry:
    """The pairs of a block of structures, numbered within the block.

    ``first``, ``second`` (p,) are atoms of the block, ``structure`` (p,) rows of the block,
    ``vectors`` (p, 3) and ``distances`` (p,) in Å; the block has ``natoms`` atoms and
    ``volumes`` (m,) in Å^3, NaN for a structure without a volume.
    """

    first: IndexArray
    second: IndexArray
    structure: IndexArray
    vectors: FloatArray
    distances: FloatArray
    natoms: int
    volumes: FloatArray


def values_and_slopes(
    function: PairFunction, r: FloatArray, parameters: Sequence[float]
) -> tuple[FloatArray, FloatArray]:
    """Return phi (p,) in eV and d phi / d r (p,) in eV/Å at distances ``r`` (p,)."""
    slope = elementwise_grad(function, 0)
    return np.asarray(function(r, parameters)), np.asarray(slope(r, parameters))


def parameter_derivatives(
    function: PairFunction, r: FloatArray, parameters: Sequence[float]
) -> FloatArray:
    """Return d phi / d parameters, shape (k, p).

    Every pair gets its own copy of the parameters, so one reverse pass gives all derivatives.
    """
    copies = np.repeat(np.asarray(parameters, dtype=float)[:, None], len(r), axis=1)

    def total(table: Array) -> Array:
        return anp.sum(function(r, table))

    return np.asarray(grad(total)(copies))


def _summed(index: IndexArray, values: FloatArray, length: int) -> FloatArray:
    """Add up the values (p,) that share an index (p,), shape (length,)."""
    return np.bincount(index, weights=values, minlength=length).astype(np.float64, copy=False)


def assemble_energies(pairs: PairGeometry, values: FloatArray) -> FloatArray:
    """Sum pair energies (p,) to the energy of each structure, shape (m,)."""
    return _summed(pairs.structure, values, len(pairs.volumes))


def assemble_atomic_energies(pairs: PairGeometry, values: FloatArray) -> FloatArray:
    """Give each atom half of the energy of its pairs, shape (natoms,)."""
    return 0.5 * (
        _summed(pairs.first, values, pairs.natoms) + _summed(pairs.second, values, pairs.natoms)
    )


def assemble_forces(pairs: PairGeometry, slopes: FloatArray) -> FloatArray:
    """Sum pair slopes (p,) to the force on each atom, shape (natoms, 3)."""
    pulls = (slopes / pairs.distances)[:, None] * pairs.vectors
    return np.stack(
        [
            _summed(pairs.first, pull, pairs.natoms) - _summed(pairs.second, pull, pairs.natoms)
            for pull in pulls.T
        ],
        axis=1,
    )


def assemble_stresses(pairs: PairGeometry, slopes: FloatArray) -> FloatArray:
    """Sum pair slopes (p,) to the stress of each structure, shape (m, 3, 3), in ASE's sign."""
    pulls = (slopes / pairs.distances)[:, None] * pairs.vectors
    count = len(pairs.volumes)
    virial = np.empty((count, 3, 3))
    for a in range(3):
        for b in range(a, 3):
            moment = pulls[:, a] * pairs.vectors[:, b]
            virial[:, a, b] = _summed(pairs.structure, moment, count)
            virial[:, b, a] = virial[:, a, b]
    return virial / pairs.volumes[:, None, None]
