"""The minimum of a crystal's energy over volume, for many sets of parameters at once.

The crystal is scaled alike in every direction. V0 is the root of dE/dV, B0 = V E'' and
B0' = -1 - V^2 E''' / B0 are exact derivatives there, by automatic differentiation. They hold for
the pairs within the cutoff at V0: jumps of the slope where pairs cross the cutoff do not enter.
"""

from dataclasses import dataclass

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from ase import Atoms
from autograd import elementwise_grad, make_vjp

from pairwright.data.pairs import structure_distances
from pairwright.potentials.forms import Array
from pairwright.potentials.model import Model
from pairwright.potentials.tail import tail_places, tail_weights
from pairwright.potentials.triple_dipole import structure_triples
from pairwright.properties.crystal import inside, scaled, triangle_energies

FloatArray = npt.NDArray[np.float64]

DIGITS = 10
"""Distances (in units of the cube root of a volume per atom) that agree to so many are one."""
TERMS_PER_BLOCK = 2_000_000
"""Pair energies computed at a time; bounds the memory."""
WIDEST = 0.1
"""Share of its volume that a minimum may be away from the lowest energy: the energy of a crystal
whose pairs are cut off jumps up and down on the way."""
STEPS = 100
"""Newton's steps and bisections at most; some ten suffice, a hundred halve any interval away."""


@dataclass(frozen=True)
class Shells:
    """A crystal's pairs and triangles, those of equal size counted, at 1 Å^3 per atom.

    ``distances`` (k,) in Å with ``counts`` (k,) pairs for each atom; ``to_second`` and
    ``to_third`` (j, 3) in Å are triangles with ``triangle_counts`` (j,) of each for each atom.
    """

    distances: FloatArray
    counts: FloatArray
    to_second: FloatArray
    to_third: FloatArray
    triangle_counts: FloatArray


@dataclass(frozen=True)
class Minima:
    """Minima for s sets of parameters, NaN where there is none.

    ``volumes`` (s,) in Å^3 and ``energies`` (s,) in eV per atom, without that of isolated atoms;
    ``bulk_moduli`` (s,) in eV/Å^3 and their ``pressure_derivatives`` (s,).
    """

    volumes: FloatArray
    energies: FloatArray
    bulk_moduli: FloatArray
    pressure_derivatives: FloatArray


def shells_of(atoms: Atoms, model: Model, smallest_volume: float) -> Shells:
    """Return what is within the model's cutoff at ``smallest_volume`` (Å^3 per atom) or above."""
    unit = scaled(atoms, 1.0)
    geometry = (unit.positions, unit.cell.array, unit.pbc)
    length = smallest_volume ** (1 / 3)
    distances = structure_distances(*geometry, model.cutoff.radius / length)
    _, shell, counts = np.unique(distances.round(DIGITS), return_inverse=True, return_counts=True)
    to_second, to_third, triangle_counts = np.empty((0, 3)), np.empty((0, 3)), np.empty(0)
    if model.triple_radius:
        found = structure_triples(*geometry, model.triple_radius / length)
        across = found.to_third - found.to_second
        sides = [np.linalg.norm(side, axis=1) for side in (found.to_second, found.to_third, across)]
        kinds = np.sort(np.stack(sides, axis=1), axis=1).round(DIGITS)
        _, one, number = np.unique(kinds, axis=0, return_index=True, return_counts=True)
        to_second, to_third = found.to_second[one], found.to_third[one]
        triangle_counts = number / len(atoms)
    return Shells(
        distances=np.bincount(shell, weights=distances) / counts,
        counts=counts / len(atoms),
        to_second=to_second,
        to_third=to_third,
        triangle_counts=triangle_counts,
    )


def energies_at(shells: Shells, model: Model, values: Array, volumes: FloatArray) -> FloatArray:
    """Return energies (...) in eV per atom at ``volumes`` (...) in Å^3 per atom.

    ``values`` are the model's parameters, each of a shape that goes with the volumes'.
    """
    return np.asarray(_energies(shells, model, values, volumes, np.ones_like(volumes)))


def _energies(
    shells: Shells, model: Model, values: Array, volumes: FloatArray, stretch: Array
) -> Array:
    """Return energies (...) of what is within the cutoff at ``volumes``, all lengths stretched."""
    pair_values, c9 = model.split(values)
    pair_values = [anp.expand_dims(value, -1) for value in pair_values]
    stretch = anp.expand_dims(stretch, -1)
    lengths = volumes[..., None] ** (1 / 3)
    distances = shells.distances * lengths
    counts = np.where(distances <= model.cutoff.radius, shells.counts, 0.0)
    energies = anp.sum(counts * inside(model)(distances * stretch, pair_values), axis=-1)
    if model.cutoff.has_tail:
        shares, _ = tail_weights(model.cutoff.radius)
        beyond = model.form.function(tail_places(model.cutoff.radius) * stretch, pair_values)
        energies = energies + 2 * np.pi / volumes * anp.sum(shares * beyond, axis=-1)
    if model.triple_radius:
        size = anp.expand_dims(lengths * stretch, -1)
        triangles = triangle_energies(
            size * shells.to_second, size * shells.to_third, model.triple_radius
        )
        energies = energies + c9 * anp.sum(shells.triangle_counts * triangles, axis=-1)
    return energies


