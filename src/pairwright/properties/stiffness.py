"""How stiff each pair and each triangle of a crystal is: what elastic constants and phonons add up.

The energy of a pair depends on one vector, that of a triangle on the two that lead from one corner
to the others. Strains and displacements of atoms change these vectors linearly, so second
derivatives by the vectors are all that is needed, however large the crystal is. They are found by
automatic differentiation for one of all congruent pairs or triangles, and turned for the others.
"""

from collections.abc import Callable
from dataclasses import dataclass

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from autograd import elementwise_grad, make_vjp

from pairwright.potentials.forms import Array, PairFunction
from pairwright.potentials.model import Model
from pairwright.properties.crystal import Crystal, inside, triangle_energies

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.integer]

DIGITS = 8
"""Terms are congruent when the products of their vectors (Å^2) agree to so many digits."""

_OF_PAIRS = np.array([[-1.0], [1.0]])
_OF_TRIANGLES = np.array([[-1.0, -1.0], [1.0, 0.0], [0.0, 1.0]])


@dataclass(frozen=True)
class Terms:
    """Terms of the energy of all n atoms of a cell, each of c atoms and k vectors.

    ``atoms`` (p, c) number the atoms of each term, ``legs`` (p, k, 3) in Å, to be multiplied by
    ``stretch`` (...), lead from the first one to the others, and ``moves`` (c, k) says how an
    atom's place changes each of them. ``stiffness`` (..., m, 3 k, 3 k) in eV/Å^2 are second
    derivatives by the vectors of one of each ``kinds`` (p,) of congruent terms, to be turned by
    ``turns`` (p, 3 k, 3 k).
    """

    atoms: IndexArray
    moves: FloatArray
    legs: FloatArray
    stretch: FloatArray
    kinds: IndexArray
    turns: FloatArray
    stiffness: FloatArray

    def pulls(self, changes: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return what the slopes of each term change by, (..., p, 3 k, a), for a vectors' changes.

        ``changes`` (p, 3 k, a) have no unit. First come the changes themselves; both are given
        before they are turned.
        """
        upright = np.swapaxes(self.turns, -1, -2) @ changes
        return upright, self.stiffness[..., self.kinds, :, :] @ upright

    def by_atoms(self) -> FloatArray:
        """Return second derivatives (..., p, c, c, 3, 3) in eV/Å^2 by the places of the atoms."""
        turned = (
            self.turns @ self.stiffness[..., self.kinds, :, :] @ np.swapaxes(self.turns, -1, -2)
        )
        legs = self.moves.shape[1]
        blocks = turned.reshape(*turned.shape[:-2], legs, 3, legs, 3)
        found: FloatArray = np.einsum(
            "ak,...kxly,bl->...abxy", self.moves, blocks, self.moves, optimize=True
        )
        return found


def stiff_terms(crystal: Crystal, model: Model, values: Array) -> list[Terms]:
    """Return the pairs within the cutoff, and the triangles of a model that has them.

    ``values`` are the model's parameters, each a number or an array (...).
    """
    pair_values, c9 = model.split(values)
    ends = np.stack([crystal.first, crystal.second], axis=1)
    energies = _pair_energies(inside(model), pair_values)
    legs = crystal.vectors[:, None, :]
    found = [_terms(energies, ends, _OF_PAIRS, legs, crystal.stretch, crystal.weights)]
    if model.triple_radius:
        radius, triples = model.triple_radius, crystal.triples

        def of_triangles(vectors: Array) -> Array:
            return triangle_energies(vectors[..., :3], vectors[..., 3:], radius)

        corners = np.stack([triples.first, triples.second, triples.third], axis=1)
        legs = np.stack([triples.to_second, triples.to_third], axis=1)
        factors = np.asarray(c9)[..., None] * np.ones(len(legs))
        found.append(_terms(of_triangles, corners, _OF_TRIANGLES, legs, crystal.stretch, factors))
    return found


def tail_terms(crystal: Crystal, model: Model, values: Array) -> Terms:
    """Return what is smeared out beyond the cutoff, as pairs of the first atom with itself.

    It feels a strain of the crystal, and no displacement of an atom.
    """
    pair_values, _ = model.split(values)
    energies = _pair_energies(model.form.function, pair_values)
    legs = crystal.tail_vectors[:, None, :]
    ends = np.zeros((len(legs), 2), dtype=np.int64)
    weights = crystal.natoms * crystal.tail_weights
    return _terms(energies, ends, _OF_PAIRS, legs, np.ones_like(crystal.stretch), weights)


def _pair_energies(function: PairFunction, values: list[Array]) -> Callable[[Array], Array]:
    """Return the function of vectors (..., p, 3) for the energies (..., p) of pairs."""
    columns = [np.asarray(value)[..., None] for value in values]
    return lambda vectors: function(anp.sqrt(anp.sum(vectors**2, axis=-1)), columns)


def _terms(
    energies: Callable[[Array], Array],
    atoms: IndexArray,
    moves: FloatArray,
    legs: FloatArray,
    stretch: FloatArray,
    weights: FloatArray,
) -> Terms:
    """Return terms of ``energies`` of vectors (..., p, 3 k), counted ``weights`` (..., p) times.

    The energies do not change when the vectors of a term are turned, and the weights are the same
    for congruent terms.
    """
    frames = _frames(legs)
    products = np.einsum("pkx,plx->pkl", legs, legs).round(DIGITS).reshape(len(legs), -1)
    _, one, kinds = np.unique(products, axis=0, return_index=True, return_inverse=True)
    upright = np.einsum("pkx,pxi->pki", legs[one], frames[one]).reshape(len(one), -1)
    stiffness = _second_derivatives(energies, stretch[..., None, None] * upright)
    return Terms(
        atoms=atoms,
        moves=moves,
        legs=legs,
        stretch=stretch,
        kinds=kinds,
        turns=_block_diagonal(frames, moves.shape[1]),
        stiffness=weights[..., one, None, None] * stiffness,
    )


def _second_derivatives(energies: Callable[[Array], Array], vectors: FloatArray) -> FloatArray:
    """Return second derivatives (..., d, d) of energies (...) by each one's vectors (..., d)."""
    pull_back, _ = make_vjp(elementwise_grad(energies))(vectors)
    directions = np.eye(vectors.shape[-1])
    columns = [pull_back(np.broadcast_to(unit, vectors.shape)) for unit in directions]
    return np.stack(columns, axis=-1)


def _block_diagonal(frames: FloatArray, number: int) -> FloatArray:
    """Return matrices (p, 3 k, 3 k) with the same frame (p, 3, 3) for each of k vectors."""
    blocks: FloatArray = np.einsum("kl,pxi->pkxli", np.eye(number), frames)
    return blocks.reshape(len(frames), 3 * number, 3 * number)


def _frames(legs: FloatArray) -> FloatArray:
    """Return axes (p, 3, 3), in columns: along the first of ``legs`` (p, k, 3), in their plane."""
    along, second = _unit(legs[:, 0]), _unit(legs[:, -1])
    # Where the legs are in line, any plane will do: that with the axis farthest from them.
    other = np.eye(3)[np.argmin(np.abs(along), axis=1)]
    in_line = np.linalg.norm(np.cross(along, second), axis=1) < 1e-6
    second = np.where(in_line[:, None], other, second)
    across = _unit(second - np.sum(along * second, axis=1, keepdims=True) * along)
    return np.stack([along, across, np.cross(along, across)], axis=-1)


def _unit(vectors: FloatArray) -> FloatArray:
    unit: FloatArray = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return unit
