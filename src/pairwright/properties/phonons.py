"""Phonons of a crystal from the second derivatives of its pair and triangle energies.

The dynamical matrix D_ij(q) = (1/m) sum over images of K_ij exp(i q d) is summed in full at every
wave vector q: no supercell. K are the second derivatives of each term by automatic differentiation,
at fixed pairs (see :mod:`pairwright.properties.crystal`). What a cutoff scheme smears out beyond
the radius exerts no force on an atom, so it adds nothing. Moving all atoms alike costs nothing by
construction. Source: M. Born and K. Huang, Dynamical Theory of Crystal Lattices (1954).
"""

from collections.abc import Callable
from dataclasses import dataclass

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from ase import Atoms, units
from ase.data import atomic_masses, atomic_numbers
from autograd import elementwise_grad, make_vjp

from pairwright.potentials.forms import Array
from pairwright.potentials.model import Model
from pairwright.properties.crystal import Crystal, crystal_at, inside, triangle_energies

FloatArray = npt.NDArray[np.float64]
ComplexArray = npt.NDArray[np.complex128]
IndexArray = npt.NDArray[np.integer]

GAMMA = "G"
BOUNDARY = {
    "FCC": ("X", "L"),
    "BCC": ("H", "P", "N"),
    "CUB": ("X", "M", "R"),
    "HEX": ("M", "K", "A"),
}
"""Points on the boundary of the zone, by ASE's names of Bravais lattices and of points."""

THZ = 1000 * units.fs / (2 * np.pi)
"""The frequency (THz) where an eigenvalue of the dynamical matrix is 1 eV / (Å^2 u)."""

_PAIR_ENDS = np.array([[-1.0], [1.0]])
_TRIANGLE_CORNERS = np.array([[-1.0, -1.0], [1.0, 0.0], [0.0, 1.0]])


@dataclass(frozen=True)
class ForceConstants:
    """Second derivatives of the energy of a crystal with n atoms by the places of two of them.

    ``blocks`` (l, 3, 3) in eV/Å^2 belong to atoms ``first`` and ``second`` (l,), the second one
    being ``vectors`` (l, 3) in Å away, and add up.
    """

    natoms: int
    first: IndexArray
    second: IndexArray
    vectors: FloatArray
    blocks: FloatArray


def force_constants(crystal: Crystal, model: Model, values: Array) -> ForceConstants:
    """Return the force constants of a crystal at one volume; ``values`` (p,) are the model's."""
    pair_values, c9 = model.split(values)

    def pair_energies(vectors: Array) -> Array:
        return inside(model)(anp.sqrt(anp.sum(vectors**2, axis=-1)), pair_values)

    ends = np.stack([crystal.first, crystal.second], axis=1)
    parts = [_blocks(_stiffness(pair_energies, crystal.vectors), _PAIR_ENDS, ends, crystal.vectors)]
    if model.triple_radius:
        found, radius = crystal.triples, model.triple_radius

        def energies(vectors: Array) -> Array:
            return c9 * triangle_energies(vectors[:, :3], vectors[:, 3:], radius)

        sides = np.concatenate([found.to_second, found.to_third], axis=1)
        corners = np.stack([found.first, found.second, found.third], axis=1)
        parts.append(_blocks(_stiffness(energies, sides), _TRIANGLE_CORNERS, corners, sides))
    columns = (np.concatenate(column) for column in zip(*parts, strict=True))
    return ForceConstants(crystal.natoms, *columns)


def _stiffness(energies: Callable[[Array], Array], vectors: FloatArray) -> FloatArray:
    """Return the second derivatives (p, d, d) of energies (p,) by each one's vectors (p, d)."""
    pull_back, _ = make_vjp(elementwise_grad(energies))(vectors)
    units_of = np.eye(vectors.shape[1])
    return np.stack([pull_back(np.broadcast_to(unit, vectors.shape)) for unit in units_of], axis=-1)


