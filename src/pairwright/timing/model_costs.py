"""What a step with each fitted potential costs: energy, forces and stress of one crystal."""

from collections.abc import Callable
from typing import Any

import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator

from pairwright.data.dataset import Dataset
from pairwright.timing.harness import interleaved

FEWEST_ATOMS = 200
"""The crystal is repeated to at least so many."""
DISPLACEMENT = 0.01
"""Standard deviation of displacements (Å) that leave no force zero by symmetry."""


def crystal(dataset: Dataset, element: str) -> Atoms:
    """Return the row of lowest energy per atom, repeated to ``FEWEST_ATOMS`` and rattled.

    A row that is not periodic in every direction stays as it is.
    """
    row = int(np.argmin(dataset.energies / dataset.natoms))
    count = int(dataset.natoms[row])
    atoms = Atoms(
        [element] * count,
        positions=dataset.positions[dataset.atoms_of(row)],
        cell=dataset.cells[row],
        pbc=dataset.pbc[row],
    )
    if atoms.pbc.all():
        times = int(np.ceil((FEWEST_ATOMS / count) ** (1 / 3)))
        atoms = atoms.repeat(times)
    atoms.rattle(DISPLACEMENT, seed=0)
    return atoms


def model_costs(
    calculators: dict[str, Calculator],
    atoms: Atoms,
    seconds: float,
    seed: int,
    report: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Return the time of one call of each calculator, by name, per atom in µs.

    Each is measured for about ``seconds``, in turns; see :mod:`pairwright.timing.harness`.
    """

    def call(calculator: Calculator) -> Callable[[], object]:
        return lambda: calculator.calculate(atoms)

    calls = {name: call(calculator) for name, calculator in calculators.items()}
    timings = interleaved(calls, seconds, seed, report)
    per_atom = 1e6 / len(atoms)
    return {
        "natoms": len(atoms),
        "models": {
            name: {
                "us_per_atom": timing.median_s * per_atom,
                "q1_us_per_atom": timing.q1_s * per_atom,
                "q3_us_per_atom": timing.q3_s * per_atom,
                "repeats": timing.repeats,
            }
            for name, timing in timings.items()
        },
    }
