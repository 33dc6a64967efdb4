"""Lennard-Jones with forces and stress by automatic differentiation of the energy.

F = -dE/dx and stress = (1 / V) dE/dstrain, both from one reverse pass through the whole energy of
:mod:`pairwright.lj.vectorised`; or, cheaper, through the pair function only.
"""

from typing import Any

import numpy as np
from autograd import elementwise_grad, value_and_grad

from pairwright.lj.geometry import (
    HIGHEST_ENERGY,
    Result,
    checked,
    empty_result,
    images,
    refuse_coincident,
)
from pairwright.lj.vectorised import (
    energy_of,
    pair_energies,
    squared_distances,
    vectors_between,
)

_energy_and_both_gradients = value_and_grad(energy_of, (0, 1))
_energy_and_gradient = value_and_grad(energy_of, 0)
_pair_slopes = elementwise_grad(pair_energies)


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
    others = images(system, rc)
    model = {"epsilon": epsilon, "sigma": sigma, "rc": rc}
    virial = None
    with np.errstate(all="ignore"):
        if system.volume is None:
            energy, slope = _energy_and_gradient(others.origin, np.eye(3), others, **model)
        else:
            energy, (slope, virial) = _energy_and_both_gradients(
                others.origin, np.eye(3), others, **model
            )
    if not energy < HIGHEST_ENERGY * epsilon:
        refuse_coincident(system, rc)
    if virial is None or system.volume is None:
        return float(energy), -slope, None
    return float(energy), -slope, (virial + virial.T) / (2 * system.volume)


def autodiff_pair_function(
    positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
) -> Result:
    """Return what :func:`autodiff` returns, with autograd for the pair function only.

    phi as a function of s = r^2 is differentiated element by element; the rest is the chain rule
    by hand, F_i = 2 sum_m phi'(s_im) d_im and stress = (1 / V) sum_im phi'(s_im) d_im (x) d_im.
    Cheaper, because nothing but (n, m) numbers is recorded. Another potential needs no more than
    another pair function.
    """
    system = checked(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)
    if len(system.positions) == 0:
        return empty_result(system)
    others = images(system, rc)
    model = {"epsilon": epsilon, "sigma": sigma, "rc": rc}
    vectors = vectors_between(others.origin, np.eye(3), others)
    r2 = squared_distances(vectors)
    with np.errstate(all="ignore"):
        energy = 0.5 * float(pair_energies(r2, **model).sum())
        slopes = _pair_slopes(r2, **model)
    if not energy < HIGHEST_ENERGY * epsilon:
        refuse_coincident(system, rc)
    forces = 2 * np.einsum("im,imk->ik", slopes, vectors)
    if system.volume is None:
        return energy, forces, None
    virial = (slopes[:, :, None] * vectors).reshape(-1, 3).T @ vectors.reshape(-1, 3)
    return energy, forces, (virial + virial.T) / (2 * system.volume)
