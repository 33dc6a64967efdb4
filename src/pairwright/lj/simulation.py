"""Molecular dynamics of Lennard-Jones atoms at constant energy, by velocity Verlet.

v += (dt / 2) F / m, x += dt v, F = F(x), v += (dt / 2) F / m, with a neighbour list that is built
anew when twice the largest displacement since the last time exceeds the skin.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from ase import units

from pairwright.errors import PairwrightError
from pairwright.lj.cells import IntArray, Sorted, box_of, frame, jit, sort_system
from pairwright.lj.compiled import SHARES, in_input_order, virial_of, with_threads
from pairwright.lj.geometry import (
    HIGHEST_ENERGY,
    FloatArray,
    System,
    checked,
    refuse_coincident,
    shift_energy,
)
from pairwright.lj.lists import act_by_lists, act_by_lists_in_threads, build_lists

FARTHEST = 1e6
"""Cutoffs that no atom moves while one list is used."""


@dataclass(frozen=True)
class Report:
    """What one call of :meth:`Simulation.run` did.

    ``times_fs`` (steps + 1,) from the start of the run; ``potential_eV`` and ``kinetic_eV`` of all
    atoms at these times; ``rebuilds`` counts neighbour lists; ``drift_eV_per_atom_per_ns`` is the
    least-squares slope of the total energy.
    """

    times_fs: FloatArray
    potential_eV: FloatArray  # noqa: N815 (units as everywhere in names)
    kinetic_eV: FloatArray  # noqa: N815
    rebuilds: int
    natoms: int

    @property
    def total_eV(self) -> FloatArray:  # noqa: N802
        """Total energy (steps + 1,) in eV."""
        return self.potential_eV + self.kinetic_eV

    @property
    def drift_eV_per_atom_per_ns(self) -> float:  # noqa: N802
        """Slope of the total energy per atom; zero for a run of no steps."""
        times = (self.times_fs - self.times_fs.mean()) * 1e-6
        spread = float(times @ times)
        if spread == 0:
            return 0.0
        return float(times @ (self.total_eV - self.total_eV.mean())) / spread / self.natoms


class Simulation:
    """Atoms that move with constant energy, volume and number.

    ``positions`` (n, 3), ``cell`` (3, 3), ``sigma``, ``rc`` and ``skin`` in Å, ``epsilon`` in eV,
    ``mass`` in u, one number or (n,). ``velocities`` (n, 3) are in ASE's units
    (1 Å/fs is 1 / ase.units.fs of them), and zero at first. ``threads`` compute the forces.
    Raises PairwrightError for input that has no energy, and when atoms come to coincide.
    """

    def __init__(
        self,
        positions: Any,
        cell: Any,
        pbc: Any,
        *,
        epsilon: float,
        sigma: float,
        rc: float,
        skin: float,
        mass: Any,
        threads: int = 1,
    ) -> None:
        system = checked(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)
        if not 0 <= skin < math.inf:
            raise PairwrightError(f"skin is {skin}; a finite number, zero or more, is needed")
        natoms = len(system.positions)
        if natoms == 0:
            raise PairwrightError("positions are empty: there is nothing to simulate")
        try:
            self._masses = np.broadcast_to(np.asarray(mass, dtype=float), (natoms,))
        except ValueError:
            raise PairwrightError(f"mass is neither one number nor {natoms}") from None
        if not (np.isfinite(self._masses) & (self._masses > 0)).all():
            raise PairwrightError("mass is not positive and finite for every atom")
        if threads < 1:
            raise PairwrightError(f"threads is {threads}; one or more is needed")
        self._system = system
        self._base = system.positions.copy()
        self._epsilon, self._sigma, self._rc, self._skin = epsilon, sigma, rc, skin
        self._constants = (sigma * sigma, rc * rc, shift_energy(sigma, rc))
        self._factor = -48 * epsilon / (sigma * sigma)
        self._threads = threads
        self._axes, self._triangle = frame(box_of(system))
        self._sort(np.zeros((natoms, 3)))
        self._update_forces()

    @property
    def positions(self) -> FloatArray:
        """Positions (n, 3) in Å, not moved back into the cell."""
        moved = self._coordinates() - self._start
        return self._base + _to_input_order(self._atoms.order, self._axes, moved)

    @property
    def velocities(self) -> FloatArray:
        """Velocities (n, 3) in ASE's units."""
        values: FloatArray = _to_input_order(self._atoms.order, self._axes, self._speeds)
        return values

    @velocities.setter
    def velocities(self, values: Any) -> None:
        rows = np.asarray(values, dtype=float)
        if rows.shape != self._base.shape or not np.isfinite(rows).all():
            raise PairwrightError(
                f"velocities have shape {rows.shape}, or are not finite; "
                f"{self._base.shape} finite numbers are needed"
            )
        self._speeds = _to_sorted_order(self._atoms.order, self._axes, rows)

    @property
    def potential_energy(self) -> float:
        """Potential energy in eV."""
        return 2 * self._epsilon * float(self._sums[3].sum())

    @property
    def kinetic_energy(self) -> float:
        """Kinetic energy in eV."""
        return 0.5 * float(_twice_kinetic(self._weights, self._speeds))

    @property
    def forces(self) -> FloatArray:
        """Forces (n, 3) in eV/Å."""
        factors = (0.0, self._factor)
        forces: FloatArray = in_input_order(self._atoms, self._axes, self._sums, factors)[1]
        return forces

    @property
    def stress(self) -> FloatArray | None:
        """Static stress (3, 3) in eV/Å^3, ASE's sign, without the atoms' motion."""
        if self._system.volume is None:
            return None
        virial = self._factor * virial_of(self._atoms, self._sums, self._virials)
        stress: FloatArray = self._axes.T @ virial @ self._axes / self._system.volume
        return stress

    def run(self, steps: int, timestep_fs: float) -> Report:
        """Take ``steps`` steps of ``timestep_fs`` and return the energies before and after each."""
        if steps < 0 or not math.isfinite(timestep_fs):
            raise PairwrightError(f"cannot take {steps} steps of {timestep_fs} fs")
        step = timestep_fs * units.fs
        potential, kinetic = [self.potential_energy], [self.kinetic_energy]
        rebuilds = 0
        kicks = 0.5 * step * self._factor / self._weights
        for _ in range(steps):
            _kick_and_drift(self._atoms, self._speeds, self._sums, kicks, step)
            if _count_beyond(self._atoms, self._start, 0.5 * self._skin):
                if not np.abs(self._coordinates() - self._start).max() < FARTHEST * self._rc:
                    raise PairwrightError("the atoms flew apart: take a shorter timestep")
                self._base = self.positions
                self._sort(self.velocities)
                kicks = 0.5 * step * self._factor / self._weights
                rebuilds += 1
            self._update_forces()
            _kick(self._speeds, self._sums, kicks)
            potential.append(self.potential_energy)
            kinetic.append(self.kinetic_energy)
        times: FloatArray = np.arange(steps + 1, dtype=np.float64) * timestep_fs
        return Report(times, np.array(potential), np.array(kinetic), rebuilds, len(self._base))

    def _sort(self, velocities: FloatArray) -> None:
        """Sort the atoms anew, as they now stand, and list their neighbours."""
        reach = (self._rc + self._skin) * (1 + 1e-9)
        pbc = self._system.pbc
        self._atoms: Sorted = sort_system(self._base, self._axes, self._triangle, pbc, self._rc)
        self._lists = build_lists(self._atoms, self._triangle, pbc, reach, self._threads)
        self._start = self._coordinates()
        self._weights = self._masses[self._atoms.order]
        self._speeds = _to_sorted_order(self._atoms.order, self._axes, velocities)
        self._sums = np.zeros((4, len(self._base)))
        self._virials = np.zeros((6, len(self._atoms.first)))

    def _coordinates(self) -> FloatArray:
        natoms = len(self._base)
        atoms = self._atoms
        return np.stack([atoms.x[:natoms], atoms.y[:natoms], atoms.z[:natoms]])

    def _update_forces(self) -> None:
        work = (self._atoms, self._lists, self._constants, self._sums, self._virials)
        if self._threads == 1:
            act_by_lists(*work, (0, len(self._atoms.first)))
        else:
            with_threads(self._threads, act_by_lists_in_threads, *work, self._threads * SHARES)
        if not 2 * float(self._sums[3].sum()) < HIGHEST_ENERGY:
            system = self._system
            now = System(self.positions, system.cell, system.pbc, system.periodic, system.volume)
            refuse_coincident(now, self._rc)


