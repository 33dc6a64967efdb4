"""Elastic constants: the energy of a crystal differentiated twice by the strain.

C_ab = (1/v) d2E / de_a de_b for E per atom at F = 1 + e and v the volume per atom, in Voigt's order
xx, yy, zz, yz, xz, xy with doubled shear strains. The atoms give way to the strain: with H the
second derivatives by strains and displacements, C = (H_ee - H_eu H_uu^-1 H_ue) / v. At the volume
of lowest energy the pressure is zero; a crystal that is not cubic may keep other stress, since it
was scaled alike in every direction.
"""

from typing import Any

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from ase import Atoms
from autograd import elementwise_grad

from pairwright.potentials.forms import Array
from pairwright.potentials.model import Model
from pairwright.properties.crystal import Crystal, crystal_at, energy_per_atom
from pairwright.properties.stiffness import Terms, stiff_terms, tail_terms

FloatArray = npt.NDArray[np.float64]

TERMS_PER_BLOCK = 100_000
"""Pairs and triangles differentiated at a time; bounds the memory."""
TOLERANCE = 1e-4
"""A crystal counts as cubic when its elastic constants do, relative to the largest."""

_VOIGT = ((0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1))
_STRAINS = np.zeros((6, 3, 3))
for _number, (_a, _b) in enumerate(_VOIGT):
    _STRAINS[_number, _a, _b] += 0.5
    _STRAINS[_number, _b, _a] += 0.5

# Kelvin's way of writing the tensor keeps lengths, so that it can be turned like any matrix.
_KELVIN = np.diag([1.0, 1.0, 1.0, np.sqrt(2), np.sqrt(2), np.sqrt(2)])
_DILATION = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0]) / np.sqrt(3)
_SHEARS = np.linalg.svd(_DILATION[None, :])[2][1:].T
"""Five orthonormal strains (6, 5) that keep the volume."""


def elastic_tensor(crystal: Crystal, model: Model, values: Array) -> FloatArray:
    """Return C (..., 6, 6) in eV/Å^3 of a crystal at one volume, or at volumes (...).

    ``values`` are the model's parameters, each a number or an array (...).
    """
    shape, natoms = crystal.volumes.shape, crystal.natoms
    ee = np.zeros((*shape, 6, 6))
    ue = np.zeros((*shape, natoms, 3, 6))
    uu = np.zeros((*shape, natoms, natoms, 3, 3))
    found = stiff_terms(crystal, model, values)
    if model.cutoff.has_tail:
        found.append(tail_terms(crystal, model, values))
    for terms in found:
        stretch = terms.stretch[..., None, None]
        strains = np.einsum("aij,pkj->pkia", _STRAINS, terms.legs)
        changes, pulls = terms.pulls(strains.reshape(len(strains), -1, 6))
        ee += stretch**2 * np.einsum("pxa,...pxb->...ab", changes, pulls, optimize=True)
        if natoms > 1:
            _add_to_atoms(ue, uu, terms, pulls)
    return (ee - _given_way(ue, uu)) / (natoms * crystal.volumes[..., None, None])


def _add_to_atoms(ue: FloatArray, uu: FloatArray, terms: Terms, pulls: FloatArray) -> None:
    """Add terms to the second derivatives (..., n, 3, 6) and (..., n, n, 3, 3) by displacements."""
    turned = terms.stretch[..., None, None, None] * (terms.turns @ pulls)
    of_legs = turned.reshape(*turned.shape[:-2], -1, 3, 6)
    on_atoms = np.einsum("ck,...kxa->...cxa", terms.moves, of_legs, optimize=True)
    ends: Any = (..., terms.atoms, slice(None), slice(None))
    np.add.at(ue, ends, on_atoms)
    first, second = terms.atoms[:, :, None], terms.atoms[:, None, :]
    both: Any = (..., first, second, slice(None), slice(None))
    np.add.at(uu, both, terms.by_atoms())


