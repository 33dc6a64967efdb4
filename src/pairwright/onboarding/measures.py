"""Lengths, energies and forces of a dataset: what cutoff, weights and warnings are chosen from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import structure_distances
from pairwright.errors import PairwrightError
from pairwright.units import GPA_PER_EV_A3

FloatArray = npt.NDArray[np.float64]

CUTOFF_IN_LENGTHS, TRIPLE_IN_LENGTHS = 3.1, 2.1
"""Cutoffs of pairs and of triangles, in shortest distances of the most stable row."""
LARGEST_CUTOFF_A = 20.0
SEARCHED_A = (4.0, 8.0, 16.0, 32.0)
FORCE_OUTLIER, ENERGY_OUTLIER = 10.0, 10.0
"""How many times the median a row's largest force, or its energy above the lowest, is to be
pointed out."""


@dataclass(frozen=True)
class Measures:
    """What the usable rows of a database look like.

    ``length`` (Å) is the shortest distance of the row of lowest energy per atom, ``bonds`` the
    neighbours of its atoms up to 1.2 lengths, counted once a pair. ``shortest`` (m,) in Å is
    infinite for rows without a pair within ``cutoff`` (Å). ``edges`` (b + 1,) in Å and ``counts``
    (b,) are the histogram of all distances. ``largest_force`` (m,) in eV/Å is NaN without forces.
    """

    length: float
    bonds: float
    cutoff: float
    shortest: FloatArray
    edges: FloatArray
    counts: npt.NDArray[np.int64]
    largest_force: FloatArray
    above_lowest: FloatArray
    energy_spread: float
    force_size: float
    stress_spread_gpa: float


def measured(dataset: Dataset) -> Measures:
    """Measure a dataset.

    Raises PairwrightError when no row has two atoms within 32 Å.
    """
    per_atom = dataset.energies / dataset.natoms
    length, bonds = _length_and_bonds(dataset, per_atom)
    cutoff = min(_halves(CUTOFF_IN_LENGTHS * length), LARGEST_CUTOFF_A)
    edges = np.linspace(0.0, cutoff, 25)
    counts = np.zeros(len(edges) - 1, dtype=np.int64)
    shortest = np.full(len(dataset), np.inf)
    for row in range(len(dataset)):
        distances = _distances(dataset, row, cutoff)
        counts += np.histogram(distances, edges)[0]
        shortest[row] = np.min(distances, initial=np.inf)
    paired = np.isfinite(shortest)
    forces = np.linalg.norm(dataset.forces, axis=1)
    pressures = np.trace(dataset.stresses, axis1=1, axis2=2) / 3 * GPA_PER_EV_A3
    return Measures(
        length=length,
        bonds=bonds,
        cutoff=cutoff,
        shortest=shortest,
        edges=edges,
        counts=counts,
        largest_force=np.fmax.reduceat(forces, dataset.starts[:-1]),
        above_lowest=per_atom - per_atom[paired].min(),
        energy_spread=float(per_atom[paired].std()),
        force_size=_size(forces),
        stress_spread_gpa=_size(pressures),
    )


def triple_cutoff(measures: Measures) -> float:
    """Return a radius (Å) for triangles: the first shells, as many triangles grow fast with it."""
    return _halves(TRIPLE_IN_LENGTHS * measures.length)


def force_outliers(measures: Measures) -> npt.NDArray[np.int64]:
    """Return the rows whose largest force is far above the median of those that have one."""
    return _far_above_median(measures.largest_force, FORCE_OUTLIER)


def energy_outliers(measures: Measures) -> npt.NDArray[np.int64]:
    """Return the rows with atoms near each other whose energy is far above the median."""
    paired = np.where(np.isfinite(measures.shortest), measures.above_lowest, np.nan)
    return _far_above_median(paired, ENERGY_OUTLIER)


def _far_above_median(values: FloatArray, times: float) -> npt.NDArray[np.int64]:
    known = values[np.isfinite(values) & (values > 1e-6)]
    if not len(known):
        return np.zeros(0, dtype=np.int64)
    far = np.flatnonzero(np.nan_to_num(values) > times * np.median(known))
    return far[np.argsort(-values[far], kind="stable")]


def _length_and_bonds(dataset: Dataset, per_atom: FloatArray) -> tuple[float, float]:
    for row in np.argsort(per_atom, kind="stable").tolist():
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
