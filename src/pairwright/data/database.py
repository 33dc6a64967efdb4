"""An ASE database read row by row into arrays, with the rows that cannot be used set apart."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from ase.data import atomic_numbers
from ase.stress import voigt_6_to_full_3x3_stress

from pairwright.data.consistency import require_consistency
from pairwright.data.constraints import free_forces
from pairwright.data.quality import DuplicateFinder, cell_volume, not_accepted, rejection
from pairwright.data.recognition import Geometry, recognised_labels
from pairwright.errors import PairwrightError
from pairwright.store import read_npz, sha256, write_npz

# Loading ase.db takes longer than reading a small dataset: only who reads a database does it.
if TYPE_CHECKING:
    from ase.db.row import AtomsRow

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


@dataclass(frozen=True)
class Rejected:
    """A row that cannot be used, and why."""

    id: int
    reason: str


def read_database(options: dict[str, Any]) -> tuple[Dataset, list[Rejected]]:
    """Read the rows that the ``database`` section of the configuration selects.

    Energies, forces and stresses are those stored with each row; a row without forces or stress
    keeps its energy. Rows are read one at a time. With ``recognise`` labels are those of
    :func:`pairwright.data.recognition.recognised_labels`.
    Raises PairwrightError when the file is missing, damaged or has another checksum, when nothing
    is selected, when no row has the structure key, when no row is usable, or when energies and
    forces do not belong together.
    """
    path = Path(options["path"])
    _check_file(path, options["sha256"])
    collected: list[_Row] = []
    rejected: list[Rejected] = []
    duplicates = DuplicateFinder()
    keys: set[str] = set()
    programs: set[str | None] = set()
    labelled = options["structure_key"] is None
    recognise = options.get("recognise", False)
    as_read = options | {"structures": None} if recognise else options
    for row in _selected(path, options["selection"]):
        keys.update(row.get("key_value_pairs", {}))
        label, found = _examined(row, as_read, duplicates)
        labelled = labelled or label is not None
        if isinstance(found, str):
            rejected.append(Rejected(row.id, found))
        else:
            programs.add(row.get("calculator"))
            collected.append(found)
    _check_selection(path, options, len(collected) + len(rejected), labelled, keys)
    if recognise:
        collected, more = _recognised(collected, options["structures"])
        rejected = sorted([*rejected, *more], key=lambda item: item.id)
    if not collected:
        raise PairwrightError(
            f"{path}: none of the {len(rejected)} selected rows is usable; "
            f"row {rejected[0].id}: {rejected[0].reason}"
        )
    atom = _isolated_atom_energy(path, options["element"], programs)
    dataset = _assembled(collected, atom)
    require_consistency(dataset, str(path))
    return dataset, rejected


def stored_rows(path: str | Path, selection: str | None = None) -> "Iterator[AtomsRow]":
    """Yield the rows of an ASE database in order of id, whatever they hold.

    Raises PairwrightError when the file is missing, damaged or no database.
    """
    _check_file(Path(path), None)
    yield from _selected(Path(path), selection)


def _check_file(path: Path, expected: str | None) -> None:
    if not path.is_file():
        fault = "is not a file" if os.path.lexists(path) else "does not exist"
        raise PairwrightError(f"database.path: {path} {fault}; give the path of an ASE database")
    if path.stat().st_size == 0:
        raise PairwrightError(f"{path}: the file is empty; give an ASE database")
    _check_tables(path)
    if expected is not None and sha256(path) != expected:
        raise PairwrightError(
            f"{path}: its SHA-256 is {sha256(path)}, but database.sha256 is {expected}; "
            "restore the file, or set database.sha256 to the new checksum or to null"
        )


def _check_tables(path: Path) -> None:
    """Refuse an SQLite file that is not ASE's: opening it with ASE would add tables to it."""
    with path.open("rb") as stream:
        if not stream.read(16).startswith(b"SQLite format 3"):
            if path.suffix == ".db":
                raise PairwrightError(f"{path}: not a readable ASE database (no SQLite file)")
            return
    query = "SELECT count(*) FROM sqlite_master WHERE name = 'systems'"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            (count,) = connection.execute(query).fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise PairwrightError(f"{path}: not a readable ASE database ({error})") from None
    if count == 0:
        raise PairwrightError(
            f"{path}: an SQLite file without ASE's tables; give a database written by ase.db"
        )


