"""Descriptors of every row of a dataset, computed once, and the blocks that training runs over."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable
from pairwright.errors import PairwrightError
from pairwright.fit.start import natural_scales
from pairwright.fit.targets import Quantities
from pairwright.network.descriptors import Block, Descriptors, surroundings
from pairwright.store import map_npz, write_npz_chunks
from pairwright.units import GPA_PER_EV_A3

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

VOIGT = (np.array([0, 1, 2, 1, 0, 0]), np.array([0, 1, 2, 2, 2, 1]))
"""The six components of a symmetric tensor, in ASE's order."""
NUMBERS_PER_BLOCK = 4_000_000
"""Derivatives that are handled at a time; bounds the memory of training."""


@dataclass(frozen=True)
class DescriptorTable:
    """The descriptors (n, D) of all n atoms of a dataset, and their derivatives.

    The derivatives of a row of k atoms have the shape (k, 3 k + 6, D): along each coordinate of
    its atoms (1/Å), then along the six strains in ASE's order. ``length`` (Å) is the unit in which
    the configuration counts.
    """

    descriptors: Descriptors
    length: float
    values: FloatArray
    derivatives: FloatArray
    starts: IndexArray
    natoms: IndexArray

    @classmethod
    def load(cls, path: str | Path, dataset: Dataset) -> "DescriptorTable":
        """Map the file of :func:`write_descriptors` into memory.

        Raises PairwrightError when it is damaged or belongs to another dataset.
        """
        arrays = map_npz(path)
        try:
            descriptors = Descriptors.from_arrays(arrays)
            length, values = float(arrays["length"][0]), arrays["values"]
            derivatives = arrays["derivatives"]
        except (KeyError, TypeError) as error:
            raise PairwrightError(f"{path}: not a table of descriptors ({error})") from None
        natoms = dataset.natoms
        starts = np.concatenate([[0], np.cumsum(natoms * (3 * natoms + 6))])
        if len(values) != natoms.sum() or len(derivatives) != starts[-1]:
            raise PairwrightError(f"{path}: belongs to another database; delete it and run again")
        return cls(descriptors, length, values, derivatives, starts, natoms)

    def rows(self, dataset: Dataset, rows: IndexArray) -> tuple[FloatArray, FloatArray]:
        """Return the descriptors (s, k, D) and derivatives (s, k, x, D) of rows of k atoms each."""
        k = int(self.natoms[rows[0]])
        shape = (k, 3 * k + 6, self.values.shape[1])
        values = np.stack([self.values[dataset.atoms_of(row)] for row in rows])
        derivatives = np.stack(
            [self.derivatives[self.starts[r] : self.starts[r + 1]].reshape(shape) for r in rows]
        )
        return values, derivatives


def write_descriptors(
    dataset: Dataset, descriptors: Descriptors, length: float, path: str | Path
) -> None:
    """Compute the descriptors of every row and write them as they are found."""
    write_npz_chunks(path, _chunks(dataset, descriptors, length))


def natural_length(dataset: Dataset, pairs: PairTable) -> float:
    """Return the shortest distance (Å) in the row of lowest energy per atom."""
    everything = np.ones(len(dataset), dtype=bool)
    length, _ = natural_scales(dataset, pairs, everything, None)
    return length


def _chunks(
    dataset: Dataset, descriptors: Descriptors, length: float
) -> Iterator[dict[str, npt.NDArray[Any]]]:
    yield {
        **descriptors.as_arrays(),
        "length": np.array([length]),
    }
    for row in range(len(dataset)):
        values, derivatives = row_descriptors(
            descriptors,
            dataset.positions[dataset.atoms_of(row)],
            dataset.cells[row],
            dataset.pbc[row],
        )
        yield {
            "values": values,
            "derivatives": derivatives.reshape(-1, descriptors.count),
        }


def row_descriptors(
    descriptors: Descriptors, positions: FloatArray, cell: FloatArray, pbc: npt.NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray]:
    """Return the descriptors (k, D) of a structure of k atoms and derivatives (k, 3 k + 6, D)."""
    natoms = len(positions)
    values = np.empty((natoms, descriptors.count))
    derivatives = np.zeros((natoms, 3 * natoms + 6, descriptors.count))
    for block in surroundings(descriptors, positions, cell, pbc):
        values[block.atoms] = block.surroundings.values
        for number in range(descriptors.count):
            slopes = np.zeros_like(block.surroundings.values)
            slopes[:, number] = 1.0
            pulls = block.surroundings.pulled_back(slopes)
            _add_derivatives(derivatives[..., number], block, pulls)
    return values, derivatives


