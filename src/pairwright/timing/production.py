"""Can one run molecular dynamics on autodiff forces? 100 ps of liquid argon answer.

The same trajectory is started twice, with forces from autograd and with forces derived by hand, on
the same neighbour list and with the same velocity Verlet steps; and once more with the compiled
:class:`pairwright.lj.simulation.Simulation`. All three conserve energy equally well. They differ
by rounding at first, and then apart, as trajectories of a liquid do.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from ase import units
from ase.build import bulk

from pairwright.lj.geometry import FloatArray
from pairwright.lj.neighbours import neighbours, neighbours_autodiff
from pairwright.lj.simulation import Simulation
from pairwright.timing.steps import ARGON_MASS

# The liquid of A. Rahman, Phys. Rev. 136, A405 (1964), with fewer atoms and a longer cutoff.
EPSILON = 120.0 * units.kB
SIGMA = 3.4
CUTOFF = 2.5 * SIGMA
TEMPERATURE_K = 94.4
DENSITY_G_PER_CM3 = 1.374
CELLS = 3
MODEL = {"epsilon": EPSILON, "sigma": SIGMA, "rc": CUTOFF}

TIMESTEP_FS = 4.0
STEPS_BETWEEN = 25
"""Steps from one line of the record to the next."""
MELTING_STEPS = 5000
BLOCKS = 10
FEWEST_RECORDS = 4
"""Two parts of two records: less has no slope, or no scatter of slopes."""
SKIN = 1.2

COLUMNS = (
    "time_ps",
    "analytic_total_energy_eV",
    "autodiff_total_energy_eV",
    "compiled_total_energy_eV",
    "autodiff_from_analytic_A",
    "compiled_from_analytic_A",
)

WAYS: dict[str, Callable[..., Any]] = {"analytic": neighbours, "autodiff": neighbours_autodiff}


class Liquid(NamedTuple):
    """``positions`` (n, 3) and ``cell`` (3, 3) in Å, ``velocities`` (n, 3) in ASE's units."""

    positions: FloatArray
    cell: FloatArray
    velocities: FloatArray


class Track(NamedTuple):
    """Total energy (k,) in eV, kinetic energy (k,) in eV, positions (k, n, 3) in Å, by record."""

    total: FloatArray
    kinetic: FloatArray
    positions: FloatArray


def liquid_argon(seed: int) -> Liquid:
    """Return 108 atoms that were melted at three times, and kept 20 ps near, 94.4 K."""
    volume_per_atom = ARGON_MASS / units.mol / DENSITY_G_PER_CM3 * 1e24
    atoms = bulk("Ar", "fcc", (4 * volume_per_atom) ** (1 / 3), cubic=True)
    atoms = atoms * (CELLS, CELLS, CELLS)
    return _melted(atoms.positions, atoms.cell.array, seed)


def _simulation(positions: FloatArray, cell: FloatArray) -> Simulation:
    return Simulation(
        positions, cell, True, epsilon=EPSILON, sigma=SIGMA, rc=CUTOFF, skin=SKIN, mass=ARGON_MASS
    )


