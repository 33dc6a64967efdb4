"""An ASE database read row by row into arrays, with the rows that cannot be used set apart."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from ase.data import atomic_numbers
from ase.stress import voigt_6_to_full_3x3_stress

from pairwright.data.consistency import require_consistency
from pairwright.data.constraints import free_forces
from pairwright.data.dataset import Dataset
from pairwright.data.groups import group_names
from pairwright.data.quality import DuplicateFinder, cell_volume, not_accepted, rejection
from pairwright.data.recognition import Geometry, recognised_labels
from pairwright.data.stored_rows import check_file, selected_rows
from pairwright.errors import PairwrightError

# Loading ase.db takes longer than reading a small dataset: only who reads a database does it.
if TYPE_CHECKING:
    from ase.db.row import AtomsRow

FloatArray = npt.NDArray[np.float64]


UNNAMED = {None, "unknown"}
"""The calculator of a row of which nobody said what computed it."""


@dataclass(frozen=True)
class Rejected:
    """A row that cannot be used, and why."""

    id: int
    reason: str


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
    group: str | None

    @classmethod
    def read(cls, row: "AtomsRow", structure: str, weight: float, group: str | None) -> "_Row":
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
            group=group,
        )


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
    check_file(path, options["sha256"])
    collected: list[_Row] = []
    rejected: list[Rejected] = []
    duplicates = DuplicateFinder()
    keys: set[str] = set()
    programs: set[str | None] = set()
    labelled = options["structure_key"] is None
    recognise = options.get("recognise", False)
    as_read = options | {"structures": None} if recognise else options
    for row in selected_rows(path, options["selection"]):
        keys.update(row.get("key_value_pairs", {}))
        label, found = _examined(row, as_read, duplicates)
        labelled = labelled or label is not None
        if isinstance(found, str):
            rejected.append(Rejected(row.id, found))
        else:
            programs.add(row.get("calculator"))
            collected.append(found)
    collected, rejected = _without_replaced(collected, rejected, duplicates.replaced)
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


def _examined(
    row: "AtomsRow", options: dict[str, Any], duplicates: DuplicateFinder
) -> tuple[str | None, _Row | str]:
    """Return a row's label, and its numbers or the reason why it cannot be used."""
    label = None
    try:
        label = _label(row, options["structure_key"])
        reason = rejection(row, label, options)
        if reason:
            return label, reason
        weight, group = _weight(row, options.get("weight_key")), _group(row, options)
        found = _Row.read(row, label or "", weight, group)
        return label, duplicates.check(row) or found
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


def _group(row: "AtomsRow", options: dict[str, Any]) -> str | None:
    """Return what the key of groups says of a row; None where it says nothing."""
    value = row.get("key_value_pairs", {}).get(options.get("group_key"))
    return None if value is None else str(value)


def _without_replaced(
    rows: list[_Row], rejected: list[Rejected], replaced: dict[int, str]
) -> tuple[list[_Row], list[Rejected]]:
    """Set apart the rows that later ones with more forces or stress took the place of."""
    kept = [row for row in rows if row.id not in replaced]
    more = [Rejected(row.id, replaced[row.id]) for row in rows if row.id in replaced]
    return kept, sorted([*rejected, *more], key=lambda item: item.id)


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
    ids = [row.id for row in rows]
    return Dataset(
        ids=np.array(ids, dtype=np.int64),
        structures=structures,
        groups=group_names(structures, volumes / counts, ids, [row.group for row in rows]),
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


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and bool(np.isfinite(value))


def _isolated_atom_energy(path: Path, element: str, programs: set[str | None]) -> float:
    """Return the energy (eV) of the row with one atom and no periodicity; NaN without one.

    Rows marked by a key ``kind`` other than ``atom`` do not count, nor do those of a program that
    is known not to be one of ``programs``.
    Raises PairwrightError when several such rows disagree by more than 1 µeV.
    """
    rows = [
        row
        for row in selected_rows(path, None, natoms=1)
        if not any(row.pbc)
        and np.array_equal(row["numbers"], [atomic_numbers[element]])
        and _is_number(row.get("energy"))
        and row.get("kind", "atom") == "atom"
    ]
    if not programs & UNNAMED:
        rows = [row for row in rows if row.get("calculator") in programs | UNNAMED]
    energies = [float(row.get("energy")) for row in rows]
    if energies and max(energies) - min(energies) > 1e-6:
        raise PairwrightError(
            f"{path}: rows {', '.join(str(row.id) for row in rows[:5])} are isolated {element} "
            f"atoms with different energies ({min(energies):.6f} to {max(energies):.6f} eV); "
            "mark the one to use with the key kind=atom and the others with another kind"
        )
    return energies[0] if energies else float("nan")
