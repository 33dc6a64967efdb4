"""A fitted potential as an ASE calculator."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes
from ase.stress import full_3x3_to_voigt_6_stress

from pairwright.data.pairs import structure_pairs
from pairwright.potentials.cutoffs import with_cutoff
from pairwright.potentials.energy import (
    PairGeometry,
    assemble_atomic_energies,
    assemble_forces,
    assemble_stresses,
    values_and_slopes,
)
from pairwright.potentials.forms import PairFunction, form_named


class PairCalculator(Calculator):
    """Energy, per-atom energies, forces and stress of a pair potential, for any cell.

    ``function`` (already ended at its cutoff) maps distances (Å) and ``parameters`` to eV;
    ``reference_energy`` (eV) is added for each atom. The stress is absent without a volume.
    """

    implemented_properties = [  # noqa: RUF012 (ASE declares it as an instance variable)
        "energy",
        "free_energy",
        "energies",
        "forces",
        "stress",
    ]

    def __init__(
        self,
        function: PairFunction,
        parameters: Sequence[float],
        cutoff_radius: float,
        reference_energy: float = 0.0,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.function = function
        self.pair_parameters = tuple(parameters)
        self.cutoff_radius = cutoff_radius
        self.reference_energy = reference_energy

    def calculate(
        self,
        atoms: Atoms | None = None,
        properties: list[str] | None = None,
        system_changes: list[str] = all_changes,
    ) -> None:
        """Compute every property at once; they share the pair search."""
        super().calculate(atoms, properties, system_changes)  # type: ignore[no-untyped-call]
        pairs = _geometry(cast(Atoms, self.atoms), self.cutoff_radius)
        values, slopes = values_and_slopes(self.function, pairs.distances, self.pair_parameters)
        energies = assemble_atomic_energies(pairs, values) + self.reference_energy
        energy = float(energies.sum())
        self.results = {
            "energy": energy,
            "free_energy": energy,
            "energies": energies,
            "forces": assemble_forces(pairs, slopes),
        }
        if np.isfinite(pairs.volumes[0]):
            self.results["stress"] = full_3x3_to_voigt_6_stress(assemble_stresses(pairs, slopes)[0])


def _geometry(atoms: Atoms, cutoff_radius: float) -> PairGeometry:
    first, second, vectors = structure_pairs(
        atoms.positions, atoms.cell.array, atoms.pbc, cutoff_radius
    )
    return PairGeometry(
        first=first,
        second=second,
        structure=np.zeros(len(first), dtype=np.int64),
        vectors=vectors,
        distances=np.linalg.norm(vectors, axis=1),
        natoms=len(atoms),
        volumes=np.array([atoms.get_volume() if atoms.cell.rank == 3 else np.nan]),
    )


def calculator_of(fit: dict[str, Any]) -> PairCalculator:
    """Make an ASE calculator from the content of a ``fit.json``."""
    form = form_named(fit["form"])
    radius = float(fit["cutoff"]["radius_A"])
    return PairCalculator(
        with_cutoff(form.function, fit["cutoff"]["scheme"], radius),
        [float(fit["parameters"][parameter.name]["value"]) for parameter in form.parameters],
        radius,
        float(fit["reference_energy"]["value_eV"]),
    )