def _add_derivatives(derivatives: FloatArray, block: Block, pulls: FloatArray) -> None:
    """Add what the distance vectors of a block's atoms do, pulls (p, 3), to (k, 3 k + 6)."""
    centre = block.surroundings.centre + block.atoms.start
    for axis in range(3):
        np.add.at(derivatives, (centre, 3 * block.neighbour + axis), pulls[:, axis])
        np.subtract.at(derivatives, (centre, 3 * centre + axis), pulls[:, axis])
    for number, (a, b) in enumerate(zip(*VOIGT, strict=True)):
        moment = 0.5 * (pulls[:, a] * block.vectors[:, b] + pulls[:, b] * block.vectors[:, a])
        np.add.at(derivatives, (centre, number - 6), moment)


@dataclass(frozen=True)
class TrainingBlock:
    """Rows of k atoms each, ready to be compared with a network.

    ``values`` (s, k, D) and ``derivatives`` (s, k, x, D) are standardised. Residuals are
    ``energy_weight`` (E / k - ``energy``) and ``slope_weight`` (T - ``slopes``), of shapes (s,) and
    (s, x); the weight of what a row does not have is 0. ``rows`` (s,) number them in the dataset.
    """

    rows: IndexArray
    values: FloatArray
    derivatives: FloatArray
    energy: FloatArray
    energy_weight: FloatArray
    slopes: FloatArray
    slope_weight: FloatArray

    @property
    def natoms(self) -> int:
        """How many atoms each row has."""
        return int(self.values.shape[1])

    def only(self, rows: IndexArray) -> "TrainingBlock | None":
        """Return the part that is among ``rows``, None if nothing is."""
        chosen = np.isin(self.rows, rows)
        if not chosen.any():
            return None
        return TrainingBlock(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Standard:
    """Mean (D,) and standard deviation (D,) of descriptors; a constant one is divided by 1."""

    mean: FloatArray
    scale: FloatArray

    @classmethod
    def of(cls, values: FloatArray) -> "Standard":
        """Take them from descriptors (n, D)."""
        scale = values.std(axis=0)
        return cls(values.mean(axis=0), np.where(scale > 1e-12, scale, 1.0))


def blocks_of(natoms: IndexArray, rows: IndexArray, descriptors: int) -> Iterator[IndexArray]:
    """Yield the rows in blocks of one number of atoms and of bounded size, smallest first."""
    for size in np.unique(natoms[rows]):
        same = rows[natoms[rows] == size]
        step = max(1, int(NUMBERS_PER_BLOCK // (size * (3 * size + 6) * descriptors)))
        for start in range(0, len(same), step):
            yield same[start : start + step]


def training_block(
    table: DescriptorTable,
    dataset: Dataset,
    standard: Standard,
    rest: Quantities,
    weights: dict[str, Any],
    rows: IndexArray,
) -> TrainingBlock:
    """Put together rows of one number of atoms.

    ``rest`` is what the network is to add to its baseline (eV, eV/Å, eV/Å^3; NaN where unknown),
    ``weights`` is ``fit.weights`` of the configuration.
    """
    values, derivatives = table.rows(dataset, rows)
    count = values.shape[1]
    forces = np.stack([rest.forces[dataset.atoms_of(row)].reshape(-1) for row in rows])
    volumes = dataset.volumes[rows][:, None]
    targets = np.concatenate([-forces, rest.stresses[rows][:, *VOIGT] * volumes], axis=1)
    force, stress = weights["force_eV_per_A"], weights["stress_GPa"]
    slope_weight = np.concatenate(
        [
            np.full_like(forces, 1.0 / force if force else 0.0),
            np.repeat(GPA_PER_EV_A3 / volumes / stress if stress else 0.0 * volumes, 6, axis=1),
        ],
        axis=1,
    )
    known = np.isfinite(targets) & np.isfinite(slope_weight)
    energy = weights["energy_eV_per_atom"]
    return TrainingBlock(
        rows,
        (values - standard.mean) / standard.scale,
        derivatives / standard.scale,
        rest.energies[rows] / count,
        np.full(len(rows), 1.0 / energy if energy else 0.0),
        np.where(known, targets, 0.0),
        np.where(known, slope_weight, 0.0),
    )
