"""What a fit aims at: energies, forces and stresses, and how much each number counts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.errors import PairwrightError
from pairwright.units import GPA_PER_EV_A3

FloatArray = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
SIX = np.triu_indices(3)
"""The six independent components of a symmetric tensor."""


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
    """Which numbers of a dataset a fit uses, and what each residual is multiplied by.

    ``energy_factors`` (m,) in atom/eV, ``force_factors`` (n,) in Å/eV and ``stress_factors`` (m,)
    in Å^3/eV are zero where a number does not count.
    """

    dataset: Dataset
    energy_factors: FloatArray
    force_factors: FloatArray
    stress_factors: FloatArray

    @classmethod
    def of_rows(cls, dataset: Dataset, rows: Mask, weights: dict[str, Any]) -> "Targets":
        """Aim at the given rows (m,) with ``fit.weights`` of the configuration.

        Raises PairwrightError when nothing is left to aim at.
        """
        energy, force, stress = (
            weights["energy_eV_per_atom"],
            weights["force_eV_per_A"],
            weights["stress_GPa"],
        )
        factors = np.sqrt(row_weights(dataset, weights, rows)) * rows
        has_stress = np.isfinite(dataset.stresses).all(axis=(1, 2)) & np.isfinite(dataset.volumes)
        has_force = np.isfinite(dataset.forces).all(axis=1)
        targets = cls(
            dataset,
            factors / energy if energy else np.zeros(len(dataset)),
            np.repeat(factors, dataset.natoms) * has_force / (force or np.inf),
            factors * has_stress * GPA_PER_EV_A3 / (stress or np.inf),
        )
        if targets.count() == 0:
            raise PairwrightError(
                "fit.weights: the rows to fit have none of the targets that are weighted; "
                "give energy_eV_per_atom a number, and no row or crystal that is to count zero"
            )
        return targets

    def count(self) -> int:
        """Return how many numbers the fit aims at."""
        return int(
            np.count_nonzero(self.energy_factors)
            + 3 * np.count_nonzero(self.force_factors)
            + 6 * np.count_nonzero(self.stress_factors)
        )


def row_weights(dataset: Dataset, weights: dict[str, Any], rows: Mask) -> FloatArray:
    """Return how much the squared residuals of each row count, shape (m,).

    The product of the row's own weight, of its structure's in ``structures``, and of what
    ``by_energy`` says: with e the energy per atom above the lowest of ``rows`` (m,) and
    s = ``energy_scale_eV``, ``boltzmann`` is exp(-e / s) and ``energy-distance`` (s / (e + s))^2.
    Raises PairwrightError for a structure that the data do not have.
    """
    result = np.ones(len(dataset)) if dataset.row_weights is None else dataset.row_weights.copy()
    labels = set(dataset.structures.tolist())
    for name, factor in weights.get("structures", {}).items():
        if name not in labels:
            raise PairwrightError(
                f"fit.weights.structures: no row is of structure {name!r}; "
                f"known: {', '.join(sorted(labels))}"
            )
        result[dataset.structures == name] *= factor
    rule, scale = weights.get("by_energy"), weights.get("energy_scale_eV", 1.0)
    per_atom = dataset.energies / dataset.natoms
    above = np.maximum(per_atom - per_atom[rows].min(initial=np.inf), 0.0)
    if rule == "boltzmann":
        result *= np.exp(-above / scale)
    elif rule == "energy-distance":
        result *= (scale / (above + scale)) ** 2
    return result
