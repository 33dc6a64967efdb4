"""A dataset made of crystals, without a database."""

import sys
from pathlib import Path

import numpy as np
import pytest

from pairwright.data.dataset import Dataset
from pairwright.data.groups import group_names

sys.path.insert(0, str(Path(__file__).parent))


def make_dataset(rows):
    """Return a dataset of ``(structure, atoms, energy in eV)``."""
    structures = np.array([structure for structure, _, _ in rows])
    crystals = [atoms for _, atoms, _ in rows]
    counts = np.array([len(atoms) for atoms in crystals])
    volumes = np.array(
        [atoms.get_volume() if atoms.pbc.all() else np.nan for atoms in crystals], dtype=float
    )
    ids = np.arange(1, len(rows) + 1)
    return Dataset(
        ids=ids,
        structures=structures,
        groups=group_names(structures, volumes / counts, ids.tolist()),
        starts=np.concatenate([[0], np.cumsum(counts)]),
        positions=np.concatenate([atoms.positions for atoms in crystals]),
        cells=np.array([atoms.cell.array for atoms in crystals]),
        pbc=np.array([atoms.pbc for atoms in crystals]),
        energies=np.array([energy for _, _, energy in rows], dtype=float),
        forces=np.full((counts.sum(), 3), np.nan),
        stresses=np.full((len(rows), 3, 3), np.nan),
        isolated_atom_energy=np.array(np.nan),
    )


@pytest.fixture
def dataset_of():
    """Return the function that makes a dataset."""
    return make_dataset
