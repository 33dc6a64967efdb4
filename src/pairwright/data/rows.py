"""Structures with their results written as an ASE database that has the same bytes every time."""

import os
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ase import Atoms
from ase.calculators.singlepoint import SinglePointCalculator
from ase.db import connect
from ase.db.row import AtomsRow

from pairwright.errors import PairwrightError
from pairwright.store import atomic_path

Keys = Mapping[str, str | int | float]
EPOCH = 0.0
"""The time that rows are said to be written at: when it was would change the file."""


@dataclass(frozen=True)
class Text:
    """A key with a text that rows get, from number ``first`` to ``last``, counted from 1."""

    key: str
    value: str
    first: int
    last: int


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


def write_rows(
    path: str | Path,
    rows: Iterable[tuple[Atoms, Keys]],
    later: Callable[[], Iterable[Text]] = tuple,
) -> int:
    """Write one row for each structure and its keys, and return how many there are.

    ``later`` is asked for more texts when all rows are written: what only the last one tells. A
    key that is a text in some rows and a number in others becomes a text in all: ``111`` beside
    ``fcc`` is ``111_``, as ASE takes no text that is a number.
    Raises PairwrightError when the file cannot be written.
    """
    count = 0
    # In a folder of its own: SQLite keeps a journal beside a file that it could not finish.
    with (
        atomic_path(path) as temporary,
        tempfile.TemporaryDirectory(prefix=".rows.", dir=temporary.parent) as folder,
    ):
        made = Path(folder) / "rows.db"
        try:
            with warnings.catch_warnings():
                # A key may read like a chemical formula; it was the user's choice.
                warnings.filterwarnings("ignore", message="It is best not to use keys")
                with connect(made, type="db", append=False) as database:
                    for count, (atoms, keys) in enumerate(rows, start=1):
                        row = AtomsRow(atoms)
                        vars(row).update(unique_id=f"{count:032x}", ctime=EPOCH, user="")
                        database.write(row, key_value_pairs=dict(keys))
            _finish(made, later())
        except sqlite3.Error as error:
            raise PairwrightError(
                f"{path}: cannot be written ({error}); free some space, and run again"
            ) from None
        made.replace(temporary)
    return count


def _finish(path: Path, texts: Iterable[Text]) -> None:
    with closing(sqlite3.connect(os.fspath(path), isolation_level=None)) as connection:
        connection.execute("BEGIN")
        _write_texts(connection, texts)
        _make_texts_of_mixed_keys(connection)
        connection.execute("UPDATE systems SET mtime = ?", (EPOCH,))
        connection.execute("COMMIT")
        connection.execute("VACUUM")


def _write_texts(connection: sqlite3.Connection, texts: Iterable[Text]) -> None:
    """Give rows their texts, in the three places where ASE keeps a key.

    ASE writes the keys of a row all anew, one row after the other; this is a hundred times faster.
    """
    for text in texts:
        which = (text.first, text.last)
        path = f'$."{text.key}"'
        connection.execute(
            "UPDATE systems SET key_value_pairs = json_set(key_value_pairs, ?, ?) "
            "WHERE id BETWEEN ? AND ?",
            (path, text.value, *which),
        )
        connection.execute(
            "INSERT INTO text_key_values SELECT ?, ?, id FROM systems WHERE id BETWEEN ? AND ?",
            (text.key, text.value, *which),
        )
        connection.execute(
            "INSERT INTO keys SELECT ?, id FROM systems WHERE id BETWEEN ? AND ?",
            (text.key, *which),
        )


def _make_texts_of_mixed_keys(connection: sqlite3.Connection) -> None:
    mixed = connection.execute(
        "SELECT DISTINCT key FROM text_key_values "
        "INTERSECT SELECT DISTINCT key FROM number_key_values ORDER BY key"
    ).fetchall()
    for (key,) in mixed:
        path = f'$."{key}"'
        connection.execute(
            "UPDATE systems SET key_value_pairs = json_set(key_value_pairs, ?, "
            "json_extract(key_value_pairs, ?) || '_') "
            "WHERE id IN (SELECT id FROM number_key_values WHERE key = ?)",
            (path, path, key),
        )
        connection.execute(
            "INSERT INTO text_key_values SELECT key, json_extract(key_value_pairs, ?), id "
            "FROM number_key_values JOIN systems USING (id) WHERE key = ? ORDER BY id",
            (path, key),
        )
        connection.execute("DELETE FROM number_key_values WHERE key = ?", (key,))
