"""A fitted potential as an ASE calculator."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes
from ase.stress import full_3x3_to_voigt_6_stress

from pairwright.data.pairs import structure_pairs
from pairwright.data.quality import cell_volume
from pairwright.errors import PairwrightError
from pairwright.potentials.energy import (
    PairGeometry,
    assemble_atomic_energies,
    assemble_forces,
    assemble_stresses,
    values_and_slopes,
)
from pairwright.potentials.forms import Form
from pairwright.potentials.model import Model, model_of
from pairwright.potentials.tail import tail_of
from pairwright.potentials.triple_dipole import triple_dipole

FloatArray = npt.NDArray[np.float64]


class PairCalculator(Calculator):
    """Energy, per-atom energies, forces and stress of a potential, for any cell.

    ``parameters`` (k,) are the values of the model's parameters; ``reference_energy`` (eV) is added
    for each atom. Unless the cell is periodic in three directions there is no volume, and so no
    stress and no tail beyond the cutoff.
    Raises PairwrightError when there are not as many values as parameters.
    """

    implemented_properties = [  # noqa: RUF012 (ASE declares it as an instance variable)
        "energy",
        "free_energy",
        "energies",
        "forces",
        "stress",
    ]

    def __init__(
        self, model: Model, parameters: Sequence[float], reference_energy: float = 0.0
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        if len(parameters) != len(model.parameters):
            names = ", ".join(parameter.name for parameter in model.parameters)
            raise PairwrightError(
                f"{model.name}: found {len(parameters)} values; allowed: one for each of {names}"
            )
        self.model = model
        self.parameter_values = tuple(parameters)
        self.reference_energy = reference_energy

    @property
    def cutoff_radius(self) -> float:
        """Where pair interactions end (Å)."""
        return self.model.cutoff.radius

    def calculate(
        self,
        atoms: Atoms | None = None,
        properties: list[str] | None = None,
        system_changes: list[str] = all_changes,
    ) -> None:
        """Compute every property at once; they share the pair search."""
        super().calculate(atoms, properties, system_changes)  # type: ignore[no-untyped-call]
        current = cast(Atoms, self.atoms)
        pair_values, c9 = self.model.split(self.parameter_values)
        pairs = _geometry(current, self.cutoff_radius)
        values, slopes = values_and_slopes(self.model.function, pairs.distances, pair_values)
        energies = assemble_atomic_energies(pairs, values) + self.reference_energy
        forces = assemble_forces(pairs, slopes)
        stress = assemble_stresses(pairs, slopes)[0]
        volume = float(pairs.volumes[0])
        if self.model.cutoff.has_tail and np.isfinite(volume):
            tail = tail_of(self.model, pair_values, len(current), volume)
            energies += tail.energy_per_atom
            stress = stress + tail.stress * np.eye(3)
        if self.model.triple_radius:
            more = triple_dipole(
                current.positions, current.cell.array, current.pbc, self.model.triple_radius
            )
            energies, forces = energies + c9 * more[0], forces + c9 * more[1]
            stress = stress + c9 * more[2] / volume
        energy = float(energies.sum())
        self.results = {
            "energy": energy,
            "free_energy": energy,
            "energies": energies,
            "forces": forces,
        }
        if np.isfinite(volume):
            self.results["stress"] = full_3x3_to_voigt_6_stress(stress)


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
        volumes=np.array([cell_volume(atoms.cell.array, atoms.pbc)]),
    )


def calculator_of(fit: dict[str, Any], own: dict[str, Form] | None = None) -> PairCalculator:
    """Make an ASE calculator from the content of a ``fit.json``; ``own`` are a user's forms."""
    model, values = model_of(fit, own)
    return PairCalculator(model, values.tolist(), float(fit["reference_energy"]["value_eV"]))
