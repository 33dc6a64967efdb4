"""Lennard-Jones with forces and stress by automatic differentiation of the energy.

F = -dE/dx and stress = (1 / V) dE/dstrain, both from one reverse pass through the whole energy; or,
cheaper, through the pair function only. In both cases the pairs are added up in two ways:

- few atoms without periodicity: each pair once, with the matrix of :mod:`pairwright.lj.analytic`.
  There the arrays are so small that each recorded operation counts, about 20 µs a piece.
- otherwise: each pair from both sides, as in :mod:`pairwright.lj.vectorised`.
"""

from typing import Any

import numpy as np
from autograd import make_vjp

from pairwright.lj.analytic import SMALL, pair_differences
from pairwright.lj.geometry import (
    HIGHEST_ENERGY,
    FloatArray,
    Result,
    System,
    checked,
    empty_result,
    images,
    refuse_coincident,
    shift_energy,
)
from pairwright.lj.vectorised import (
    Array,
    bare_energies,
    energy_of,
    squared_distances,
    vectors_between,
)

# A product with these adds up three squares: the reverse pass of a sum takes longer.
_THREE_ONES = np.ones(3)


def autodiff(
    positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
) -> Result:
    """Return energy (eV), forces (n, 3) (eV/Å) and stress (3, 3) (eV/Å^3) by autograd.

    One forward pass gives E(x, strain), with atoms and cell deformed as x (1 + strain), and one
    reverse pass -F = dE/dx and V stress = dE/dstrain, made symmetric. Without a volume the strain
    is left out.
    ``positions`` (n, 3), ``cell`` (3, 3), ``sigma`` and ``rc`` in Å, ``epsilon`` in eV.
    Raises PairwrightError for input that has no energy.
    """
    system = checked(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)
    if len(system.positions) == 0:
        return empty_result(system)
    model = {"epsilon": epsilon, "sigma": sigma, "rc": rc}
    with np.errstate(all="ignore"):
        energy, slope, virial = _slopes(system, model)
    if not energy < HIGHEST_ENERGY * epsilon:
        refuse_coincident(system, rc)
    if virial is None or system.volume is None:
        return float(energy), -slope, None
    return float(energy), -slope, (virial + virial.T) / (2 * system.volume)


def _slopes(system: System, model: dict[str, float]) -> tuple[float, FloatArray, FloatArray | None]:
    """Return E, dE/dx (n, 3) and dE/dstrain (3, 3), the last one None without a volume."""
    natoms = len(system.positions)
    if natoms <= SMALL and not system.periodic:
        differences, _ = pair_differences(natoms)
        if system.volume is None:
            backward, energy = _few(system.positions, differences, **model)
        else:
            backward, energy = _few_deformed(system.positions, np.eye(3), differences, **model)
    else:
        others = images(system, model["rc"])
        graph = _all if system.volume is None else _all_deformed
        backward, energy = graph(others.origin, np.eye(3), others, **model)
    if system.volume is None:
        return energy, backward(1.0), None
    return energy, *backward(1.0)


def _energy_of_few(
    positions: Array, differences: FloatArray, *, epsilon: float, sigma: float, rc: float
) -> Array:
    """Return the energy in eV of atoms at ``positions`` (n, 3) in Å, each pair once.

    ``differences`` (pairs, n) turns positions into pair vectors.
    """
    r2 = np.square(differences @ positions) @ _THREE_ONES
    weights = 4 * epsilon * (r2 <= rc * rc)
    return weights @ (bare_energies(r2, sigma) - shift_energy(sigma, rc))


def _energy_of_few_deformed(
    positions: Array, deformation: Array, differences: FloatArray, **model: float
) -> Array:
    return _energy_of_few(positions @ deformation, differences, **model)


# Each returns the reverse pass and the energy.
_few = make_vjp(_energy_of_few)
_few_deformed = make_vjp(_energy_of_few_deformed, (0, 1))
_all = make_vjp(energy_of)
_all_deformed = make_vjp(energy_of, (0, 1))


def autodiff_pair_function(
    positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
) -> Result:
    """Return what :func:`autodiff` returns, with autograd for the pair function only.

    phi as a function of s = r^2 is differentiated element by element; the rest is the chain rule
    by hand. With each pair p once and d = B x, F = -2 B^T (phi'(s) d) and stress =
    (2 / V) sum_p phi'(s_p) d_p (x) d_p; with each pair from both sides,
    F_i = 2 sum_m phi'(s_im) d_im and stress = (1 / V) sum_im phi'(s_im) d_im (x) d_im.
    Cheaper, because nothing but one number a pair is recorded. Another potential needs no more than
    another pair function.
    """
    system = checked(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)
    natoms = len(system.positions)
    if natoms == 0:
        return empty_result(system)
    with np.errstate(all="ignore"):
        if natoms <= SMALL and not system.periodic:
            result = _each_pair_once(system, epsilon, sigma, rc)
        else:
            result = _each_pair_twice(system, epsilon, sigma, rc)
    if not result[0] < HIGHEST_ENERGY * epsilon:
        refuse_coincident(system, rc)
    return result


def _each_pair_once(system: System, epsilon: float, sigma: float, rc: float) -> Result:
    differences, transposed = pair_differences(len(system.positions))
    vectors = differences @ system.positions
    r2 = np.einsum("pk,pk->p", vectors, vectors)
    energy, slopes = _energy_and_slopes(r2, epsilon, sigma, rc)
    pulls = vectors * slopes[:, None]
    forces = -2 * (transposed @ pulls)
    if system.volume is None:
        return energy, forces, None
    virial = pulls.T @ vectors
    return energy, forces, (virial + virial.T) / system.volume


def _each_pair_twice(system: System, epsilon: float, sigma: float, rc: float) -> Result:
    others = images(system, rc)
    vectors = vectors_between(others.origin, np.eye(3), others)
    energy, slopes = _energy_and_slopes(squared_distances(vectors), epsilon, sigma, rc)
    forces = 2 * np.einsum("im,imk->ik", slopes, vectors)
    if system.volume is None:
        return 0.5 * energy, forces, None
    virial = (slopes[:, :, None] * vectors).reshape(-1, 3).T @ vectors.reshape(-1, 3)
    return 0.5 * energy, forces, (virial + virial.T) / (2 * system.volume)


_bare_energies = make_vjp(bare_energies)


def _energy_and_slopes(
    r2: FloatArray, epsilon: float, sigma: float, rc: float
) -> tuple[float, FloatArray]:
    """Return the sum of phi(s) in eV and phi'(s) in eV/Å^2 for squared distances of any shape.

    Every number depends on its own distance only, so one reverse pass that starts from the weights
    of the sum gives all slopes.
    """
    weights = 4 * epsilon * (r2 <= rc * rc)
    backward, energies = _bare_energies(r2, sigma)
    total = float(np.vdot(weights, energies - shift_energy(sigma, rc)))
    return total, backward(weights)
