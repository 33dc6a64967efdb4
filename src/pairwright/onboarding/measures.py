"""Lengths, energies and forces of a dataset: what cutoff, weights and warnings are chosen from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import structure_distances
from pairwright.errors import PairwrightError
from pairwright.onboarding.outliers import Outliers, outliers
from pairwright.units import GPA_PER_EV_A3

FloatArray = npt.NDArray[np.float64]

CUTOFF_IN_LENGTHS, TRIPLE_IN_LENGTHS = 3.1, 2.1
"""Cutoffs of pairs and of triangles, in shortest distances of the most stable row."""
LARGEST_CUTOFF_A = 20.0
SEARCHED_A = (4.0, 8.0, 16.0, 32.0)


@dataclass(frozen=True)
class Measures:
    """What the usable rows of a database look like.

    ``length`` (Å) is the shortest distance of the most stable row, that of lowest energy per atom,
    ``bonds`` the neighbours of its atoms up to 1.2 lengths, counted once a pair. ``shortest`` (m,)
    in Å is infinite for rows without a pair within ``cutoff`` (Å). ``edges`` (b + 1,) in Å and
    ``counts`` (b,) are the histogram of all distances. ``largest_force`` (m,) in eV/Å is NaN
    without forces, ``pressures`` (m,) in GPa without stress. ``above_lowest`` (m,) are energies
    (eV per atom) above ``lowest``. ``outliers`` have no say in ``length``, ``bonds``, ``lowest``,
    ``highest`` (eV per atom), and in how far energies (eV per atom), forces (eV/Å) and pressures
    (GPa) spread.
    """

    length: float
    bonds: float
    cutoff: float
    shortest: FloatArray
    edges: FloatArray
    counts: npt.NDArray[np.int64]
    largest_force: FloatArray
    pressures: FloatArray
    above_lowest: FloatArray
    outliers: Outliers
    lowest: float
    highest: float
    energy_spread: float
    force_size: float
    stress_spread_gpa: float


def measured(dataset: Dataset) -> Measures:
    """Measure a dataset.

    Raises PairwrightError when no row has two atoms within 32 Å.
    """
    far_off = _outliers(dataset)
    usual = far_off.usual(len(dataset))
    length, bonds = _length_and_bonds(dataset, usual)
    cutoff = min(_halves(CUTOFF_IN_LENGTHS * length), LARGEST_CUTOFF_A)
    edges = np.linspace(0.0, cutoff, 25)
    counts = np.zeros(len(edges) - 1, dtype=np.int64)
    shortest = np.full(len(dataset), np.inf)
    for row in range(len(dataset)):
        distances = _distances(dataset, row, cutoff)
        counts += np.histogram(distances, edges)[0]
        shortest[row] = np.min(distances, initial=np.inf)
    per_atom, paired = _per_atom(dataset), usual & np.isfinite(shortest)
    pressures = _pressures(dataset)
    return Measures(
        length=length,
        bonds=bonds,
        cutoff=cutoff,
        shortest=shortest,
        edges=edges,
        counts=counts,
        largest_force=_largest_force(dataset),
        pressures=pressures,
        above_lowest=per_atom - per_atom[paired].min(),
        outliers=far_off,
        lowest=float(per_atom[paired].min()),
        highest=float(per_atom[paired].max()),
        energy_spread=float(per_atom[paired].std()),
        force_size=_size(np.linalg.norm(dataset.forces, axis=1)[np.repeat(usual, dataset.natoms)]),
        stress_spread_gpa=_size(pressures[usual]),
    )


def bond_length(dataset: Dataset, without: Sequence[int] = ()) -> float:
    """Return the shortest distance (Å) of the most stable row, as in :class:`Measures`.

    The rows with the ids ``without`` are asked last.
    """
    usual = _outliers(dataset).usual(len(dataset)) & ~np.isin(dataset.ids, without)
    return _length_and_bonds(dataset, usual)[0]


def triple_cutoff(measures: Measures) -> float:
    """Return a radius (Å) for triangles: the first shells, as many triangles grow fast with it."""
    return _halves(TRIPLE_IN_LENGTHS * measures.length)


def _outliers(dataset: Dataset) -> Outliers:
    """Find the rows that are far off; atoms without neighbours are none."""
    alone = (dataset.natoms == 1) & ~dataset.pbc.any(axis=1)
    energies = np.where(alone, np.nan, _per_atom(dataset))
    return outliers(energies, _largest_force(dataset), _pressures(dataset))


def _per_atom(dataset: Dataset) -> FloatArray:
    return dataset.energies / dataset.natoms


def _largest_force(dataset: Dataset) -> FloatArray:
    return np.fmax.reduceat(np.linalg.norm(dataset.forces, axis=1), dataset.starts[:-1])


def _pressures(dataset: Dataset) -> FloatArray:
    pressures: FloatArray = -np.trace(dataset.stresses, axis1=1, axis2=2) / 3 * GPA_PER_EV_A3
    return pressures


def _length_and_bonds(dataset: Dataset, usual: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Return them of the most stable usual row that has pairs, of the others without one."""
    for row in np.lexsort([_per_atom(dataset), ~usual]).tolist():
        for radius in SEARCHED_A:
            distances = _distances(dataset, row, radius)
            if len(distances) and 1.2 * distances[0] <= radius:
                length = float(distances[0])
                return length, float(np.sum(distances < 1.2 * length) / dataset.natoms[row])
    raise PairwrightError(
        f"no row has two atoms closer than {SEARCHED_A[-1] / 1.2:.0f} Å, so there is nothing to fit"
    )


def _distances(dataset: Dataset, row: int, radius: float) -> FloatArray:
    atoms = dataset.positions[dataset.atoms_of(row)]
    return structure_distances(atoms, dataset.cells[row], dataset.pbc[row], radius)


def _halves(value: float) -> float:
    return round(2 * value) / 2


def _size(values: FloatArray) -> float:
    """Return the root mean square of the finite values, NaN without any."""
    known = values[np.isfinite(values)]
    return float(np.sqrt(np.mean(known**2))) if len(known) else float("nan")
