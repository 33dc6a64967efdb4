"""How far predictions are from the data: root mean square errors, and the table of predictions."""

from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.fit.targets import Quantities
from pairwright.units import GPA_PER_EV_A3, MEV_PER_EV

FloatArray = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

PREDICTION_COLUMNS = (
    "id",
    "structure",
    "group",
    "split",
    "natoms",
    "energy_eV",
    "predicted_energy_eV",
    "energy_error_meV_per_atom",
    "force_rmse_meV_per_A",
    "pressure_GPa",
    "predicted_pressure_GPa",
)


def with_reference(dataset: Dataset, predicted: Quantities, reference_energy: float) -> Quantities:
    """Add the reference energy (eV) of each atom to predicted energies."""
    energies = predicted.energies + reference_energy * dataset.natoms
    return Quantities(energies, predicted.forces, predicted.stresses)


def metrics(dataset: Dataset, predicted: Quantities, rows: Mask) -> dict[str, Any]:
    """Return root mean square errors over ``rows`` (m,): energy, force and stress components.

    None where no row has the quantity.
    """
    atoms = np.repeat(rows, dataset.natoms)
    energy = (predicted.energies - dataset.energies) / dataset.natoms
    force = predicted.forces - dataset.forces
    stress = (predicted.stresses - dataset.stresses)[:, *np.triu_indices(3)]
    return {
        "rows": int(rows.sum()),
        "energy_rmse_meV_per_atom": _rms(energy[rows] * MEV_PER_EV),
        "force_rmse_meV_per_A": _rms(force[atoms] * MEV_PER_EV),
        "stress_rmse_GPa": _rms(stress[rows] * GPA_PER_EV_A3),
    }


def metrics_by_structure(dataset: Dataset, predicted: Quantities, rows: Mask) -> dict[str, Any]:
    """Return :func:`metrics` of each structure."""
    return {
        str(name): metrics(dataset, predicted, rows & (dataset.structures == name))
        for name in np.unique(dataset.structures)
    }


def _rms(errors: FloatArray) -> float | None:
    known = errors[np.isfinite(errors)]
    return float(np.sqrt(np.mean(known**2))) if known.size else None


def prediction_rows(dataset: Dataset, predicted: Quantities, test: Mask) -> list[tuple[Any, ...]]:
    """Return one tuple a row, in the order of ``PREDICTION_COLUMNS``; energies are totals."""
    squared = np.sum((predicted.forces - dataset.forces) ** 2, axis=1)
    mean_square = np.add.reduceat(squared, dataset.starts[:-1]) / (3 * dataset.natoms)
    error = (predicted.energies - dataset.energies) / dataset.natoms * MEV_PER_EV
    return list(
        zip(
            dataset.ids,
            dataset.structures,
            dataset.groups,
            np.where(test, "test", "train"),
            dataset.natoms,
            dataset.energies,
            predicted.energies,
            error,
            np.sqrt(mean_square) * MEV_PER_EV,
            _pressure(dataset.stresses),
            _pressure(predicted.stresses),
            strict=True,
        )
    )


def _pressure(stresses: FloatArray) -> FloatArray:
    pressures: FloatArray = -np.trace(stresses, axis1=1, axis2=2) / 3 * GPA_PER_EV_A3
    return pressures
