"""The Axilrod-Teller-Muto triple-dipole energy: triangles of atoms, their energies, and the sums.

With the sides r and the inner angles g of each triangle of atoms i, j, k, images included,
E = C9 sum (1 + 3 cos g_i cos g_j cos g_k) / (r_ij r_jk r_ki)^3 s(r_ij) s(r_jk) s(r_ki),
where s falls smoothly to zero at a radius. E is linear in C9 (eV Å^9); here C9 is 1 eV Å^9.
Source: B. M. Axilrod, E. Teller, J. Chem. Phys. 11, 299 (1943); Y. Muto, Proc. Phys.-Math. Soc.
Japan 17, 629 (1943).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from autograd import make_vjp
from vesin import NeighborList

from pairwright.data.quality import periodic_box
from pairwright.potentials.cutoffs import smooth_step
from pairwright.potentials.forms import Array

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]

TRIPLES_PER_BLOCK = 20_000
"""Triangles handled at a time; bounds the memory of the search and of the reverse pass."""

SWITCH_START = 0.8
"""Where the energy begins to be switched off, as a fraction of the radius."""


@dataclass(frozen=True)
class Triples:
    """Triangles of atoms, each once.

    ``first``, ``second`` and ``third`` (t,) number the atoms at the corners; ``to_second`` and
    ``to_third`` (t, 3) in Å lead from the first atom to the other two (or their images).
    """

    first: IndexArray
    second: IndexArray
    third: IndexArray
    to_second: FloatArray
    to_third: FloatArray

    def __len__(self) -> int:
        return len(self.first)

    @classmethod
    def joined(cls, parts: Iterable["Triples"]) -> "Triples":
        """Return the triangles of all parts in their order; there may be no part."""
        none, nowhere = np.empty(0, dtype=np.int64), np.empty((0, 3))
        found = [cls(none, none, none, nowhere, nowhere), *parts]
        columns = zip(*(vars(part).values() for part in found), strict=True)
        return cls(*(np.concatenate(column) for column in columns))

    def numbered_from(self, atom: int) -> "Triples":
        """Return the same triangles with the structure's first atom numbered ``atom``."""
        return Triples(
            self.first + atom,
            self.second + atom,
            self.third + atom,
            self.to_second,
            self.to_third,
        )


@dataclass(frozen=True)
class TripleSums:
    """What triangles add up to, for structures with n atoms in all; C9 is 1 eV Å^9.

    ``structure`` (n,) says to which of m structures an atom belongs. ``energies`` (n,) in eV give
    each atom a third of its triangles, ``forces`` (n, 3) are in eV/Å and ``virials`` (m, 3, 3) in
    eV: the stress, in ASE's sign, times the volume.
    """

    structure: IndexArray
    energies: FloatArray
    forces: FloatArray
    virials: FloatArray

    @classmethod
    def empty(cls, structure: IndexArray, structures: int) -> "TripleSums":
        """Begin with zero for atoms of ``structure`` (n,) among so many structures."""
        natoms = len(structure)
        return cls(structure, np.zeros(natoms), np.zeros((natoms, 3)), np.zeros((structures, 3, 3)))

    def add(self, triples: Triples, radius: float) -> None:
        """Add triangles to the sums, one after another: blocks of any size give the same bits."""
        values, to_second, to_third = _values_and_slopes(triples, radius)
        corners = np.stack([triples.first, triples.second, triples.third], axis=1).ravel()
        np.add.at(self.energies, corners, np.repeat(values / 3, 3))
        forces = np.stack([to_second + to_third, -to_second, -to_third], axis=1).reshape(-1, 3)
        structure = self.structure[triples.first]
        for a in range(3):
            np.add.at(self.forces[:, a], corners, forces[:, a])
            for b in range(a, 3):
                moments = to_second[:, a] * triples.to_second[:, b]
                moments += to_third[:, a] * triples.to_third[:, b]
                np.add.at(self.virials[:, a, b], structure, moments)
                self.virials[:, b, a] = self.virials[:, a, b]


def triple_energies(to_second: Array, to_third: Array, radius: float) -> Array:
    """Return the energies (t,) in eV of triangles for C9 = 1 eV Å^9, twice differentiable.

    (1 + 3 cos g_i cos g_j cos g_k) / (r_ij r_jk r_ki)^3 s(r_ij) s(r_jk) s(r_ki), where
    s = 1 - 10 x^3 + 15 x^4 - 6 x^5 with x from 0 at 0.8 ``radius`` to 1 at ``radius`` (Å).
    ``to_second`` and ``to_third`` (t, 3) in Å lead from one corner to the other two.
    """
    across = to_third - to_second
    squares = [_dot(side, side) for side in (to_second, to_third, across)]
    product = squares[0] * squares[1] * squares[2]
    # The angle at the second corner lies between `across` and the way back to the first.
    cosines = _dot(to_second, to_third) * _dot(-to_second, across) * _dot(to_third, across)
    energies = (1 + 3 * cosines / product) / (product * anp.sqrt(product))
    for square in squares:
        x = (anp.sqrt(square) / radius - SWITCH_START) / (1 - SWITCH_START)
        energies = energies * smooth_step(x)
    return energies