def _blocks(
    stiffness: FloatArray, moves: FloatArray, atoms: IndexArray, vectors: FloatArray
) -> tuple[IndexArray, IndexArray, FloatArray, FloatArray]:
    """Turn derivatives by the vectors of each term into those by the places of its c atoms.

    ``stiffness`` (p, 3 k, 3 k) belongs to the ``vectors`` (p, 3 k) that lead from the first of
    ``atoms`` (p, c) to the others; ``moves`` (c, k) says how an atom's place changes each of them.
    """
    count, corners = atoms.shape
    legs = vectors.reshape(count, -1, 3)
    places = np.concatenate([np.zeros((count, 1, 3)), legs], axis=1)
    by_legs = stiffness.reshape(count, legs.shape[1], 3, legs.shape[1], 3)
    by_atoms = np.einsum("ak,pkxly,bl->pabxy", moves, by_legs, moves)
    first, second = (np.broadcast_to(side, (count, corners, corners)) for side in _sides(atoms))
    apart = places[:, None, :] - places[:, :, None]
    return first.ravel(), second.ravel(), apart.reshape(-1, 3), by_atoms.reshape(-1, 3, 3)


def _sides(atoms: IndexArray) -> tuple[IndexArray, IndexArray]:
    return atoms[:, :, None], atoms[:, None, :]


def dynamical_matrix(
    constants: ForceConstants, mass: float, wave_vector: FloatArray
) -> ComplexArray:
    """Return D(q) (3 n, 3 n) in eV / (Å^2 u) for atoms of one ``mass`` (u); q (3,) in 1/Å.

    Phases are those of the distances between atoms: D is Hermitian, and real at q = 0.
    """
    matrix = np.zeros((constants.natoms, constants.natoms, 3, 3), dtype=np.complex128)
    phases = np.exp(1j * constants.vectors @ wave_vector)
    np.add.at(matrix, (constants.first, constants.second), phases[:, None, None] * constants.blocks)
    by_atoms: ComplexArray = matrix.transpose(0, 2, 1, 3).reshape(3 * constants.natoms, -1)
    return by_atoms / mass


def frequencies(constants: ForceConstants, mass: float, wave_vector: FloatArray) -> FloatArray:
    """Return the frequencies (3 n,) in THz, rising; an imaginary one is given as negative.

    ``mass`` in u, ``wave_vector`` (3,) in 1/Å.
    """
    eigenvalues = np.linalg.eigvalsh(dynamical_matrix(constants, mass, wave_vector))
    found: FloatArray = np.sign(eigenvalues) * np.sqrt(np.abs(eigenvalues)) * THZ
    return found


def named_points(atoms: Atoms) -> dict[str, FloatArray]:
    """Return wave vectors (3,) in 1/Å: the centre of the zone, and named points on its boundary.

    Names are those of ASE for the lattice of the cell. Lattices that ``BOUNDARY`` does not list
    have all of ASE's points.
    """
    path = atoms.cell.bandpath(npoints=0)
    named = path.special_points
    lattice = atoms.cell.get_bravais_lattice().name
    wanted = BOUNDARY.get(lattice, tuple(sorted(set(named) - {GAMMA})))
    reciprocal = 2 * np.pi * atoms.cell.reciprocal()
    return {name: np.asarray(named[name] @ reciprocal) for name in (GAMMA, *wanted)}


def phonons(atoms: Atoms, model: Model, values: Array, volume: float) -> dict[str, FloatArray]:
    """Return the frequencies (THz) by the name of the wave vector, at ``volume`` (Å^3 per atom)."""
    crystal = crystal_at(atoms, model, volume)
    constants = force_constants(crystal, model, values)
    mass = float(atomic_masses[atomic_numbers[atoms.symbols[0]]])
    stretch = (volume * len(atoms) / atoms.get_volume()) ** (1 / 3)
    return {
        name: frequencies(constants, mass, point / stretch)
        for name, point in named_points(atoms).items()
    }
