"""Rows of an ASE database file one by one; what may be wrong with the file is said clearly."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pairwright.errors import PairwrightError
from pairwright.store import sha256

# Loading ase.db takes longer than reading a small dataset: only who reads a database does it.
if TYPE_CHECKING:
    from ase.db.row import AtomsRow


def stored_rows(path: str | Path, selection: str | None = None) -> "Iterator[AtomsRow]":
    """Yield the rows of an ASE database in order of id, whatever they hold.

    Raises PairwrightError when the file is missing, not readable, damaged or no database.
    """
    check_file(Path(path))
    yield from selected_rows(Path(path), selection)


def check_file(path: Path, expected_sha256: str | None = None) -> None:
    """Raise PairwrightError unless a file can be an ASE database and has the checksum expected."""
    try:
        if not path.is_file():
            fault = "is not a file" if os.path.lexists(path) else "does not exist"
            raise PairwrightError(
                f"database.path: {path} {fault}; give the path of an ASE database"
            )
        if path.stat().st_size == 0:
            raise PairwrightError(f"{path}: the file is empty; give an ASE database")
        _check_tables(path)
    except OSError as error:
        raise PairwrightError(
            f"{path}: cannot be read ({error.strerror or error}); give an ASE database that you "
            "may read"
        ) from None
    if expected_sha256 is not None and sha256(path) != expected_sha256:
        raise PairwrightError(
            f"{path}: its SHA-256 is {sha256(path)}, but database.sha256 is {expected_sha256}; "
            "restore the file, or set database.sha256 to the new checksum or to null"
        )


def _check_tables(path: Path) -> None:
    """Refuse an SQLite file that is not ASE's: opening it with ASE would add tables to it."""
    if not is_sqlite(path):
        if path.suffix.lower() == ".db":
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


def is_sqlite(path: Path) -> bool:
    """Say by its first bytes whether a file is one of SQLite; raises OSError."""
    with path.open("rb") as stream:
        return stream.read(15) == b"SQLite format 3"


def _kind(path: Path) -> str:
    """Return what ASE calls a database's kind: it goes by names that it knows, in lower case."""
    if is_sqlite(path):
        return "db"
    return "json" if path.suffix.lower() == ".json" else "extract_from_name"


def selected_rows(path: Path, selection: str | None, **conditions: Any) -> "Iterator[AtomsRow]":
    """Yield the selected rows of a checked file in order of id.

    ``selection`` is in ASE's words and the user's; ``conditions`` are keywords of ASE's select.
    Raises PairwrightError when ASE does not understand the selection, or the file is damaged.
    """
    from ase.db import connect

    last = "before its first row"
    try:
        # Entering the database keeps one connection for all rows.
        with connect(path, type=_kind(path)) as database:
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