def _given_way(ue: FloatArray, uu: FloatArray) -> FloatArray:
    """Return H_eu H_uu^-1 H_ue (..., 6, 6), all atoms but the first being free to move.

    Moving the first one too would move the whole crystal, which changes nothing.
    """
    size = 3 * (uu.shape[-3] - 1)
    slopes = ue[..., 1:, :, :].reshape(*ue.shape[:-3], size, 6)
    blocks = np.swapaxes(uu[..., 1:, 1:, :, :], -3, -2)
    hessian = blocks.reshape(*uu.shape[:-4], size, size)
    inverse = np.linalg.pinv(hessian, rtol=1e-12, hermitian=True)
    return np.swapaxes(slopes, -1, -2) @ inverse @ slopes


def stress(crystal: Crystal, model: Model, values: Array) -> FloatArray:
    """Return the stress (..., 6) in eV/Å^3, in Voigt's order and ASE's sign."""
    shape = crystal.volumes.shape
    displacements = np.zeros((*shape, crystal.natoms, 3))

    def energy(strains: Array) -> Array:
        deformation = np.eye(3) + anp.tensordot(strains, _STRAINS, 1)
        return energy_per_atom(crystal, model, values, deformation, displacements)

    return np.asarray(elementwise_grad(energy)(np.zeros((*shape, 6)))) / crystal.volumes[..., None]


def elastic_tensors(
    atoms: Atoms, model: Model, values: FloatArray, volumes: FloatArray
) -> FloatArray:
    """Return C (s, 6, 6) in eV/Å^3 for s sets of parameters, each at its own volume.

    ``values`` (p, s) are sets of the model's parameters, ``volumes`` (s,) in Å^3 per atom; where a
    volume is NaN, C is.
    """
    tensors = np.full((len(volumes), 6, 6), np.nan)
    known = np.flatnonzero(np.isfinite(volumes))
    if not known.size:
        return tensors
    terms = len(crystal_at(atoms, model, volumes[known].min()))
    samples = max(1, TERMS_PER_BLOCK // max(terms, 1))
    for start in range(0, len(known), samples):
        block = known[start : start + samples]
        crystal = crystal_at(atoms, model, volumes[block])
        tensors[block] = elastic_tensor(crystal, model, values[:, block])
    return tensors


def cubic_constants(tensors: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return C11, C12 and C44 (...) of a cubic C (..., 6, 6), NaN where it is not cubic.

    The crystal may be turned in any way: C has the eigenvalues C11 + 2 C12 for the change of
    volume, C11 - C12 twice and 2 C44 three times.
    Source: M. M. Mehrabadi and S. C. Cowin, Q. J. Mech. Appl. Math. 43, 15 (1990).
    """
    known = np.asarray(np.isfinite(tensors).all(axis=(-1, -2)))
    kelvin = _KELVIN @ np.where(known[..., None, None], tensors, np.eye(6)) @ _KELVIN
    dilation = kelvin @ _DILATION
    volumetric = dilation @ _DILATION
    skew = np.linalg.norm(dilation - volumetric[..., None] * _DILATION, axis=-1)
    shears = np.linalg.eigvalsh(_SHEARS.T @ kelvin @ _SHEARS)
    # Eigenvalues rise: the pair is below the triple or above it.
    below = np.stack([np.ptp(shears[..., :2], axis=-1), np.ptp(shears[..., 2:], axis=-1)])
    above = np.stack([np.ptp(shears[..., 3:], axis=-1), np.ptp(shears[..., :3], axis=-1)])
    is_below = below.max(axis=0) <= above.max(axis=0)
    pair = np.where(is_below, shears[..., :2].mean(axis=-1), shears[..., 3:].mean(axis=-1))
    triple = np.where(is_below, shears[..., 2:].mean(axis=-1), shears[..., :3].mean(axis=-1))
    spread = np.maximum(skew, np.minimum(below.max(axis=0), above.max(axis=0)))
    largest = np.abs(kelvin).max(axis=(-1, -2))
    cubic = known & (spread <= TOLERANCE * largest)
    c11, c12 = (volumetric + 2 * pair) / 3, (volumetric - pair) / 3
    c11, c12, c44 = (np.where(cubic, c, np.nan) for c in (c11, c12, triple / 2))
    return c11, c12, c44


def is_stable(tensors: FloatArray) -> npt.NDArray[np.bool_]:
    """Say whether every strain costs energy, for C (..., 6, 6).

    Source: M. Born, Math. Proc. Camb. Phil. Soc. 36, 160 (1940).
    """
    return np.asarray((np.linalg.eigvalsh(tensors) > 0).all(axis=-1))
