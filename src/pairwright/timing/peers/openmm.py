"""OpenMM: NonbondedForce on the CPU platform, which computes in single precision.

It keeps its neighbour list until an atom has moved far, so each second call moves all of them by
one cutoff. Energies cannot be shifted: the answer takes the pair energy at the cutoff off for each
pair, counted with scipy, which is not timed. CustomNonbondedForce can shift, but takes two to three
times as long. There is no stress.

Positions are rounded at the far end of the box: by 1.5e-5 Å at a million atoms, where forces then
deviate by 2e-4 of the largest. Energies agree to 1e-7.
"""

from dataclasses import dataclass
from itertools import cycle
from typing import Any

import numpy as np
from ase import units
from scipy.spatial import KDTree

from pairwright.lj.geometry import shift_energy
from pairwright.timing.cases import Case
from pairwright.timing.contestant import Answer, Contestant, Prepared
from pairwright.timing.peers.boxes import has_one_image_within_reach

NM = 0.1
"""Of an Å."""
KJ_PER_MOL = units.mol / units.kJ
"""Of an eV."""
ARGON_MASS = 39.948


@dataclass(frozen=True)
class WithoutStress(Contestant):
    """A program that computes energy and forces only."""

    def timed_quantities(self, case: Case) -> tuple[str, ...]:
        """Return the energy, and the energy with forces."""
        return case.quantities[:2]


def _context(case: Case) -> Any:
    """Return an OpenMM context of the case, in nm and kJ/mol, with one thread."""
    import openmm

    system = openmm.System()
    force = openmm.NonbondedForce()
    sigma, epsilon = case.model["sigma"] * NM, case.model["epsilon"] * KJ_PER_MOL
    for _ in range(case.natoms):
        system.addParticle(ARGON_MASS)
        force.addParticle(0.0, sigma, epsilon)
    if case.pbc:
        system.setDefaultPeriodicBoxVectors(*(case.cell * NM).tolist())
    method = "CutoffPeriodic" if case.pbc else "CutoffNonPeriodic"
    force.setNonbondedMethod(getattr(openmm.NonbondedForce, method))
    force.setCutoffDistance(case.model["rc"] * NM)
    force.setUseDispersionCorrection(False)
    system.addForce(force)
    platform = openmm.Platform.getPlatformByName("CPU")
    integrator = openmm.VerletIntegrator(0.001)
    return openmm.Context(system, integrator, platform, {"Threads": "1"})


def prepare(case: Case, quantity: str) -> Prepared:
    """Make the context."""
    context = _context(case)
    shifts = cycle(([case.model["rc"] * NM, 0.0, 0.0], [0.0, 0.0, 0.0]))
    with_forces = quantity != "energy"
    found: dict[str, Any] = {}

    def call() -> None:
        context.setPositions(case.positions * NM + next(shifts))
        state = context.getState(energy=True, forces=with_forces)
        found["energy"] = state.getPotentialEnergy()
        found["forces"] = state.getForces(asNumpy=True) if with_forces else None

    def answer() -> Answer:
        energy = found["energy"]._value / KJ_PER_MOL - pairs(case) * _energy_at_cutoff(case)
        if not with_forces:
            return Answer(energy, None, None)
        return Answer(energy, found["forces"]._value * (NM / KJ_PER_MOL), None)

    return Prepared(call, answer)


def pairs(case: Case) -> int:
    """Return how many pairs are within the cutoff."""
    lengths = np.diag(case.cell) if case.pbc else None
    points = case.positions
    if lengths is not None:
        # Twice: an atom just below zero can be rounded to the far side of the box.
        points = np.mod(np.mod(points, lengths), lengths)
    tree = KDTree(points, boxsize=lengths)
    with_itself_and_twice = int(tree.count_neighbors(tree, case.model["rc"]))
    return (with_itself_and_twice - case.natoms) // 2


def _energy_at_cutoff(case: Case) -> float:
    """Return the pair energy at the cutoff in eV."""
    return 4 * case.model["epsilon"] * shift_energy(case.model["sigma"], case.model["rc"])


OPENMM = WithoutStress(
    "openmm",
    prepare,
    lambda case: case.natoms <= 2_000_000 and has_one_image_within_reach(case),
    distribution="openmm",
    separately=frozenset({"energy"}),
    remark="single precision; energy shifted afterwards; no stress",
    tolerance=3e-4,
)
