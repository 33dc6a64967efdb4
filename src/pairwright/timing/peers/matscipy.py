"""matscipy: its ASE calculator PairPotential with LennardJonesCut, which has ASE's shifted cut."""

import numpy as np
from ase import Atoms

from pairwright.timing.cases import Case
from pairwright.timing.contestant import Answer, Contestant, Prepared

ARGON = 18


def prepare(case: Case, _quantity: str) -> Prepared:
    """Attach the calculator; it forgets its results before each call."""
    from matscipy.calculators.pair_potential import LennardJonesCut, PairPotential

    model = LennardJonesCut(case.model["epsilon"], case.model["sigma"], case.model["rc"])
    calculator = PairPotential({(ARGON, ARGON): model})
    # It divides by the volume, and thus asks for a box around free atoms too.
    cell = case.cell if case.pbc else np.diag(np.ptp(case.positions, axis=0) + 2 * case.model["rc"])
    atoms = Atoms([ARGON] * case.natoms, case.positions, cell=cell, pbc=case.pbc)
    atoms.calc = calculator

    def call() -> None:
        atoms.positions = case.positions
        calculator.reset()
        atoms.get_forces()

    def answer() -> Answer:
        stress = atoms.get_stress(voigt=False) if case.pbc else None
        return Answer(atoms.get_potential_energy(), atoms.get_forces(), stress)

    return Prepared(call, answer)


MATSCIPY = Contestant(
    "matscipy",
    prepare,
    lambda case: case.natoms <= 150_000,
    distribution="matscipy",
    remark="PairPotential with LennardJonesCut, results reset",
)
