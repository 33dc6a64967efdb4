"""The triple-dipole energies, forces and stresses of all rows: what C9 multiplies in a fit."""

from collections.abc import Iterator

import numpy as np

from pairwright.data.dataset import Dataset
from pairwright.fit.targets import Quantities
from pairwright.potentials import triple_dipole
from pairwright.potentials.triple_dipole import Triples, TripleSums, triple_blocks


def triple_dipole_quantities(dataset: Dataset, radius: float) -> Quantities:
    """Return the triple-dipole quantities of every row for C9 = 1 eV Å^9.

    The energy is switched off at ``radius`` (Å). The stress is NaN for a row without a volume.
    Rows are searched one at a time; small ones share a reverse pass.
    """
    rows = len(dataset)
    structure = np.repeat(np.arange(rows), dataset.natoms)
    sums = TripleSums.empty(structure, rows)
    for triples in _blocks(dataset, radius):
        sums.add(triples, radius)
    energies = np.bincount(structure, weights=sums.energies, minlength=rows)
    return Quantities(
        energies=energies.astype(np.float64, copy=False),
        forces=sums.forces,
        stresses=sums.virials / dataset.volumes[:, None, None],
    )


def _blocks(dataset: Dataset, radius: float) -> Iterator[Triples]:
    """Yield the triangles of all rows, their atoms numbered within the dataset."""
    waiting: list[Triples] = []
    count = 0
    for row in range(len(dataset)):
        atoms = dataset.atoms_of(row)
        for found in triple_blocks(
            dataset.positions[atoms], dataset.cells[row], dataset.pbc[row], radius
        ):
            if count + len(found) > triple_dipole.TRIPLES_PER_BLOCK:
                yield Triples.joined(waiting)
                waiting, count = [], 0
            waiting.append(found.numbered_from(atoms.start))
            count += len(found)
    yield Triples.joined(waiting)
