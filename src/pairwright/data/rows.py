"""Structures with their results written as an ASE database that has the same bytes every time."""

import os
import sqlite3
import warnings
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from ase import Atoms
from ase.calculators.singlepoint import SinglePointCalculator
from ase.db import connect
from ase.db.row import AtomsRow

from pairwright.store import atomic_path

Keys = Mapping[str, str | int | float]
EPOCH = 0.0
"""The time that rows are said to be written at: when it was would change the file."""


def with_results(atoms: Atoms, program: str, results: Mapping[str, Any]) -> Atoms:
    """Return a copy of ``atoms`` that carries ``results`` (eV, eV/Å, eV/Å^3) of a program.

    ``results`` has ASE's names: energy, forces (n, 3), stress (6,) or (3, 3), magmom and so on.
    """
    copy: Atoms = atoms.copy()
    values = {
        name: value if np.isscalar(value) else np.array(value) for name, value in results.items()
    }
    copy.calc = SinglePointCalculator(copy, **values)
    copy.calc.name = program
    return copy


def write_rows(path: str | Path, rows: Iterable[tuple[Atoms, Keys]]) -> int:
    """Write one row for each structure and its keys, and return how many there are."""
    count = 0
    with atomic_path(path) as temporary:
        temporary.unlink()
        with warnings.catch_warnings():
            # A key may read like a chemical formula; it was the user's choice.
            warnings.filterwarnings("ignore", message="It is best not to use keys")
            with connect(temporary, type="db", append=False) as database:
                for count, (atoms, keys) in enumerate(rows, start=1):
                    row = AtomsRow(atoms)
                    vars(row).update(unique_id=f"{count:032x}", ctime=EPOCH, user="")
                    database.write(row, key_value_pairs=dict(keys))
        _forget_times(temporary)
    return count


def _forget_times(path: Path) -> None:
    with closing(sqlite3.connect(os.fspath(path), isolation_level=None)) as connection:
        connection.execute("UPDATE systems SET mtime = ?", (EPOCH,))
        connection.execute("VACUUM")
