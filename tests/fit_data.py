"""Databases whose numbers come from a known potential, and what a fit of them is asked for."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from argon_models import KNOTS, RADIUS
from ase.build import bulk

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable, write_pair_table
from pairwright.fit.errors_table import with_reference
from pairwright.fit.prediction import predict

WEIGHTS = {"energy_eV_per_atom": 0.001, "force_eV_per_A": 0.01, "stress_GPa": 0.1}
LATTICES = {
    "fcc": (4.5, 4.9, 5.4, 6.0),
    "bcc": (3.5, 3.9, 4.5),
    "sc": (3.1, 3.5, 4.0),
    "diamond": (6.6, 7.6),
}


def fit_options(**changed: Any) -> dict[str, Any]:
    """Return what a fit is asked for, with the reference energy set to zero."""
    return {
        "weights": WEIGHTS,
        "reference": {"mode": "none", "value_eV": None},
        "cutoff": {"scheme": "shift", "radius_A": RADIUS},
        "seed": 2017,
        "starts": 3,
        "global_search": False,
        "constraints": {},
        "spline": {"knots_A": list(KNOTS), "number": 6},
        "triple_dipole": {"radius_A": 7.0},
        "form_files": [],
    } | changed


def varied_geometry(folder: Path) -> tuple[Dataset, PairTable]:
    """Return twelve rattled crystals from tight to wide without results, and pairs up to 8 Å.

    Two or four atoms each, their shortest distances from 2.6 to 4.1 Å.
    """
    generator = np.random.default_rng(4)
    structures = []
    for crystal, constants in LATTICES.items():
        for a in constants:
            atoms = bulk("Ar", crystal, a=a, cubic=crystal in ("fcc", "bcc"))
            atoms = atoms * ((2, 1, 1) if crystal == "sc" else 1)
            atoms.positions += generator.normal(0, 0.1, (len(atoms), 3))
            structures.append((crystal, atoms))
    counts = np.array([len(atoms) for _, atoms in structures])
    rows = len(structures)
    dataset = Dataset(
        ids=np.arange(1, rows + 1),
        structures=np.array([crystal for crystal, _ in structures]),
        groups=np.array([f"g{row}" for row in range(rows)]),
        starts=np.concatenate([[0], np.cumsum(counts)]),
        positions=np.concatenate([atoms.positions for _, atoms in structures]),
        cells=np.stack([atoms.cell.array for _, atoms in structures]),
        pbc=np.ones((rows, 3), dtype=bool),
        energies=np.zeros(rows),
        forces=np.zeros((counts.sum(), 3)),
        stresses=np.zeros((rows, 3, 3)),
        isolated_atom_energy=np.array(np.nan),
    )
    write_pair_table(dataset, RADIUS, folder / "pairs.npz")
    return dataset, PairTable.load(folder / "pairs.npz")


def made_with(model, values, dataset, pairs, reference_energy=0.0):
    """Return the dataset with the energies, forces and stresses of a potential."""
    found = predict(dataset, pairs, model, values)
    return replace(dataset, **vars(with_reference(dataset, found, reference_energy)))