def _selected(path: Path, selection: str | None, **conditions: Any) -> "Iterator[AtomsRow]":
    """Yield the selected rows in order of id; damage found on the way names the file."""
    from ase.db import connect

    last = "before its first row"
    try:
        # Entering the database keeps one connection for all rows.
        with connect(path) as database:
            for row in database.select(
                selection or None, sort="id", include_data=False, **conditions
            ):
                yield row
                last = f"after row {row.id}"
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        if selection and not _is_understood(selection):
            raise PairwrightError(
                f"database.selection: {selection!r} is not understood by ASE ({reason}); "
                "allowed: such as structure=fcc,natoms<9"
            ) from None
        raise PairwrightError(
            f"{path}: not a readable ASE database, damaged {last} ({reason}); restore the file, or "
            "delete what is damaged"
        ) from None


def _is_understood(selection: str) -> bool:
    """Tell a bad selection from a bad file: the first one fails on a sound and empty file too."""
    from ase.db import connect

    with tempfile.TemporaryDirectory() as folder:
        try:
            next(connect(Path(folder) / "empty.db").select(selection), None)
        except Exception:
            return False
    return True


def _examined(
    row: "AtomsRow", options: dict[str, Any], duplicates: DuplicateFinder
) -> tuple[str | None, "_Row | str"]:
    """Return a row's label, and its numbers or the reason why it cannot be used."""
    label = None
    try:
        label = _label(row, options["structure_key"])
        reason = rejection(row, label, options) or duplicates.check(row)
        if reason:
            return label, reason
        return label, _Row.read(row, label or "", _weight(row, options.get("weight_key")))
    except PairwrightError:
        raise
    except Exception as error:
        # ASE gives what a file holds: numbers of no element, texts in place of numbers.
        return label, f"damaged ({type(error).__name__}: {error})"


def _label(row: "AtomsRow", structure_key: str | None) -> str | None:
    """Return the structure label of a row; without a key all rows are of one kind, "all"."""
    if structure_key is None:
        return "all"
    value = row.get("key_value_pairs", {}).get(structure_key)
    return None if value is None else str(value)


def _weight(row: "AtomsRow", weight_key: str | None) -> float:
    """Return how much a row's squared residuals count; 1 without the key."""
    value = row.get("key_value_pairs", {}).get(weight_key, 1.0) if weight_key else 1.0
    if isinstance(value, str) or not (np.isfinite(value) and value >= 0):
        raise PairwrightError(
            f"database.weight_key: row {row.id} has {weight_key} = {value!r}; allowed: a finite "
            "number, zero or above"
        )
    return float(value)


def _check_selection(
    path: Path, options: dict[str, Any], count: int, labelled: bool, keys: set[str]
) -> None:
    if count == 0:
        raise PairwrightError(
            f"database.selection: {options['selection']!r} matches no row of {path}; "
            "see the rows with `ase db` and choose again, or leave the selection empty"
        )
    if not labelled:
        known = ", ".join(sorted(keys)) or "none"
        raise PairwrightError(
            f"database.structure_key: none of the {count} selected rows of {path} has the key "
            f"{options['structure_key']!r}; keys found: {known}; choose one, or null"
        )


@dataclass(frozen=True)
class _Row:
    """The numbers of one usable row."""

    id: int
    structure: str
    positions: FloatArray
    cell: FloatArray
    pbc: npt.NDArray[np.bool_]
    energy: float
    forces: FloatArray
    stress: FloatArray
    weight: float

    @classmethod
    def read(cls, row: "AtomsRow", structure: str, weight: float) -> "_Row":
        forces = row.get("forces")
        stress = row.get("stress")
        return cls(
            id=row.id,
            structure=structure,
            positions=np.array(row.positions, dtype=float),
            cell=np.array(row.cell, dtype=float),
            pbc=np.array(row.pbc, dtype=bool),
            energy=float(row.get("energy")),
            forces=np.full((row.natoms, 3), np.nan) if forces is None else free_forces(row),
            stress=np.full((3, 3), np.nan) if stress is None else _full_stress(stress),
            weight=weight,
        )


