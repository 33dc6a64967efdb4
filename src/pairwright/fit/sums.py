"""A database boiled down to one small matrix, whose size does not grow with the data.

A prediction is linear in phi at a few nodes (see :mod:`pairwright.fit.nodes`), in the tail's
integrals, C9 and the reference energy. Call these numbers and -1 together u. Each weighted residual
is then a row of a matrix times u, and rows may be replaced by the triangle of their QR
factorisation: the sum of squares stays what it was, for every potential.
"""

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from pairwright.data.pairs import PairTable
from pairwright.fit.nodes import Nodes
from pairwright.fit.prediction import block_geometry, tail_factors
from pairwright.fit.targets import SIX, Quantities, Targets
from pairwright.potentials.energy import PairGeometry

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]

TAIL_ENERGY, TAIL_STRESS, C9, REFERENCE, DATA = range(-5, 0)
"""Columns behind those of phi at the nodes."""
PAIRS_AT_A_TIME = 50_000
"""Pairs whose node weights are held at once; bounds the memory."""
REPORT_EVERY = 200
"""Blocks of so many pairs between two lines of progress, a few seconds."""
LOGGER = logging.getLogger("pairwright")


@dataclass(frozen=True)
class Sums:
    """Rows (t, q + 5) whose product with u has the sum of squares of the residuals.

    ``count`` is how many numbers of the data they stand for.
    """

    nodes: Nodes
    rows: FloatArray
    count: int


def joined(parts: list[Sums], repeats: IndexArray | None = None) -> Sums:
    """Put parts together, each as often as ``repeats`` says, in a matrix of at most q + 5 rows.

    ``repeats`` has one whole number for each part; without it each counts once.
    """
    times = np.ones(len(parts), dtype=np.int64) if repeats is None else repeats
    chosen = [(part, int(n)) for part, n in zip(parts, times, strict=True) if n]
    rows = np.concatenate([part.rows * np.sqrt(n) for part, n in chosen])
    return Sums(parts[0].nodes, triangle(rows), sum(part.count * n for part, n in chosen))


def triangle(rows: FloatArray) -> FloatArray:
    """Return a matrix with the same products of columns and no more rows than columns."""
    if len(rows) <= rows.shape[1]:
        return rows
    return np.asarray(np.linalg.qr(rows, mode="r"))


