"""Phonons of a crystal from the second derivatives of its pair and triangle energies.

The dynamical matrix D_ij(q) = (1/m) sum over images of K_ij exp(i q d) is summed in full at every
wave vector q: no supercell. K are the second derivatives of each term by automatic differentiation,
at fixed pairs (see :mod:`pairwright.properties.crystal`). What a cutoff scheme smears out beyond
the radius exerts no force on an atom, so it adds nothing. Moving all atoms alike costs nothing by
construction. Source: M. Born and K. Huang, Dynamical Theory of Crystal Lattices (1954).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ase import Atoms, units
from ase.data import atomic_masses, atomic_numbers

from pairwright.potentials.forms import Array
from pairwright.potentials.model import Model
from pairwright.properties.crystal import Crystal, crystal_at
from pairwright.properties.stiffness import Terms, stiff_terms

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
    parts = [_blocks(terms) for terms in stiff_terms(crystal, model, values)]
    columns = (np.concatenate(column) for column in zip(*parts, strict=True))
    return ForceConstants(crystal.natoms, *columns)


def _blocks(terms: Terms) -> tuple[IndexArray, IndexArray, FloatArray, FloatArray]:
    """Return the columns of :class:`ForceConstants` that come from the terms of one kind."""
    count, corners = terms.atoms.shape
    legs = terms.stretch[..., None, None] * terms.legs
    places = np.concatenate([np.zeros((count, 1, 3)), legs], axis=1)
    apart = places[:, None, :] - places[:, :, None]
    every = (count, corners, corners)
    first = np.broadcast_to(terms.atoms[:, :, None], every)
    second = np.broadcast_to(terms.atoms[:, None, :], every)
    blocks = terms.by_atoms().reshape(-1, 3, 3)
    return first.ravel(), second.ravel(), apart.reshape(-1, 3), blocks


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
