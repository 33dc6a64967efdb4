"""Steps of molecular dynamics as something to time."""

from functools import partial

import numpy as np
from ase import units

from pairwright.lj.geometry import FloatArray
from pairwright.timing.cases import Case
from pairwright.timing.contestant import Contestant, Prepared

STEPS = 20
SKIN = 1.0
TIMESTEP_FS = 4.0
TEMPERATURE_K = 80.0
ARGON_MASS = 39.948
SMALLEST = 500
"""Fewer atoms than this are timed elsewhere: the Python around a step counts, not the step."""

LARGEST = 110_000
"""More would take long, and a step then grows as the number of atoms does."""


def thermal_velocities(natoms: int) -> FloatArray:
    """Return random velocities (n, 3) at 80 K without drift, in ASE's units."""
    spread = np.sqrt(TEMPERATURE_K * units.kB / ARGON_MASS)
    velocities: FloatArray = np.random.default_rng(natoms).normal(0.0, spread, (natoms, 3))
    velocities -= velocities.mean(axis=0)
    return velocities


def prepare(threads: int, case: Case, _quantity: str) -> Prepared:
    """Return a call that takes 20 steps, lists rebuilt as the motion asks for it."""
    from pairwright.lj.simulation import Simulation

    simulation = Simulation(
        case.positions,
        case.cell,
        case.pbc,
        epsilon=case.model["epsilon"],
        sigma=case.model["sigma"],
        rc=case.model["rc"],
        skin=SKIN,
        mass=ARGON_MASS,
        threads=threads,
    )
    simulation.velocities = thermal_velocities(case.natoms)
    return Prepared(partial(simulation.run, STEPS, TIMESTEP_FS), None, STEPS)


def simulation(name: str, threads: int) -> Contestant:
    """Return :class:`pairwright.lj.simulation.Simulation` as one to time, lists rebuilt in time."""
    return Contestant(
        name,
        partial(prepare, threads),
        lambda case: bool(case.pbc) and SMALLEST <= case.natoms <= LARGEST,
        "pairwright",
        remark=f"{TIMESTEP_FS:g} fs at {TEMPERATURE_K:g} K, skin {SKIN:g} Å, {threads} thread"
        + ("s" if threads > 1 else ""),
        steps=True,
    )
