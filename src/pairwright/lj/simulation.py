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
from pairwright.lj.cells import Sorted, box_of, frame, jit, sort_system
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
        moved = self._base.copy()
        moved[self._atoms.order] += (self._coordinates() - self._start).T @ self._axes
        return moved

    @property
    def velocities(self) -> FloatArray:
        """Velocities (n, 3) in ASE's units."""
        values = np.empty_like(self._base)
        values[self._atoms.order] = self._speeds.T @ self._axes
        return values

    @velocities.setter
    def velocities(self, values: Any) -> None:
        rows = np.asarray(values, dtype=float)
        if rows.shape != self._base.shape or not np.isfinite(rows).all():
            raise PairwrightError(
                f"velocities have shape {rows.shape}, or are not finite; "
                f"{self._base.shape} finite numbers are needed"
            )
        self._speeds = np.ascontiguousarray(self._axes @ rows[self._atoms.order].T)

    @property
    def potential_energy(self) -> float:
        """Potential energy in eV."""
        return 2 * self._epsilon * float(self._sums[3].sum())

    @property
    def kinetic_energy(self) -> float:
        """Kinetic energy in eV."""
        masses = self._masses[self._atoms.order]
        return 0.5 * float((masses * self._speeds**2).sum())

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
        virial = self._factor * self._virial
        stress: FloatArray = self._axes.T @ virial @ self._axes / self._system.volume
        return stress

    def run(self, steps: int, timestep_fs: float) -> Report:
        """Take ``steps`` steps of ``timestep_fs`` and return the energies before and after each."""
        if steps < 0 or not math.isfinite(timestep_fs):
            raise PairwrightError(f"cannot take {steps} steps of {timestep_fs} fs")
        step = timestep_fs * units.fs
        potential, kinetic = [self.potential_energy], [self.kinetic_energy]
        rebuilds = 0
        kicks = 0.5 * step * self._factor / self._masses[self._atoms.order]
        for _ in range(steps):
            farthest = _kick_and_drift(
                self._atoms, self._start, self._speeds, self._sums, kicks, step
            )
            if not math.isfinite(farthest):
                raise PairwrightError("the atoms flew apart: take a shorter timestep")
            if 4 * farthest > self._skin**2:
                self._base = self.positions
                self._sort(self.velocities)
                kicks = 0.5 * step * self._factor / self._masses[self._atoms.order]
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
        self._lists = build_lists(self._atoms, self._triangle, pbc, reach)
        self._start = self._coordinates()
        self._speeds = np.ascontiguousarray(self._axes @ velocities[self._atoms.order].T)
        self._sums = np.zeros((4, len(self._base)))
        self._virials = np.zeros((6, len(self._atoms.first)))

    def _coordinates(self) -> FloatArray:
        natoms = len(self._base)
        atoms = self._atoms
        return np.stack([atoms.x[:natoms], atoms.y[:natoms], atoms.z[:natoms]])

    def _update_forces(self) -> None:
        with_threads(
            self._threads,
            act_by_lists,
            act_by_lists_in_threads,
            self._atoms,
            self._lists,
            self._constants,
            self._sums,
            self._virials,
            self._threads * SHARES if self._threads > 1 else 1,
        )
        self._virial = virial_of(self._atoms, self._sums, self._virials)
        if not 2 * float(self._sums[3].sum()) < HIGHEST_ENERGY:
            system = self._system
            now = System(self.positions, system.cell, system.pbc, system.periodic, system.volume)
            refuse_coincident(now, self._rc)


@jit
def _kick_and_drift(
    atoms: Sorted,
    start: FloatArray,
    speeds: FloatArray,
    sums: FloatArray,
    kicks: FloatArray,
    step: float,
) -> float:
    """Half a kick and a drift; returns the largest squared displacement from ``start``, in Å^2."""
    farthest = 0.0
    for k in range(speeds.shape[1]):
        for axis in range(3):
            speeds[axis, k] += kicks[k] * sums[axis, k]
        atoms.x[k] += step * speeds[0, k]
        atoms.y[k] += step * speeds[1, k]
        atoms.z[k] += step * speeds[2, k]
        dx, dy, dz = atoms.x[k] - start[0, k], atoms.y[k] - start[1, k], atoms.z[k] - start[2, k]
        moved = dx * dx + dy * dy + dz * dz
        if not moved <= farthest:
            farthest = moved
    return farthest


@jit
def _kick(speeds: FloatArray, sums: FloatArray, kicks: FloatArray) -> None:
    """Half a kick."""
    for axis in range(3):
        for k in range(speeds.shape[1]):
            speeds[axis, k] += kicks[k] * sums[axis, k]
