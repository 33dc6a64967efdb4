"""The usable rows of a database as arrays, saved and loaded as one file."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pairwright.errors import PairwrightError
from pairwright.store import read_npz, write_npz

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Dataset:
    """The usable rows of a database as arrays; atoms of row k are ``starts[k]:starts[k + 1]``.

    For m rows with n atoms in all: ``ids`` (m,), ``structures`` (m,), ``groups`` (m,),
    ``starts`` (m + 1,), ``positions`` (n, 3) in Å, ``cells`` (m, 3, 3) in Å, ``pbc`` (m, 3),
    ``energies`` (m,) in eV, ``forces`` (n, 3) in eV/Å and ``stresses`` (m, 3, 3) in eV/Å^3 in
    ASE's sign; forces and stresses a row does not have are NaN.
    ``isolated_atom_energy`` is a scalar array in eV, NaN when the database has no such row;
    ``row_weights`` (m,) say how much each row's squared residuals count, None for all alike.
    """

    ids: npt.NDArray[np.int64]
    structures: npt.NDArray[np.str_]
    groups: npt.NDArray[np.str_]
    starts: npt.NDArray[np.int64]
    positions: FloatArray
    cells: FloatArray
    pbc: npt.NDArray[np.bool_]
    energies: FloatArray
    forces: FloatArray
    stresses: FloatArray
    isolated_atom_energy: FloatArray
    row_weights: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def natoms(self) -> npt.NDArray[np.int64]:
        """Number of atoms of each row, shape (m,)."""
        return np.diff(self.starts)

    @property
    def volumes(self) -> FloatArray:
        """Volume of each row in Å^3, shape (m,); NaN unless periodic in three directions."""
        return self.volumes_of(slice(None))

    def volumes_of(self, rows: slice) -> FloatArray:
        """Return the volumes of a range of rows, as in :attr:`volumes`."""
        volumes = np.abs(np.linalg.det(self.cells[rows]))
        return np.where(self.pbc[rows].all(axis=1), volumes, np.nan)

    def atoms_of(self, row: int) -> slice:
        """Return the range of atoms of a row."""
        return slice(int(self.starts[row]), int(self.starts[row + 1]))

    def save(self, path: str | Path) -> None:
        """Write the arrays as NPZ."""
        write_npz(path, {name: array for name, array in vars(self).items() if array is not None})

    @classmethod
    def load(cls, path: str | Path) -> "Dataset":
        """Read what :meth:`save` wrote; raises PairwrightError when the file is damaged."""
        arrays = read_npz(path)
        missing = sorted(set(cls.__dataclass_fields__) - set(arrays) - {"row_weights"})
        if missing:
            raise PairwrightError(f"{path}: not a dataset file, it lacks {', '.join(missing)}")
        return cls(**{name: arrays[name] for name in cls.__dataclass_fields__ if name in arrays})