def database_sums(
    targets: Targets,
    pairs: PairTable,
    nodes: Nodes,
    parts: IndexArray,
    triples: Quantities | None = None,
) -> list[Sums]:
    """Boil down the targets of each part of a database.

    ``parts`` (m,) numbers the part of each row from 0; negative rows are left out. ``triples`` are
    triple-dipole quantities for C9 = 1 where the model has them.
    """
    number = int(parts.max(initial=-1)) + 1
    waiting: list[list[FloatArray]] = [[] for _ in range(number)]
    counts = np.zeros(number, dtype=np.int64)
    total = pairs.starts[-1] // 10**6
    for number_of_block, block in enumerate(pairs.blocks(PAIRS_AT_A_TIME), start=1):
        if number_of_block % REPORT_EVERY == 0:
            LOGGER.info("summed %d of %d million pairs", pairs.starts[block.start] // 10**6, total)
        for part, rows in _rows_of(block, targets, pairs, nodes, parts, triples):
            counts[part] += len(rows)
            waiting[part].append(rows)
            if sum(map(len, waiting[part])) > 4 * rows.shape[1]:
                waiting[part] = [triangle(np.concatenate(waiting[part]))]
    empty = np.empty((0, len(nodes.places) + 5))
    return [
        Sums(nodes, triangle(np.concatenate([empty, *rows])), int(count))
        for rows, count in zip(waiting, counts, strict=True)
    ]


def _rows_of(
    block: slice,
    targets: Targets,
    pairs: PairTable,
    nodes: Nodes,
    parts: IndexArray,
    triples: Quantities | None,
) -> list[tuple[int, FloatArray]]:
    """Return the matrix of each part's residuals in a range of the database's rows."""
    dataset, chosen = targets.dataset, parts >= 0
    geometry = block_geometry(dataset, pairs, block, chosen)
    atoms = slice(int(dataset.starts[block.start]), int(dataset.starts[block.stop]))
    energies, forces, stresses = _node_sums(geometry, nodes)
    matrices = (
        _energy_rows(targets, block, energies, triples),
        _force_rows(targets, atoms, forces, triples),
        _stress_rows(targets, block, stresses, triples),
    )
    owner = parts[block]
    of_atoms = np.repeat(owner, dataset.natoms[block])
    owners = np.concatenate([owner, np.repeat(of_atoms, 3), np.repeat(owner, 6)])
    rows = np.concatenate(matrices)
    factors = np.concatenate(
        [
            targets.energy_factors[block],
            np.repeat(targets.force_factors[atoms], 3),
            np.repeat(targets.stress_factors[block], 6),
        ]
    )
    counting = factors > 0
    return [
        (int(part), rows[here] * factors[here, None])
        for part in np.unique(owner[owner >= 0])
        if (here := np.flatnonzero(counting & (owners == part))).size
    ]


def _node_sums(geometry: PairGeometry, nodes: Nodes) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return what phi at the nodes counts for energies, forces and stresses.

    Shapes (m, q), (3 n, q) and (6 m, q); energies are totals.
    """
    weights = nodes.weights(geometry.distances)
    count, rows = len(geometry.distances), len(geometry.volumes)
    pair = np.arange(count)
    pulls = geometry.vectors / geometry.distances[:, None]
    axes = np.arange(3)
    energies = _incidence(geometry.structure, pair, np.ones(count), rows)
    forces = _incidence(
        np.concatenate(
            [
                (3 * geometry.first[:, None] + axes).ravel(),
                (3 * geometry.second[:, None] + axes).ravel(),
            ]
        ),
        np.tile(np.repeat(pair, 3), 2),
        np.concatenate([pulls.ravel(), -pulls.ravel()]),
        3 * geometry.natoms,
        count,
    )
    moments = pulls[:, SIX[0]] * geometry.vectors[:, SIX[1]]
    stresses = _incidence(
        (6 * geometry.structure[:, None] + np.arange(6)).ravel(),
        np.repeat(pair, 6),
        (moments / geometry.volumes[geometry.structure][:, None]).ravel(),
        6 * rows,
        count,
    )
    slopes = nodes.slopes()
    return (
        _dense(energies @ weights),
        _dense(forces @ weights) @ slopes,
        _dense(stresses @ weights) @ slopes,
    )


def _incidence(
    rows: npt.NDArray[np.integer],
    columns: npt.NDArray[np.integer],
    values: FloatArray,
    height: int,
    width: int | None = None,
) -> csr_array:
    shape = (height, len(columns) if width is None else width)
    return coo_array((values, (rows, columns)), shape=shape).tocsr()


def _dense(matrix: Any) -> FloatArray:
    return np.asarray(matrix if isinstance(matrix, np.ndarray) else matrix.toarray())


def _energy_rows(
    targets: Targets, block: slice, sums: FloatArray, triples: Quantities | None
) -> FloatArray:
    dataset, q = targets.dataset, sums.shape[1]
    natoms = dataset.natoms[block]
    rows = np.zeros((len(sums), q + 5))
    rows[:, :q] = sums / natoms[:, None]
    rows[:, TAIL_ENERGY] = tail_factors(dataset, block)[0]
    rows[:, REFERENCE] = 1.0
    rows[:, DATA] = dataset.energies[block] / natoms
    if triples is not None:
        rows[:, C9] = triples.energies[block] / natoms
    return rows


def _force_rows(
    targets: Targets, atoms: slice, sums: FloatArray, triples: Quantities | None
) -> FloatArray:
    q = sums.shape[1]
    rows = np.zeros((len(sums), q + 5))
    rows[:, :q] = sums
    rows[:, DATA] = targets.dataset.forces[atoms].ravel()
    if triples is not None:
        rows[:, C9] = triples.forces[atoms].ravel()
    return rows


def _stress_rows(
    targets: Targets, block: slice, sums: FloatArray, triples: Quantities | None
) -> FloatArray:
    dataset, q = targets.dataset, sums.shape[1]
    rows = np.zeros((len(sums), q + 5))
    rows[:, :q] = sums
    diagonal = np.equal(*SIX).astype(float)
    rows[:, TAIL_STRESS] = np.outer(tail_factors(dataset, block)[1], diagonal).ravel()
    rows[:, DATA] = dataset.stresses[block][:, SIX[0], SIX[1]].ravel()
    if triples is not None:
        rows[:, C9] = triples.stresses[block][:, SIX[0], SIX[1]].ravel()
    return rows
