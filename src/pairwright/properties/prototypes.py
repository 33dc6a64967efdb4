"""The crystal that stands for each structure of a database: its row of lowest energy."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ase import Atoms

from pairwright.data.dataset import Dataset
from pairwright.properties.eos import lowest_rows
from pairwright.properties.primitive import primitive

FloatArray = npt.NDArray[np.float64]

VOLUMES = 60
"""Points of a curve."""
MARGIN = 0.03
"""A curve goes beyond the data by this fraction of the smallest and of the largest volume."""


@dataclass(frozen=True)
class Prototype:
    """The lowest row of a structure in its smallest cell, and ``volumes`` (k,) of its data.

    The volumes are in Å^3 per atom, rise, and go a little beyond the data.
    """

    structure: str
    atoms: Atoms
    volumes: FloatArray


def prototypes(dataset: Dataset, element: str) -> Iterator[Prototype]:
    """Yield one crystal for each structure; structures without a volume are left out."""
    for structure in np.unique(dataset.structures).tolist():
        rows = lowest_rows(dataset, structure)
        if not rows.size:
            continue
        of_data = (dataset.volumes / dataset.natoms)[rows]
        ends = ((1 - MARGIN) * of_data.min(), (1 + MARGIN) * of_data.max())
        smallest = primitive(lowest_of(dataset, rows, element))
        yield Prototype(structure, smallest, np.linspace(*ends, VOLUMES))


def lowest_of(dataset: Dataset, rows: npt.NDArray[np.int64], element: str) -> Atoms:
    """Return the lowest in energy per atom of ``rows``."""
    row = int(rows[np.argmin((dataset.energies / dataset.natoms)[rows])])
    positions = dataset.positions[dataset.atoms_of(row)]
    return Atoms(
        [element] * len(positions),
        positions=positions,
        cell=dataset.cells[row],
        pbc=dataset.pbc[row],
    )
