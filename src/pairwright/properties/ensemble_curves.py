"""Energy against volume of each crystal by an ensemble, far beyond the volumes of the data."""

from typing import Any

import numpy as np

from pairwright.data.dataset import Dataset
from pairwright.network.calculator import NeuralCalculator
from pairwright.properties.crystal import scaled
from pairwright.properties.eos import lowest_rows
from pairwright.properties.prototypes import lowest_of

VOLUMES = 90
"""Points of a curve."""
REACH = (0.75, 1.5)
"""A curve goes from this share of the smallest volume of the data to that of the largest."""

ENSEMBLE_CURVE_COLUMNS = (
    "structure",
    "volume_per_atom_A3",
    "energy_per_atom_eV",
    "energy_std_eV",
    "extrapolation",
)


def ensemble_curves(dataset: Dataset, calculator: NeuralCalculator) -> list[tuple[Any, ...]]:
    """Return rows of ``ENSEMBLE_CURVE_COLUMNS``.

    Each crystal's row of lowest energy per atom is scaled isotropically, its atoms fixed in the
    cell. Energies and their standard deviation over the ensemble are in eV per atom,
    ``extrapolation`` is the highest grade among the atoms. Structures without a volume are left
    out.
    """
    table: list[tuple[Any, ...]] = []
    for structure in np.unique(dataset.structures).tolist():
        rows = lowest_rows(dataset, structure)
        if not rows.size:
            continue
        atoms = lowest_of(dataset, rows, calculator.potential.element)
        of_data = (dataset.volumes / dataset.natoms)[rows]
        for volume in np.geomspace(REACH[0] * of_data.min(), REACH[1] * of_data.max(), VOLUMES):
            crystal = scaled(atoms, volume)
            calculator.calculate(crystal)
            found, natoms = calculator.results, len(crystal)
            energy, spread = found["energy"] / natoms, found["energy_std"] / natoms
            table.append((structure, volume, energy, spread, found["extrapolation"].max()))
    return table