def _recognised(
    rows: list[_Row], structures: list[str] | None
) -> tuple[list[_Row], list[Rejected]]:
    """Label the rows by their crystals and set apart those that are not to be accepted."""
    labels = recognised_labels([Geometry(row.positions, row.cell, row.pbc) for row in rows])
    kept, rejected = [], []
    for row, label in zip(rows, labels, strict=True):
        if structures is None or label in structures:
            kept.append(replace(row, structure=label))
        else:
            rejected.append(Rejected(row.id, not_accepted(label)))
    return kept, rejected


def _full_stress(stress: Any) -> FloatArray:
    array = np.asarray(stress, dtype=float)
    full: FloatArray = array if array.shape == (3, 3) else voigt_6_to_full_3x3_stress(array)
    return full


def _assembled(rows: list[_Row], isolated_atom_energy: float) -> Dataset:
    structures = np.array([row.structure for row in rows], dtype=np.str_)
    counts = np.array([len(row.positions) for row in rows])
    volumes = np.array([cell_volume(row.cell, row.pbc) for row in rows])
    return Dataset(
        ids=np.array([row.id for row in rows], dtype=np.int64),
        structures=structures,
        groups=group_names(structures, volumes / counts, [row.id for row in rows]),
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        positions=np.concatenate([row.positions for row in rows]),
        cells=np.array([row.cell for row in rows]),
        pbc=np.array([row.pbc for row in rows]),
        energies=np.array([row.energy for row in rows]),
        forces=np.concatenate([row.forces for row in rows]),
        stresses=np.array([row.stress for row in rows]),
        isolated_atom_energy=np.array(isolated_atom_energy),
        row_weights=np.array([row.weight for row in rows]),
    )


def group_names(
    structures: npt.NDArray[np.str_],
    volumes_per_atom: FloatArray,
    ids: Sequence[int],
    tolerance: float = 1e-4,
) -> npt.NDArray[np.str_]:
    """Name the group of each row: its structure and volume per atom (Å^3), as ``fcc-V36``.

    Copies rattled from one crystal and volume share a group. Within a structure two rows belong
    together when no relative gap above ``tolerance`` lies between their volumes. Rows that have no
    volume are each a group of their own.
    """
    names = np.empty(len(structures), dtype=object)
    for structure in np.unique(structures):
        members = np.flatnonzero(structures == structure)
        members = members[np.argsort(volumes_per_atom[members], kind="stable")]
        volumes = volumes_per_atom[members]
        new_group = np.diff(volumes, prepend=-np.inf) > tolerance * np.abs(volumes)
        first = np.maximum.accumulate(np.where(new_group, np.arange(len(members)), 0))
        for member, volume, start in zip(members.tolist(), volumes, first, strict=True):
            if np.isnan(volume):
                names[member] = f"{structure}-row{ids[member]}"
            else:
                names[member] = f"{structure}-V{volumes[start]:.6g}"
    return names.astype(np.str_)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and bool(np.isfinite(value))


def _isolated_atom_energy(path: Path, element: str, programs: set[str | None]) -> float:
    """Return the energy (eV) of the row with one atom and no periodicity; NaN without one.

    Rows marked by a key ``kind`` other than ``atom`` do not count, nor do those of other
    ``programs`` when there are some of these.
    Raises PairwrightError when several such rows disagree by more than 1 µeV.
    """
    rows = [
        row
        for row in _selected(path, None, natoms=1)
        if not any(row.pbc)
        and list(row["numbers"]) == [atomic_numbers[element]]
        and _is_number(row.get("energy"))
        and row.get("kind", "atom") == "atom"
    ]
    rows = [row for row in rows if row.get("calculator") in programs] or rows
    energies = [float(row.get("energy")) for row in rows]
    if energies and max(energies) - min(energies) > 1e-6:
        raise PairwrightError(
            f"{path}: rows {', '.join(str(row.id) for row in rows[:5])} are isolated {element} "
            f"atoms with different energies ({min(energies):.6f} to {max(energies):.6f} eV); "
            "mark the one to use with the key kind=atom and the others with another kind"
        )
    return energies[0] if energies else float("nan")