def _melted(positions: FloatArray, cell: FloatArray, seed: int) -> Liquid:
    simulation = _simulation(positions, cell)
    random = np.random.default_rng(seed).normal(size=positions.shape)
    simulation.velocities = _at_temperature(random, 3 * TEMPERATURE_K)
    for part in range(MELTING_STEPS // 50):
        simulation.run(50, TIMESTEP_FS)
        hot = part < MELTING_STEPS // 200
        aim = 3 * TEMPERATURE_K if hot else TEMPERATURE_K
        simulation.velocities = _at_temperature(simulation.velocities, aim)
    return Liquid(simulation.positions, cell, simulation.velocities)


def _at_temperature(velocities: FloatArray, kelvin: float) -> FloatArray:
    """Return velocities without drift, scaled to a temperature."""
    still = velocities - velocities.mean(axis=0)
    scale = math.sqrt(kelvin / temperature(_kinetic(still), len(still)))
    scaled: FloatArray = still * scale
    return scaled


def _kinetic(velocities: FloatArray) -> float:
    return 0.5 * ARGON_MASS * float((velocities**2).sum())


def temperature(kinetic_eV: float, natoms: int) -> float:  # noqa: N803
    """Return 2 K / (3 (n - 1) k_B) in K: the centre of mass stands still."""
    return 2 * kinetic_eV / (3 * (natoms - 1) * units.kB)


def stepped(function: Callable[..., Any], start: Liquid, steps: int) -> Track:
    """Return the track of velocity Verlet with the forces of an implementation."""
    step = TIMESTEP_FS * units.fs
    positions, velocities = start.positions.copy(), start.velocities.copy()
    energy, forces, _ = function(positions, start.cell, True, **MODEL)
    totals, kinetics, tracks = [], [], []
    for number in range(steps + 1):
        if number % STEPS_BETWEEN == 0:
            kinetic = _kinetic(velocities)
            totals.append(energy + kinetic)
            kinetics.append(kinetic)
            tracks.append(positions.copy())
        velocities += 0.5 * step / ARGON_MASS * forces
        positions += step * velocities
        energy, forces, _ = function(positions, start.cell, True, **MODEL)
        velocities += 0.5 * step / ARGON_MASS * forces
    return Track(np.array(totals), np.array(kinetics), np.array(tracks))


def simulated(start: Liquid, steps: int) -> Track:
    """Return the same track by the compiled simulation."""
    simulation = _simulation(start.positions, start.cell)
    simulation.velocities = start.velocities
    totals, kinetics, tracks = [], [], []
    for number in range(0, steps + 1, STEPS_BETWEEN):
        if number > 0:
            simulation.run(STEPS_BETWEEN, TIMESTEP_FS)
        totals.append(simulation.potential_energy + simulation.kinetic_energy)
        kinetics.append(simulation.kinetic_energy)
        tracks.append(simulation.positions)
    return Track(np.array(totals), np.array(kinetics), np.array(tracks))


def drift(times_ps: FloatArray, total_eV: FloatArray, natoms: int) -> tuple[float, float]:  # noqa: N803
    """Return how fast the total energy grows and the standard error of it, in eV/atom/ns.

    The mean of the least-squares slopes of 10 parts of the record (of fewer, if it is short), and
    the error from their scatter. One line through all would seem far too certain: forces jump at
    the cutoff, so the energy takes a random walk, and its records are not independent.
    """
    parts = min(BLOCKS, len(times_ps) // 2)
    slopes = [
        float(np.polyfit(times * 1e-3, total / natoms, 1)[0])
        for times, total in zip(
            np.array_split(times_ps, parts), np.array_split(total_eV, parts), strict=True
        )
    ]
    return float(np.mean(slopes)), float(np.std(slopes, ddof=1)) / math.sqrt(parts)


def production(
    seed: int, picoseconds: float, report: Callable[[str], None] = lambda _: None
) -> tuple[list[tuple[float, ...]], dict[str, Any]]:
    """Return the record of three trajectories, line by line (COLUMNS), and what it says.

    ``drift_meV_per_atom_per_ns`` is how fast the total energy grows, and
    ``fluctuation_meV_per_atom`` its standard deviation. ``same_to_1e-9_A_for_ps`` is how long the
    positions of a trajectory are those of the analytic one to a billionth of an Å.
    ``mean_displacement_A`` from the beginning to the end shows that it is a liquid.
    """
    steps = STEPS_BETWEEN * max(
        FEWEST_RECORDS, round(picoseconds * 1000 / TIMESTEP_FS / STEPS_BETWEEN)
    )
    start = liquid_argon(seed)
    tracks = {}
    for name, function in WAYS.items():
        report(f"{name} forces: {steps} steps")
        tracks[name] = stepped(function, start, steps)
    tracks["compiled"] = simulated(start, steps)
    times: FloatArray = np.arange(0.0, steps + 1, STEPS_BETWEEN) * TIMESTEP_FS * 1e-3
    natoms = len(start.positions)
    apart = {
        name: np.abs(track.positions - tracks["analytic"].positions).max(axis=(1, 2))
        for name, track in tracks.items()
    }
    record: dict[str, Any] = {
        "natoms": natoms,
        "density_g_per_cm3": DENSITY_G_PER_CM3,
        "timestep_fs": TIMESTEP_FS,
        "length_ps": float(times[-1]),
        "model": {"epsilon_eV": EPSILON, "sigma_A": SIGMA, "cutoff_radius_A": CUTOFF},
        "ways": {
            name: _described(track, times, apart[name], natoms) for name, track in tracks.items()
        },
    }
    columns = [
        times,
        *(tracks[name].total for name in ("analytic", "autodiff", "compiled")),
        apart["autodiff"],
        apart["compiled"],
    ]
    return [tuple(float(value) for value in row) for row in zip(*columns, strict=True)], record


def _described(
    track: Track, times: FloatArray, apart: FloatArray, natoms: int
) -> dict[str, float | None]:
    slope, error = drift(times, track.total, natoms)
    same = np.flatnonzero(apart > 1e-9)
    moved = track.positions[-1] - track.positions[0]
    return {
        "drift_meV_per_atom_per_ns": 1e3 * slope,
        "drift_standard_error": 1e3 * error,
        "fluctuation_meV_per_atom": 1e3 * float(track.total.std()) / natoms,
        "mean_displacement_A": float(np.sqrt((moved**2).sum(axis=1).mean())),
        "mean_temperature_K": temperature(float(track.kinetic.mean()), natoms),
        "same_to_1e-9_A_for_ps": float(times[same[0] - 1]) if len(same) else float(times[-1]),
    }
