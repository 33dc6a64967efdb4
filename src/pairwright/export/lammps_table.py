"""A pair potential as a table for LAMMPS, and how far LAMMPS's interpolation is from it.

`pair_style table spline N` puts cubic splines through energy and force / r at N distances whose
squares are evenly spaced. A file with the same N and the keyword RSQ has its values at just these
distances, so that they are taken as they are. Source: LAMMPS documentation, pair_style table.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline

from pairwright.errors import PairwrightError
from pairwright.export.description import commented_for_lammps
from pairwright.export.potential import Potential
from pairwright.units import MEV_PER_EV

FloatArray = npt.NDArray[np.float64]

ENERGY_GOAL_MEV = 1e-6
FORCE_GOAL_MEV_PER_A = 1e-3
NUMBERS = (1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
"""Of points, of which the least is taken that reaches both goals."""

STARTS = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Where tables may start, as shares of the shortest distance in the data."""
HIGHEST_ENERGY = 1000.0
"""What a pair may have at the start of the table (eV): far above what thermal atoms reach."""

BETWEEN = (np.arange(10) + 0.5) / 10
"""Where between two points the interpolation is compared with the potential."""


@dataclass(frozen=True)
class Table:
    """Energies (n,) in eV and forces (n,) in eV/Å at distances ``r`` (n,) in Å.

    ``force_slopes`` (2,) in eV/Å^2 are the derivatives of the force at both ends.
    """

    r: FloatArray
    energies: FloatArray
    forces: FloatArray
    force_slopes: FloatArray

    def interpolated(self, r: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return what LAMMPS makes of it: energies (p,) in eV and forces (p,) in eV/Å at ``r``."""
        ends = [0, -1]
        edge, force = self.r[ends], self.forces[ends]
        energy_slopes = -force / (2 * edge)
        ratio_slopes = (self.force_slopes - force / edge) / (2 * edge**2)
        energy = _spline(self.r**2, self.energies, energy_slopes)
        ratio = _spline(self.r**2, self.forces / self.r, ratio_slopes)
        return energy(r**2), ratio(r**2) * r


@dataclass(frozen=True)
class Interpolated:
    """A table, and the largest differences to the potential between the data and the cutoff."""

    table: Table
    energy_error_meV: float  # noqa: N815 (a unit)
    force_error_meV_per_A: float  # noqa: N815

    @property
    def reaches_goal(self) -> bool:
        """Whether both differences are as small as wanted."""
        return (
            self.energy_error_meV <= ENERGY_GOAL_MEV
            and self.force_error_meV_per_A <= FORCE_GOAL_MEV_PER_A
        )


def _spline(x: FloatArray, y: FloatArray, end_slopes: FloatArray) -> CubicSpline:
    first, last = end_slopes.tolist()
    return CubicSpline(x, y, bc_type=((1, first), (1, last)))


def tabulated(potential: Potential, start: float, number: int) -> Table:
    """Return the potential at ``number`` distances from ``start`` to the cutoff radius (Å)."""
    r = np.sqrt(np.linspace(start**2, potential.radius**2, number))
    r[[0, -1]] = start, potential.radius
    return Table(r, potential.energies(r), potential.forces(r), potential.force_slopes(r[[0, -1]]))


def table_start(potential: Potential) -> float:
    """Return where a table starts (Å): well below the data, but not where energies are absurd.

    Raises PairwrightError when the potential is not finite down to there.
    """
    for share in STARTS:
        start = round(share * potential.shortest_distance, 3)
        energies = potential.energies(np.linspace(start, potential.radius, 1000))
        if np.all(np.abs(energies) <= HIGHEST_ENERGY):
            return start
    if not np.isfinite(energies).all():
        raise PairwrightError(
            f"{potential.model.name}: the pair energy is not a number between {start} Å and the "
            "cutoff radius, so there is no table of it; mend the form or fit again"
        )
    return start


def measured(potential: Potential, table: Table) -> Interpolated:
    """Compare LAMMPS's interpolation with the potential, at ten distances between any two points.

    Only distances from the shortest in the data to the cutoff count.
    """
    gaps = np.diff(table.r**2)
    squares = (table.r[:-1, None] ** 2 + BETWEEN * gaps[:, None]).ravel()
    r = np.sqrt(squares[squares >= potential.shortest_distance**2])
    energies, forces = table.interpolated(r)
    return Interpolated(
        table,
        float(np.abs(energies - potential.energies(r)).max() * MEV_PER_EV),
        float(np.abs(forces - potential.forces(r)).max() * MEV_PER_EV),
    )


def best_table(potential: Potential) -> Interpolated:
    """Return the smallest table whose interpolation reaches the goals, else the largest."""
    start = table_start(potential)
    for number in NUMBERS:
        found = measured(potential, tabulated(potential, start, number))
        if found.reaches_goal:
            break
    return found


def table_text(found: Interpolated, keyword: str, head: list[str]) -> str:
    """Return the file: a head, then a section of LAMMPS's format with the name ``keyword``.

    The first line tells LAMMPS the units, so that it refuses or converts others.
    """
    table = found.table
    columns = zip(table.r.tolist(), table.energies.tolist(), table.forces.tolist(), strict=True)
    start, end = table.r[0].item(), table.r[-1].item()
    first, last = table.force_slopes.tolist()
    return (
        commented_for_lammps(["UNITS: metal", *head])
        + f"\n{keyword}\nN {len(table.r)} RSQ {start!r} {end!r} FPRIME {first!r} {last!r}\n\n"
        + "".join(
            f"{number} {r!r} {energy!r} {force!r}\n"
            for number, (r, energy, force) in enumerate(columns, 1)
        )
    )
