"""The periodic pair table: every pair of atoms within a cutoff, images included."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from vesin import NeighborList

from pairwright.data.dataset import Dataset
from pairwright.data.quality import periodic_box
from pairwright.errors import PairwrightError
from pairwright.store import map_npz, write_npz_chunks

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int32]

PAIRS_PER_BLOCK = 1_000_000
"""Pairs handled at a time; bounds the memory of everything that walks through the table."""


@dataclass(frozen=True)
class PairTable:
    """Each pair once; the p pairs of m rows, those of row k being ``starts[k]:starts[k + 1]``.

    ``first`` and ``second`` (p,) number atoms within the row, ``vectors`` (p, 3) in Å lead from
    the first atom to the second (or its image), ``cutoff_radius`` is a scalar in Å.
    An atom and its own image are a pair too, which counts once for both directions.
    """

    starts: npt.NDArray[np.int64]
    first: IndexArray
    second: IndexArray
    vectors: FloatArray
    cutoff_radius: float

    @classmethod
    def load(cls, path: str | Path) -> "PairTable":
        """Map the table's file into memory; pages are read when they are used."""
        arrays = map_npz(path)
        try:
            return cls(
                starts=np.concatenate([[0], np.cumsum(arrays["counts"])]),
                first=arrays["first"],
                second=arrays["second"],
                vectors=arrays["vectors"],
                cutoff_radius=float(arrays["cutoff_radius"][0]),
            )
        except KeyError as error:
            raise PairwrightError(f"{path}: not a pair table, it lacks {error}") from None

    def blocks(self, most: int | None = None) -> Iterator[slice]:
        """Yield ranges of rows with at most ``most`` pairs (or one row)."""
        row = 0
        rows = len(self.starts) - 1
        while row < rows:
            limit = self.starts[row] + (PAIRS_PER_BLOCK if most is None else most)
            stop = max(row + 1, int(np.searchsorted(self.starts, limit, side="right")) - 1)
            yield slice(row, stop)
            row = stop


def structure_pairs(
    positions: FloatArray, cell: FloatArray, pbc: npt.NDArray[np.bool_], cutoff_radius: float
) -> tuple[IndexArray, IndexArray, FloatArray]:
    """Return first atoms (p,), second atoms (p,) and vectors (p, 3) in Å of one structure.

    ``positions`` (n, 3) and ``cell`` (3, 3) in Å; the cell may be much smaller than the cutoff.
    The pairs are ordered by atoms, then by distance vector, so the table has the same bytes always.
    """
    neighbours = NeighborList(cutoff=cutoff_radius, full_list=False, n_threads=1)
    box = periodic_box(cell, pbc)
    first, second, vectors = neighbours.compute(positions, box, pbc, "ijD")
    order = np.lexsort((*vectors.T, second, first))
    return first[order].astype(np.int32), second[order].astype(np.int32), vectors[order]


def structure_distances(
    positions: FloatArray, cell: FloatArray, pbc: npt.NDArray[np.bool_], cutoff_radius: float
) -> FloatArray:
    """Return the sorted distances (p,) in Å of the pairs of :func:`structure_pairs`."""
    neighbours = NeighborList(cutoff=cutoff_radius, full_list=False, n_threads=1)
    (distances,) = neighbours.compute(positions, periodic_box(cell, pbc), pbc, "d")
    return np.sort(distances)


def write_pair_table(dataset: Dataset, cutoff_radius: float, path: str | Path) -> None:
    """Find the pairs of every row and write them as they are found, with bounded memory."""
    write_npz_chunks(path, _chunks(dataset, cutoff_radius))


def _chunks(dataset: Dataset, cutoff_radius: float) -> Iterator[dict[str, npt.NDArray[np.generic]]]:
    yield {"cutoff_radius": np.array([cutoff_radius])}
    rows_per_chunk = 1000
    for start in range(0, len(dataset), rows_per_chunk):
        found = [
            structure_pairs(
                dataset.positions[dataset.atoms_of(row)],
                dataset.cells[row],
                dataset.pbc[row],
                cutoff_radius,
            )
            for row in range(start, min(start + rows_per_chunk, len(dataset)))
        ]
        yield {
            "counts": np.array([len(first) for first, _, _ in found], dtype=np.int64),
            "first": np.concatenate([first for first, _, _ in found]),
            "second": np.concatenate([second for _, second, _ in found]),
            "vectors": np.concatenate([vectors for _, _, vectors in found]),
        }
