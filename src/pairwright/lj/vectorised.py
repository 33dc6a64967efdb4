"""Lennard-Jones of all pairs at once: whole arrays in place of loops, no neighbour search.

Every atom meets every atom and every image near it, each pair from both sides; n atoms with m
images need memory for a few arrays of shape (n, m, 3). The functions use nothing but operators
and ufuncs, so that they take plain arrays as well as autograd's.
"""

from typing import Any

import numpy as np

from pairwright.lj.geometry import (
    HIGHEST_ENERGY,
    FloatArray,
    Images,
    Result,
    checked,
    empty_result,
    images,
    refuse_coincident,
    shift_energy,
)

Array = Any
"""A plain array, or autograd's box around one."""


def vectors_between(origin: Array, deformation: Array, others: Images) -> Array:
    """Return the vectors (n, m, 3) from each atom to each image, in Å.

    ``origin`` (n, 3) are the atoms; atoms and images are deformed, x -> x (1 + strain), with
    ``deformation`` (3, 3) the matrix 1 + strain.
    """
    atoms = origin @ deformation
    return (atoms[others.atom] + others.shift @ deformation)[None, :, :] - atoms[:, None, :]


def squared_distances(vectors: Array) -> Array:
    """Return squared lengths (n, m) in Å^2, infinite where an atom meets itself."""
    n, m, _ = vectors.shape
    itself = np.where(np.arange(n)[:, None] == np.arange(m), np.inf, 0.0)
    return (vectors * vectors).sum(axis=2) + itself


def bare_energies(r2: Array, sigma: float) -> Array:
    """Return (sigma / r)^12 - (sigma / r)^6, the pair energies over 4 epsilon without a cutoff.

    ``r2`` are squared distances in Å^2, of any shape.
    """
    inverse = sigma * sigma / r2
    attraction = np.square(inverse) * inverse
    return np.square(attraction) - attraction


def pair_energies(r2: Array, *, epsilon: float, sigma: float, rc: float) -> Array:
    """Return 4 epsilon [(sigma / r)^12 - (sigma / r)^6] - (the same at rc) in eV, 0 beyond rc.

    ``r2`` are squared distances in Å^2, of any shape.
    """
    weights = 4 * epsilon * (r2 <= rc * rc)
    return weights * (bare_energies(r2, sigma) - shift_energy(sigma, rc))


def energy_of(
    origin: Array, deformation: Array, others: Images, *, epsilon: float, sigma: float, rc: float
) -> Array:
    """Return the energy in eV as one expression in the positions and the deformation.

    The arguments are those of :func:`vectors_between` and :func:`pair_energies`.
    """
    r2 = squared_distances(vectors_between(origin, deformation, others))
    return 0.5 * pair_energies(r2, epsilon=epsilon, sigma=sigma, rc=rc).sum()


def energy(
    positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
) -> float:
    """Return the energy alone, in eV; the arguments are those of :func:`vectorised`."""
    system = checked(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)
    if len(system.positions) == 0:
        return 0.0
    others = images(system, rc)
    model = {"epsilon": epsilon, "sigma": sigma, "rc": rc}
    with np.errstate(all="ignore"):
        value = float(energy_of(others.origin, np.eye(3), others, **model))
    if not value < HIGHEST_ENERGY * epsilon:
        refuse_coincident(system, rc)
    return value


def vectorised(
    positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
) -> Result:
    """Return energy (eV), forces (n, 3) (eV/Å) and stress (3, 3) (eV/Å^3) of all pairs at once.

    F_i = sum_m phi'(r_im) d_im / r_im over the images m at d_im, and the stress is
    1 / (2 V) sum_im phi'(r_im) d_im (x) d_im / r_im.
    ``positions`` (n, 3), ``cell`` (3, 3), ``sigma`` and ``rc`` in Å, ``epsilon`` in eV.
    Raises PairwrightError for input that has no energy.
    """
    system = checked(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)
    if len(system.positions) == 0:
        return empty_result(system)
    others = images(system, rc)
    with np.errstate(all="ignore"):
        vectors = vectors_between(others.origin, np.eye(3), others)
        r2 = squared_distances(vectors)
        value = 0.5 * float(pair_energies(r2, epsilon=epsilon, sigma=sigma, rc=rc).sum())
        slopes = slopes_over_distance(r2, epsilon=epsilon, sigma=sigma, rc=rc)
    if not value < HIGHEST_ENERGY * epsilon:
        refuse_coincident(system, rc)
    pulls = slopes[:, :, None] * vectors
    forces = pulls.sum(axis=1)
    if system.volume is None:
        return value, forces, None
    virial = pulls.reshape(-1, 3).T @ vectors.reshape(-1, 3)
    return value, forces, (virial + virial.T) / (4 * system.volume)


def slopes_over_distance(r2: FloatArray, *, epsilon: float, sigma: float, rc: float) -> FloatArray:
    """Return phi'(r) / r = -24 epsilon [2 (sigma / r)^12 - (sigma / r)^6] / r^2 in eV/Å^2.

    ``r2`` are squared distances in Å^2, of any shape; zero beyond rc.
    """
    ratio = sigma * sigma / r2
    attraction = np.where(r2 <= rc * rc, ratio * ratio * ratio, 0.0)
    return -24 * epsilon * (2 * attraction * attraction - attraction) / r2
