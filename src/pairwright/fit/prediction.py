"""What a model predicts for every row of a dataset, summed over its pairs."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable
from pairwright.fit.targets import Quantities
from pairwright.fit.triple_sums import triple_dipole_quantities
from pairwright.potentials.energy import (
    PairGeometry,
    assemble_energies,
    assemble_forces,
    assemble_stresses,
    values_and_slopes,
)
from pairwright.potentials.model import Model
from pairwright.potentials.tail import tail_integrals

Mask = npt.NDArray[np.bool_]


def block_geometry(
    dataset: Dataset, pairs: PairTable, rows: slice, chosen: Mask | None = None
) -> PairGeometry:
    """Return the pairs of a range of rows, numbered within the range.

    Of the rows that ``chosen`` (m,) leaves out there are none.
    """
    counts = np.diff(pairs.starts[rows.start : rows.stop + 1])
    places = slice(int(pairs.starts[rows.start]), int(pairs.starts[rows.stop]))
    structure = np.repeat(np.arange(rows.stop - rows.start), counts)
    offsets = (dataset.starts[rows.start : rows.stop] - dataset.starts[rows.start])[structure]
    first, second = pairs.first[places] + offsets, pairs.second[places] + offsets
    vectors = np.array(pairs.vectors[places])
    if chosen is not None and not chosen[rows].all():
        kept = chosen[rows][structure]
        first, second = first[kept], second[kept]
        structure, vectors = structure[kept], vectors[kept]
    return PairGeometry(
        first=first,
        second=second,
        structure=structure,
        vectors=vectors,
        distances=np.sqrt(np.einsum("pi,pi->p", vectors, vectors)),
        natoms=int(dataset.starts[rows.stop] - dataset.starts[rows.start]),
        volumes=dataset.volumes_of(rows),
    )


def predict(
    dataset: Dataset,
    pairs: PairTable,
    model: Model,
    values: Sequence[float],
    triples: Quantities | None = None,
    rows: Mask | None = None,
) -> Quantities:
    """Return energies, forces and stresses for parameter values (k,), without reference energy.

    ``triples`` are the triple-dipole quantities for C9 = 1; they are computed where a model needs
    them and they are not given. Rows that ``rows`` (m,) leaves out are NaN.
    """
    pair_values, c9 = model.split(values)
    result = Quantities.empty(dataset)
    for block in pairs.blocks():
        if rows is None or rows[block].any():
            geometry = block_geometry(dataset, pairs, block, rows)
            pair_energies, slopes = values_and_slopes(
                model.function, geometry.distances, pair_values
            )
            atoms = slice(int(dataset.starts[block.start]), int(dataset.starts[block.stop]))
            result.energies[block] = assemble_energies(geometry, pair_energies)
            result.forces[atoms] = assemble_forces(geometry, slopes)
            result.stresses[block] = assemble_stresses(geometry, slopes)
    if model.cutoff.has_tail:
        _add_tail(result, dataset, model, pair_values)
    if model.triple_radius:
        triples = triples or triple_dipole_quantities(dataset, model.triple_radius)
        for mine, more in zip(vars(result).values(), vars(triples).values(), strict=True):
            mine += c9 * more
    if rows is not None:
        _forget(result, dataset, ~rows)
    return result


def _add_tail(result: Quantities, dataset: Dataset, model: Model, values: Sequence[float]) -> None:
    """Add what lies beyond the cutoff to rows that have a volume."""
    function, radius = model.form.function, model.cutoff.radius
    integral, moment = (float(value) for value in tail_integrals(function, radius, values))
    energies, stresses = tail_factors(dataset)
    result.energies[:] += integral * energies * dataset.natoms
    result.stresses[:] += (moment * stresses)[:, None, None] * np.eye(3)


def tail_factors(
    dataset: Dataset, rows: slice = slice(None)
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return what I and W of the tail are multiplied by: energy per atom, and diagonal stress.

    One of each for each of the ``rows``, in 1/Å^3 and 1/Å^6; zero for rows without a volume.
    """
    density = np.nan_to_num(dataset.natoms[rows] / dataset.volumes_of(rows))
    return 2 * np.pi * density, 2 * np.pi / 3 * density**2


def _forget(result: Quantities, dataset: Dataset, rows: Mask) -> None:
    result.energies[rows] = np.nan
    result.forces[np.repeat(rows, dataset.natoms)] = np.nan
    result.stresses[rows] = np.nan
