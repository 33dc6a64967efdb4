"""A crystal as a differentiable function of its deformation, displacements and the parameters.

The energy per atom at a deformation F (3, 3) and displacements u (n, 3) of n atoms is

E(F, u) = (1/n) [ sum_p w_p phi(|F d_p + u_j - u_i|) + C9 sum_t e_t(F, u) ]
          + (rho/2) integral over |d| > r_c of phi(|F d|) d3d

with the pairs p of atoms (i, j) and the triangles t that are within the cutoff at F = 1 and u = 0.
They stay the same, so E is smooth, and jumps where pairs would cross the cutoff are in no
derivative. The integral is the cutoff scheme ``tail``: the atoms beyond r_c smeared out to the
density rho of the undeformed crystal. It is a sum over points along the radius and along the six
axes of an icosahedron, which at F = 1 is exact up to the second derivative: that is a polynomial of
fourth degree in the direction, and the twelve vertices integrate the fifth degree (R. H. Hardin and
N. J. A. Sloane, Discrete Comput. Geom. 15, 429 (1996)).
"""

from dataclasses import dataclass

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from ase import Atoms

from pairwright.data.pairs import structure_pairs
from pairwright.potentials.cutoffs import SCHEMES
from pairwright.potentials.forms import Array, PairFunction
from pairwright.potentials.model import Model
from pairwright.potentials.tail import tail_places, tail_weights
from pairwright.potentials.triple_dipole import Triples, structure_triples, triple_energies

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.integer]

_GOLDEN = (1 + np.sqrt(5)) / 2
_ONE_TURN = np.array([[0, 1, _GOLDEN], [0, 1, -_GOLDEN]]) / np.sqrt(1 + _GOLDEN**2)
AXES = np.concatenate([np.roll(_ONE_TURN, turn, axis=1) for turn in range(3)])
"""Unit vectors (6, 3) to the vertices of an icosahedron, one of each opposite two."""


@dataclass(frozen=True)
class Crystal:
    """What a crystal's energy is summed over, at one volume or at volumes of any shape (...).

    ``volumes`` (...) in Å^3 are those of one atom. Pairs and ``triples`` are those of the smallest
    of them; all lengths are to be multiplied by ``stretch`` (...). ``first`` and ``second`` (p,)
    number the atoms of each pair, ``vectors`` (p, 3) in Å lead from one to the other (or its
    image), and ``weights`` (..., p) are 1, or 0 where a pair has left the cutoff.
    ``tail_vectors`` (t, 3) in Å, never stretched, and ``tail_weights`` (..., t) stand for what is
    smeared out, counted for each atom.
    """

    natoms: int
    volumes: FloatArray
    stretch: FloatArray
    first: IndexArray
    second: IndexArray
    vectors: FloatArray
    weights: FloatArray
    tail_vectors: FloatArray
    tail_weights: FloatArray
    triples: Triples

    def __len__(self) -> int:
        """How many terms the energy has at one volume."""
        return len(self.first) + len(self.tail_vectors) + len(self.triples)


def scaled(atoms: Atoms, volume_per_atom: float) -> Atoms:
    """Return a copy at ``volume_per_atom`` (Å^3), scaled alike in every direction."""
    copy: Atoms = atoms.copy()
    factor = (volume_per_atom * len(atoms) / atoms.get_volume()) ** (1 / 3)
    copy.set_cell(atoms.cell * factor, scale_atoms=True)
    return copy


def crystal_at(atoms: Atoms, model: Model, volumes: npt.ArrayLike) -> Crystal:
    """Return ``atoms`` scaled alike in every direction to ``volumes`` (...) in Å^3 per atom."""
    at = np.asarray(volumes, dtype=float)
    densest = scaled(atoms, float(at.min()))
    geometry = (densest.positions, densest.cell.array, densest.pbc)
    first, second, vectors = structure_pairs(*geometry, model.cutoff.radius)
    stretch = (at / at.min()) ** (1 / 3)
    within = stretch[..., None] * np.linalg.norm(vectors, axis=1) <= model.cutoff.radius
    tail_vectors, tail_shares = _tail(model)
    return Crystal(
        natoms=len(atoms),
        volumes=at,
        stretch=stretch,
        first=first,
        second=second,
        vectors=vectors,
        weights=within.astype(float),
        tail_vectors=tail_vectors,
        tail_weights=tail_shares / at[..., None],
        triples=structure_triples(*geometry, model.triple_radius)
        if model.triple_radius
        else Triples.joined([]),
    )


def _tail(model: Model) -> tuple[FloatArray, FloatArray]:
    """Return vectors (t, 3) in Å, and weights (t,) in Å^3 that wait for the density."""
    if not model.cutoff.has_tail:
        return np.empty((0, 3)), np.empty(0)
    places, (shares, _) = tail_places(model.cutoff.radius), tail_weights(model.cutoff.radius)
    vectors = places[:, None, None] * AXES
    weights = 2 * np.pi * shares / len(AXES)
    return vectors.reshape(-1, 3), np.repeat(weights, len(AXES))


def inside(model: Model) -> PairFunction:
    """Return the pair energy as it is within the cutoff, at any distance."""
    return SCHEMES[model.cutoff.scheme](model.form.function, model.cutoff)


def energy_per_atom(
    crystal: Crystal,
    model: Model,
    values: Array,
    deformation: Array,
    displacements: Array,
) -> Array:
    """Return E(F, u) (...) in eV per atom, without the energy of isolated atoms.

    ``values`` are the model's parameters, each a number or an array (...); ``deformation``
    (..., 3, 3) and ``displacements`` (..., n, 3) in Å. Differentiable with respect to all three.
    """
    pair_values, c9 = model.split(values)
    pair_values = [anp.expand_dims(value, -1) for value in pair_values]

    def moved(vectors: FloatArray, ends: IndexArray, starts: IndexArray) -> Array:
        stretched = crystal.stretch[..., None, None] * vectors
        deformed = anp.matmul(stretched, anp.swapaxes(deformation, -1, -2))
        if crystal.natoms == 1:
            return deformed
        return deformed + displacements[..., ends, :] - displacements[..., starts, :]

    pairs = _lengths(moved(crystal.vectors, crystal.second, crystal.first))
    energy = anp.sum(crystal.weights * inside(model)(pairs, pair_values), axis=-1)
    if model.triple_radius:
        found = crystal.triples
        sides = (
            moved(found.to_second, found.second, found.first),
            moved(found.to_third, found.third, found.first),
        )
        energy = energy + c9 * anp.sum(triangle_energies(*sides, model.triple_radius), axis=-1)
    energy = energy / crystal.natoms
    if len(crystal.tail_vectors):
        smeared = anp.matmul(crystal.tail_vectors, anp.swapaxes(deformation, -1, -2))
        beyond = model.form.function(_lengths(smeared), pair_values)
        energy = energy + anp.sum(crystal.tail_weights * beyond, axis=-1)
    return energy


def triangle_energies(to_second: Array, to_third: Array, radius: float) -> Array:
    """Return the energies (..., t) in eV of triangles for C9 = 1 eV Å^9, zero beyond ``radius``.

    ``to_second`` and ``to_third`` (..., t, 3) lead from a corner to the others; all in Å.
    """
    shape = anp.shape(to_second)[:-1]
    flat = (anp.reshape(to_second, (-1, 3)), anp.reshape(to_third, (-1, 3)))
    return anp.reshape(triple_energies(*flat, radius), shape)


def _lengths(vectors: Array) -> Array:
    return anp.sqrt(anp.sum(vectors**2, axis=-1))
