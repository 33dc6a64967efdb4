"""A neural potential as an ASE calculator."""

from typing import cast

import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes
from ase.stress import full_3x3_to_voigt_6_stress

from pairwright.errors import PairwrightError
from pairwright.network.potential import NeuralPotential, member_results, spread_of
from pairwright.potentials.calculator import calculator_of
from pairwright.potentials.forms import Form


class NeuralCalculator(Calculator):
    """Energy, per-atom energies, forces and stress, and how far the ensemble agrees on them.

    ``energy_std``, ``energies_std``, ``forces_std`` and ``stress_std`` are standard deviations over
    the members (of k, with k - 1), in the units and shapes of what they belong to, zero for one
    member. ``extrapolation`` (n,) is above 1 for atoms whose surroundings are outside those of
    training. Stresses are absent without a volume.
    """

    implemented_properties = [  # noqa: RUF012 (ASE declares it as an instance variable)
        "energy",
        "free_energy",
        "energies",
        "forces",
        "stress",
        "energy_std",
        "energies_std",
        "forces_std",
        "stress_std",
        "extrapolation",
    ]

    def __init__(self, potential: NeuralPotential, own: dict[str, Form] | None = None) -> None:
        """``own`` are a user's forms, one of which the baseline may be."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.potential = potential
        baseline = potential.baseline
        self.baseline = None if baseline is None else calculator_of(baseline, own)

    @property
    def reference_energy(self) -> float:
        """Energy of an isolated atom (eV) that the potential counts from."""
        return self.potential.reference_energy

    def calculate(
        self,
        atoms: Atoms | None = None,
        properties: list[str] | None = None,
        system_changes: list[str] = all_changes,
    ) -> None:
        """Compute every property at once. Raises PairwrightError for another element."""
        super().calculate(atoms, properties, system_changes)  # type: ignore[no-untyped-call]
        structure = cast(Atoms, self.atoms)
        self._check(structure)
        found = member_results(
            self.potential, structure.positions, structure.cell.array, structure.pbc
        )
        energies = found.energies + self.potential.reference_energy
        forces, virials = found.forces, found.virials
        volume = structure.get_volume() if structure.cell.rank == 3 else None
        if self.baseline is not None:
            self.baseline.calculate(structure)
            pair = self.baseline.results
            energies = energies + pair["energies"] - self.baseline.reference_energy
            forces = forces + pair["forces"]
        self.results = {
            "energy": float(energies.sum(axis=1).mean()),
            "energies": energies.mean(axis=0),
            "forces": forces.mean(axis=0),
            "energy_std": float(spread_of(energies.sum(axis=1))),
            "energies_std": spread_of(energies),
            "forces_std": spread_of(forces),
            "extrapolation": found.grades,
        }
        self.results["free_energy"] = self.results["energy"]
        if volume is not None:
            stresses = np.stack([full_3x3_to_voigt_6_stress(v / volume) for v in virials])
            shared = 0.0 if self.baseline is None else self.baseline.results["stress"]
            self.results["stress"] = stresses.mean(axis=0) + shared
            self.results["stress_std"] = spread_of(stresses)

    def _check(self, atoms: Atoms) -> None:
        others = sorted(set(atoms.get_chemical_symbols()) - {self.potential.element})
        if others:
            raise PairwrightError(
                f"the neural potential is for {self.potential.element}, but the structure holds "
                f"{', '.join(others)}"
            )