def volume_derivatives(
    shells: Shells, model: Model, values: Array, volumes: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return dE/dV (eV/Å^3), d2E/dV2 and d3E/dV3 per atom, (s,) each, at ``volumes`` (s,) in Å^3.

    ``values`` are the model's parameters, each a number or an array (s,).
    """
    slope = _slope(shells, model, values, volumes)
    curvature = elementwise_grad(slope)
    pull_back, second = make_vjp(curvature)(volumes)
    return (
        np.asarray(slope(volumes)),
        np.asarray(second),
        np.asarray(pull_back(np.ones_like(second))),
    )


def _slope(shells: Shells, model: Model, values: Array, volumes: FloatArray) -> Array:
    """Return the function dE/dV of the volume, for what is within the cutoff at ``volumes``."""

    def energies(at: Array) -> Array:
        return _energies(shells, model, values, volumes, (at / volumes) ** (1 / 3))

    return elementwise_grad(energies)


def minima(shells: Shells, model: Model, values: FloatArray, volumes: FloatArray) -> Minima:
    """Return the lowest minimum between the ends of ``volumes`` (k,) for each set of parameters.

    ``values`` (p, s) are s sets of the model's parameters, ``volumes`` in Å^3 per atom and rising.
    A minimum is looked for on both sides of the lowest of the k energies. There is none where that
    is the first or the last, or where the energy does not rise on both sides of it.
    """
    terms = len(volumes) * (len(shells.distances) + len(shells.triangle_counts))
    samples = max(1, TERMS_PER_BLOCK // max(terms, 1))
    starts = range(0, values.shape[1], samples)
    # A set of parameters may be beyond all reason; it has no minimum then.
    with np.errstate(all="ignore"):
        found = [
            _minima(shells, model, values[:, start : start + samples], volumes) for start in starts
        ]
    return Minima(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _minima(
    shells: Shells, model: Model, values: FloatArray, volumes: FloatArray
) -> tuple[FloatArray, ...]:
    low, high = _brackets(shells, model, values, volumes)
    v0 = _root(shells, model, values, low, high)
    _, second, third = volume_derivatives(shells, model, values, v0)
    bulk_moduli = v0 * second
    energies = energies_at(shells, model, values, v0)
    energies = np.where(np.isnan(v0), np.nan, energies)
    return v0, energies, bulk_moduli, -1 - v0**2 * third / bulk_moduli


def _brackets(
    shells: Shells, model: Model, values: FloatArray, volumes: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return volumes (s,) on both sides of the minimum, NaN where there is none."""
    energies = energies_at(shells, model, values[:, :, None], volumes[None, :])
    lowest = np.argmin(np.where(np.isfinite(energies), energies, np.inf), axis=1)
    last = len(volumes) - 1
    low, high = lowest - 1, lowest + 1
    for _ in range(max(1, round(WIDEST * volumes.mean() / np.diff(volumes).mean()))):
        falls = _slope_at(shells, model, values, volumes[np.maximum(low, 0)]) < 0
        rises = _slope_at(shells, model, values, volumes[np.minimum(high, last)]) > 0
        low, high = np.where(falls, low, low - 1), np.where(rises, high, high + 1)
        if (falls & rises).all():
            break
    none = (lowest == 0) | (lowest == last) | ~falls | ~rises
    low, high = np.maximum(low, 0), np.minimum(high, last)
    return np.where(none, np.nan, volumes[low]), np.where(none, np.nan, volumes[high])


def _slope_at(shells: Shells, model: Model, values: FloatArray, volumes: FloatArray) -> FloatArray:
    return np.asarray(_slope(shells, model, values, volumes)(volumes))


def _root(
    shells: Shells, model: Model, values: FloatArray, low: FloatArray, high: FloatArray
) -> FloatArray:
    """Return the volumes (s,) where dE/dV vanishes: Newton's steps, halving where they lead out."""
    v0 = (low + high) / 2
    for _ in range(STEPS):
        pull_back, slope = make_vjp(_slope(shells, model, values, v0))(v0)
        low, high = np.where(slope < 0, v0, low), np.where(slope < 0, high, v0)
        step = v0 - slope / pull_back(np.ones_like(slope))
        following = np.where((step >= low) & (step <= high), step, (low + high) / 2)
        done = np.isnan(v0) | (np.abs(following - v0) <= 1e-14 * v0)
        v0 = following
        if done.all():
            break
    return v0


def minimum(
    shells: Shells, model: Model, values: FloatArray, volumes: FloatArray
) -> tuple[tuple[float, float, float, float] | None, str | None]:
    """Return V0 (Å^3), E0 (eV), B0 (eV/Å^3) and B0', all per atom, or the reason for None.

    ``values`` (p,) are the model's parameters; see :func:`minima`.
    """
    found = minima(shells, model, values[:, None], volumes)
    v0, e0, b0, b0_prime = (float(column[0]) for column in vars(found).values())
    if np.isfinite(v0):
        return (v0, e0, b0, b0_prime), None
    where = f"between {volumes[0]:.6g} and {volumes[-1]:.6g} Å^3 per atom"
    lowest = int(np.argmin(energies_at(shells, model, values, volumes)))
    if lowest in (0, len(volumes) - 1):
        return None, f"no minimum {where}"
    return None, f"no smooth minimum {where}: the energy jumps where pairs cross the cutoff"
