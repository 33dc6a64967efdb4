"""The tables that describe a dataset: configurations.csv, rejected.csv and summary.json."""

from collections import Counter
from typing import Any

import numpy as np

from pairwright.data.database import Rejected
from pairwright.data.dataset import Dataset
from pairwright.data.quality import kind_of_reason, shortest_distance
from pairwright.units import GPA_PER_EV_A3

CONFIGURATION_COLUMNS = (
    "id",
    "structure",
    "group",
    "natoms",
    "volume_A3",
    "energy_eV",
    "energy_per_atom_eV",
    "fmax_eV_per_A",
    "pressure_GPa",
    "has_forces",
    "has_stress",
)


def configuration_rows(dataset: Dataset) -> list[tuple[Any, ...]]:
    """Return one tuple a row, in the order of ``CONFIGURATION_COLUMNS``.

    ``fmax`` is the largest force on an atom, the pressure minus a third of the stress's trace.
    """
    forces = np.linalg.norm(dataset.forces, axis=1)
    # Of the atoms whose forces are known: those that a constraint held are not.
    fmax = np.fmax.reduceat(forces, dataset.starts[:-1])
    pressures = -np.trace(dataset.stresses, axis1=1, axis2=2) / 3 * GPA_PER_EV_A3
    return list(
        zip(
            dataset.ids,
            dataset.structures,
            dataset.groups,
            dataset.natoms,
            dataset.volumes,
            dataset.energies,
            dataset.energies / dataset.natoms,
            fmax,
            pressures,
            np.isfinite(fmax),
            np.isfinite(pressures),
            strict=True,
        )
    )


def summary(
    dataset: Dataset, rejected: list[Rejected], options: dict[str, Any], checksum: str
) -> dict[str, Any]:
    """Summarise a dataset: counts, energies, shortest distances, what was rejected and why."""
    return {
        "database": {"path": options["path"], "sha256": checksum},
        "element": options["element"],
        "selection": options["selection"],
        "rows": len(dataset),
        "rows_with_forces": _rows_with_forces(dataset),
        "rows_with_stress": int(np.isfinite(dataset.stresses).all(axis=(1, 2)).sum()),
        "atoms": len(dataset.positions),
        "rejected": len(rejected),
        "rejected_by_reason": dict(Counter(kind_of_reason(item.reason) for item in rejected)),
        "isolated_atom_energy_eV": float(dataset.isolated_atom_energy),
        "structures": {
            str(name): _structure_summary(dataset, dataset.structures == name)
            for name in np.unique(dataset.structures)
        },
    }


def _rows_with_forces(dataset: Dataset) -> int:
    known = np.isfinite(dataset.forces).all(axis=1)
    return int(np.logical_or.reduceat(known, dataset.starts[:-1]).sum())


def _structure_summary(dataset: Dataset, members: Any) -> dict[str, Any]:
    natoms = dataset.natoms[members]
    per_atom = dataset.energies[members] / natoms
    volumes = dataset.volumes[members] / natoms
    rows: list[int] = np.flatnonzero(members).tolist()
    return {
        "rows": len(rows),
        "groups": len(np.unique(dataset.groups[members])),
        "energy_per_atom_eV": {"lowest": per_atom.min(), "highest": per_atom.max()},
        "volume_per_atom_A3": {"smallest": volumes.min(), "largest": volumes.max()},
        "shortest_distance_A": min(
            _shortest(dataset, row) for row in np.flatnonzero(members).tolist()
        ),
    }


def _shortest(dataset: Dataset, row: int) -> float:
    """Return the shortest distance of a row, looking further until there is one (or 20 Å)."""
    atoms = dataset.positions[dataset.atoms_of(row)]
    for limit in (5.0, 20.0):
        found = shortest_distance(atoms, dataset.cells[row], dataset.pbc[row], limit)
        if np.isfinite(found):
            return found
    return float("inf")
