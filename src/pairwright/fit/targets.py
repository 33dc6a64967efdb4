"""What a fit aims at: energies, forces and stresses, and what a pair function predicts for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.database import Dataset
from pairwright.data.pairs import PairTable
from pairwright.errors import PairwrightError
from pairwright.potentials.energy import (
    PairGeometry,
    assemble_energies,
    assemble_forces,
    assemble_stresses,
    parameter_derivatives,
    values_and_slopes,
)
from pairwright.potentials.forms import PairFunction
from pairwright.units import GPA_PER_EV_A3

FloatArray = npt.NDArray[np.float64]
_SIX = np.triu_indices(3)


@dataclass(frozen=True)
class Quantities:
    """Energies (m,) in eV, forces (n, 3) in eV/Å and stresses (m, 3, 3) in eV/Å^3 of m rows."""

    energies: FloatArray
    forces: FloatArray
    stresses: FloatArray

    @classmethod
    def empty(cls, dataset: Dataset) -> "Quantities":
        """Make room for the rows of a dataset."""
        rows = len(dataset)
        return cls(np.empty(rows), np.empty_like(dataset.positions), np.empty((rows, 3, 3)))


@dataclass(frozen=True)
class Targets:
    """Which numbers of a dataset a fit uses, and the scale of each kind of residual.

    ``scales`` are one number for energies (eV/atom), forces (eV/Å) and stresses (eV/Å^3); masks of
    shape (m,), (n,) and (m,) say which rows and atoms count.
    """

    dataset: Dataset
    scales: tuple[float, float, float]
    energy_mask: npt.NDArray[np.bool_]
    force_mask: npt.NDArray[np.bool_]
    stress_mask: npt.NDArray[np.bool_]

    @classmethod
    def of_rows(
        cls, dataset: Dataset, rows: npt.NDArray[np.bool_], weights: dict[str, Any]
    ) -> "Targets":
        """Aim at the given rows (m,) with ``fit.weights`` of the configuration.

        Raises PairwrightError when nothing is left to aim at.
        """
        energy, force, stress = (
            weights["energy_eV_per_atom"],
            weights["force_eV_per_A"],
            weights["stress_GPa"],
        )
        atoms = np.repeat(rows, dataset.natoms)
        has_stress = np.isfinite(dataset.stresses).all(axis=(1, 2)) & np.isfinite(dataset.volumes)
        targets = cls(
            dataset,
            (energy or 1.0, force or 1.0, (stress or 1.0) / GPA_PER_EV_A3),
            rows & (energy is not None),
            atoms & np.isfinite(dataset.forces).all(axis=1) & (force is not None),
            rows & has_stress & (stress is not None),
        )
        if not (targets.energy_mask.any() or targets.force_mask.any() or targets.stress_mask.any()):
            raise PairwrightError(
                "fit.weights: the rows to fit have none of the targets that are weighted; "
                "give energy_eV_per_atom a number"
            )
        return targets

    def flatten(self, quantities: Quantities) -> FloatArray:
        """Join what counts of the quantities into one vector, each divided by its scale."""
        energy, force, stress = self.scales
        per_atom = quantities.energies / self.dataset.natoms
        six = quantities.stresses[self.stress_mask][:, _SIX[0], _SIX[1]]
        return np.concatenate(
            [
                per_atom[self.energy_mask] / energy,
                quantities.forces[self.force_mask].ravel() / force,
                six.ravel() / stress,
            ]
        )

    def observed(self, reference_energy: float) -> FloatArray:
        """Return the data's own vector, energies counted from ``reference_energy`` (eV) an atom."""
        energies = self.dataset.energies - reference_energy * self.dataset.natoms
        return self.flatten(Quantities(energies, self.dataset.forces, self.dataset.stresses))

    def reference_column(self) -> FloatArray:
        """Return the derivative of the vector with respect to the reference energy (eV)."""
        dataset = self.dataset
        nothing = Quantities.empty(dataset)
        nothing.forces[:] = 0.0
        nothing.stresses[:] = 0.0
        energies = dataset.natoms.astype(float)
        return self.flatten(Quantities(energies, nothing.forces, nothing.stresses))


def block_geometry(dataset: Dataset, pairs: PairTable, rows: slice) -> PairGeometry:
    """Return the pairs of a range of rows, numbered within the range."""
    counts = np.diff(pairs.starts[rows.start : rows.stop + 1])
    chosen = slice(int(pairs.starts[rows.start]), int(pairs.starts[rows.stop]))
    structure = np.repeat(np.arange(rows.stop - rows.start), counts)
    offsets = (dataset.starts[rows.start : rows.stop] - dataset.starts[rows.start])[structure]
    vectors = np.array(pairs.vectors[chosen])
    return PairGeometry(
        first=pairs.first[chosen] + offsets,
        second=pairs.second[chosen] + offsets,
        structure=structure,
        vectors=vectors,
        distances=np.sqrt(np.einsum("pi,pi->p", vectors, vectors)),
        natoms=int(dataset.starts[rows.stop] - dataset.starts[rows.start]),
        volumes=dataset.volumes[rows],
    )


def predict(
    dataset: Dataset, pairs: PairTable, function: PairFunction, parameters: Sequence[float]
) -> Quantities:
    """Return energies, forces and stresses of every row for one pair function (with its cutoff).

    The reference energy is not included.
    """
    result = Quantities.empty(dataset)
    for rows in pairs.blocks():
        geometry = block_geometry(dataset, pairs, rows)
        values, slopes = values_and_slopes(function, geometry.distances, parameters)
        _fill(result, dataset, rows, geometry, values, slopes)
    return result


def predict_derivatives(
    dataset: Dataset, pairs: PairTable, function: PairFunction, parameters: Sequence[float]
) -> list[Quantities]:
    """Return the derivatives of every prediction with respect to each parameter."""
    results = [Quantities.empty(dataset) for _ in parameters]
    for rows in pairs.blocks():
        geometry = block_geometry(dataset, pairs, rows)
        derivatives = parameter_derivatives(function, geometry.distances, parameters)
        for result, values, slopes in zip(results, *derivatives, strict=True):
            _fill(result, dataset, rows, geometry, values, slopes)
    return results


def _fill(
    result: Quantities,
    dataset: Dataset,
    rows: slice,
    geometry: PairGeometry,
    values: FloatArray,
    slopes: FloatArray,
) -> None:
    atoms = slice(int(dataset.starts[rows.start]), int(dataset.starts[rows.stop]))
    result.energies[rows] = assemble_energies(geometry, values)
    result.forces[atoms] = assemble_forces(geometry, slopes)
    result.stresses[rows] = assemble_stresses(geometry, slopes)