@jit
def _to_input_order(order: IntArray, axes: FloatArray, columns: FloatArray) -> FloatArray:
    """Return vectors (n, 3) in the order and axes of the input, given sorted ones (3, n)."""
    rows = np.empty((len(order), 3))
    for k in range(len(order)):
        x, y, z = columns[0, k], columns[1, k], columns[2, k]
        for i in range(3):
            rows[order[k], i] = axes[0, i] * x + axes[1, i] * y + axes[2, i] * z
    return rows


@jit
def _to_sorted_order(order: IntArray, axes: FloatArray, rows: FloatArray) -> FloatArray:
    """Return sorted vectors (3, n) in the lists' axes, given those (n, 3) of the input."""
    columns = np.empty((3, len(order)))
    for k in range(len(order)):
        x, y, z = rows[order[k], 0], rows[order[k], 1], rows[order[k], 2]
        for i in range(3):
            columns[i, k] = axes[i, 0] * x + axes[i, 1] * y + axes[i, 2] * z
    return columns


@jit
def _kick(speeds: FloatArray, sums: FloatArray, kicks: FloatArray) -> None:
    """Half a kick."""
    for axis in range(3):
        for k in range(speeds.shape[1]):
            speeds[axis, k] += kicks[k] * sums[axis, k]


@jit
def _drift(along: FloatArray, speeds: FloatArray, step: float) -> None:
    """Move coordinates; one axis at a time, or numba sees too many arrays that might overlap."""
    for k in range(len(speeds)):
        along[k] += step * speeds[k]


@jit
def _kick_and_drift(
    atoms: Sorted, speeds: FloatArray, sums: FloatArray, kicks: FloatArray, step: float
) -> None:
    """Half a kick and a drift."""
    _kick(speeds, sums, kicks)
    _drift(atoms.x, speeds[0], step)
    _drift(atoms.y, speeds[1], step)
    _drift(atoms.z, speeds[2], step)


@jit
def _count_beyond(atoms: Sorted, start: FloatArray, distance: float) -> int:
    """Return how many atoms are not within ``distance`` of ``start`` (3, n); NaN is nowhere."""
    limit = distance * distance
    count = 0
    for k in range(start.shape[1]):
        dx, dy, dz = atoms.x[k] - start[0, k], atoms.y[k] - start[1, k], atoms.z[k] - start[2, k]
        count += 0 if dx * dx + dy * dy + dz * dz <= limit else 1
    return count


@jit
def _twice_kinetic(masses: FloatArray, speeds: FloatArray) -> float:
    """Return the sum of m v^2 in eV."""
    total = 0.0
    for axis in range(3):
        for k in range(speeds.shape[1]):
            total += masses[k] * speeds[axis, k] ** 2
    return total