def _dot(one: Array, other: Array) -> Array:
    return anp.sum(one * other, axis=1)


def _values_and_slopes(
    triples: Triples, radius: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return energies (t,) and their derivatives by the two vectors, (t, 3) each, in one pass."""
    pull_back, values = make_vjp(triple_energies, (0, 1))(
        triples.to_second, triples.to_third, radius
    )
    to_second, to_third = pull_back(np.ones_like(values))
    return values, to_second, to_third


def structure_triples(
    positions: FloatArray, cell: FloatArray, pbc: npt.NDArray[np.bool_], radius: float
) -> Triples:
    """Return every triangle whose three sides are shorter than ``radius`` (Å), once.

    ``positions`` (n, 3) and ``cell`` (3, 3) in Å; the cell may be much smaller than the radius.
    Images of a triangle by a vector of the lattice are the same triangle; an atom with two of its
    own images is one too. The triangles are ordered by atoms and images, so always the same.
    """
    return Triples.joined(triple_blocks(positions, cell, pbc, radius))


def triple_blocks(
    positions: FloatArray, cell: FloatArray, pbc: npt.NDArray[np.bool_], radius: float
) -> Iterator[Triples]:
    """Yield :func:`structure_triples` in pieces of at most ``TRIPLES_PER_BLOCK``, none empty."""
    first, second, vectors = _later_neighbours(positions, cell, pbc, radius)
    # The two other corners are a neighbour and one after it in the list of the same first atom.
    partners = np.searchsorted(first, first, side="right") - np.arange(len(first)) - 1
    starts = np.concatenate([[0], np.cumsum(partners)])
    begin = 0
    while begin < len(first):
        limit = starts[begin] + TRIPLES_PER_BLOCK
        end = max(begin + 1, int(np.searchsorted(starts, limit, side="right")) - 1)
        one = np.repeat(np.arange(begin, end), partners[begin:end])
        other = one + 1 + np.arange(starts[begin], starts[end]) - starts[one]
        close = _shorter(vectors[other] - vectors[one], radius)
        if close.any():
            one, other = one[close], other[close]
            yield Triples(first[one], second[one], second[other], vectors[one], vectors[other])
        begin = end


def _later_neighbours(
    positions: FloatArray, cell: FloatArray, pbc: npt.NDArray[np.bool_], radius: float
) -> tuple[IndexArray, IndexArray, FloatArray]:
    """Return the pairs of each atom with what comes after it, ordered, and their vectors in Å.

    Atoms and images are ordered by the atom's number, then by the image's cell. Moving by a vector
    of the lattice keeps this order, so a triangle has one first corner, whatever its images.
    """
    neighbours = NeighborList(cutoff=radius, full_list=True, n_threads=1)
    box = periodic_box(cell, pbc)
    first, second, shifts, vectors = neighbours.compute(positions, box, pbc, "ijSD")
    x, y, z = shifts.T
    later_cell = (x > 0) | (x == 0) & ((y > 0) | (y == 0) & (z > 0))
    later = (second > first) | (second == first) & later_cell
    chosen = np.flatnonzero(later & _shorter(vectors, radius))
    order = chosen[np.lexsort((z[chosen], y[chosen], x[chosen], second[chosen], first[chosen]))]
    return first[order].astype(np.int64), second[order].astype(np.int64), vectors[order]


def _shorter(vectors: FloatArray, radius: float) -> npt.NDArray[np.bool_]:
    shorter: npt.NDArray[np.bool_] = np.einsum("pi,pi->p", vectors, vectors) < radius**2
    return shorter


def triple_dipole(
    positions: FloatArray, cell: FloatArray, pbc: npt.NDArray[np.bool_], radius: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return energies (n,) in eV, forces (n, 3) in eV/Å and virial (3, 3) in eV for C9 = 1 eV Å^9.

    Each atom has a third of the energy of its triangles. The virial is the stress, in ASE's sign,
    times the volume, and exists without a volume too. ``positions`` (n, 3), ``cell`` (3, 3) and
    ``radius`` in Å.
    """
    sums = TripleSums.empty(np.zeros(len(positions), dtype=np.int64), 1)
    for triples in triple_blocks(positions, cell, pbc, radius):
        sums.add(triples, radius)
    return sums.energies, sums.forces, sums.virials[0]
