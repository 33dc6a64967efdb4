"""Damaged and strange databases: one clear line, rows rejected with the reason, or all is right."""

import json
import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.db import connect
from samples import database_options, stored, write_lennard_jones_database

from pairwright.data.database import read_database
from pairwright.data.pairs import write_pair_table
from pairwright.data.tables import configuration_rows, summary
from pairwright.errors import PairwrightError
from pairwright.store import sha256, write_csv, write_json

FCC = bulk("Ar", "fcc", a=5.3)
BULK = 18  # rows of the sample that are not the isolated atom


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The folder of a sound database."""
    folder = tmp_path_factory.mktemp("good")
    write_lennard_jones_database(folder / "data.db", reference_energy=-0.25)
    return folder


@pytest.fixture
def options(good, tmp_path):
    """The options of a copy of the sound database."""
    shutil.copy(good / "data.db", tmp_path / "data.db")
    return database_options(tmp_path / "data.db") | {"selection": "kind=bulk"}


def extracted(options):
    """Do what the extraction and the pair table do; return dataset and rejected rows."""
    dataset, rejected = read_database(options)
    folder = Path(options["path"]).parent
    write_csv(folder / "configurations.csv", ["x"], configuration_rows(dataset))
    checksum = sha256(options["path"])
    write_json(folder / "summary.json", summary(dataset, rejected, options, checksum))
    write_pair_table(dataset, 8.0, folder / "pairs.npz")
    assert all(reason.reason and "\n" not in reason.reason for reason in rejected)
    return dataset, rejected


def refusal(options) -> str:
    """Return the one line with which a database is refused."""
    with pytest.raises(PairwrightError) as caught:
        extracted(options)
    message = str(caught.value)
    assert "\n" not in message
    assert "Traceback" not in message
    return message


def said(error: PairwrightError) -> str:
    """Return the message of a refusal, which is one line."""
    assert "\n" not in str(error)
    return str(error)


def execute(options, statement: str, *values) -> None:
    """Change the file behind ASE's back."""
    with closing(sqlite3.connect(options["path"])) as connection:
        connection.execute(statement, values)
        connection.commit()


# Files that are no database, or one that is cut off.


@pytest.mark.parametrize("share", [0.0, 0.001, 0.01, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 0.999])
def test_a_database_that_is_cut_off(options, share):
    path = Path(options["path"])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert str(path) in refusal(options)


CONTENTS = {
    "zeros": b"\0" * 9000,
    "a text": b"energy = -1\n" * 100,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
    "a zip": b"PK\x03\x04" + b"\0" * 500,
    "gzip": b"\x1f\x8b\x08" + b"\0" * 500,
    "only the header": b"SQLite format 3\0",
    "header and noise": b"SQLite format 3\0" + random.Random(1).randbytes(8000),
    "noise": random.Random(2).randbytes(8000),
    "a pickle": b"\x80\x04\x95\x1a\x00\x00\x00cos\nsystem\n\x8c\x08touch owned\x85R.",
    "html": b"<html><body>404 not found</body></html>",
    "one byte": b"S",
}
NAMES = ("data.db", "data.json", "data.txt", "data")


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("file", NAMES)
def test_a_file_that_is_no_database(tmp_path, name, file):
    (tmp_path / file).write_bytes(CONTENTS[name])
    assert file in refusal(database_options(tmp_path / file))
    assert (tmp_path / file).read_bytes() == CONTENTS[name]


JSON = {
    "nothing in it": "{}",
    "a list": "[1, 2, 3]",
    "null": "null",
    "rows of nothing": '{"1": {}, "ids": [1], "nextid": 2}',
    "a row that is a list": '{"1": [], "ids": [1], "nextid": 2}',
    "a row that is missing": '{"ids": [1, 2], "nextid": 3}',
    "ids that are no list": '{"ids": 7, "nextid": 3}',
    "numbers that are words": json.dumps(
        {"1": {"numbers": "Ar", "positions": "origin", "energy": "low"}, "ids": [1], "nextid": 2}
    ),
    "a code to run": '{"1": {"__ase_objtype__": "os.system", "numbers": [18]}, "ids": [1]}',
    "deep": "[" * 50_000,
    "cut off": '{"1": {"numbers": [18], "posi',
    "not unicode": "\udcff",
}


@pytest.mark.parametrize("name", JSON)
def test_a_json_database_that_is_none(tmp_path, name):
    (tmp_path / "data.json").write_bytes(JSON[name].encode("utf-8", "surrogateescape"))
    assert refusal(database_options(tmp_path / "data.json"))


PLACES = {
    "a folder": lambda path: path.mkdir(),
    "a pipe": lambda path: os.mkfifo(path),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("absent"),
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a terminal": lambda path: path.symlink_to("/dev/null"),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_place_that_is_no_file(tmp_path, name):
    PLACES[name](tmp_path / "data.db")
    assert "is not a file" in refusal(database_options(tmp_path / "data.db"))


# Sound SQLite with a wrong schema or wrong values.

STATEMENTS = {
    "no systems": "DROP TABLE systems",
    "no keys": "DROP TABLE keys",
    "no number keys": "DROP TABLE number_key_values",
    "no text keys": "DROP TABLE text_key_values",
    "no species": "DROP TABLE species",
    "no information": "DROP TABLE information",
    "a missing column": "ALTER TABLE systems DROP COLUMN positions",
    "another column": "ALTER TABLE systems RENAME COLUMN energy TO energie",
    "an unknown version": "UPDATE information SET value = '99' WHERE name = 'version'",
    "a version in words": "UPDATE information SET value = 'new' WHERE name = 'version'",
    "no rows": "DELETE FROM systems",
    "systems as a view": "ALTER TABLE systems RENAME TO others",
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_wrong_schema(options, name):
    execute(options, STATEMENTS[name])
    try:
        dataset, _ = extracted(options)
    except PairwrightError as error:
        said(error)
    else:
        assert name in ("no keys", "no species", "no information", "no number keys")
        assert len(dataset) == BULK


VALUES = {
    "energy of words": ("energy", "low"),
    "energy of bytes": ("energy", b"\x01\x02"),
    "energy not a number": ("energy", None),
    "infinite energy": ("energy", float("inf")),
    "absurd energy": ("energy", 1e30),
    "energy in another unit": ("energy", -8.2e9),
    "positions cut off": ("positions", b"\0" * 7),
    "no positions": ("positions", b""),
    "positions of words": ("positions", "here"),
    "positions not finite": ("positions", np.full((4, 3), np.nan).tobytes()),
    "positions far away": ("positions", (np.arange(12.0) * 1e9).tobytes()),
    "positions of one atom": ("positions", np.zeros((1, 3)).tobytes()),
    "all atoms at one place": ("positions", np.zeros((4, 3)).tobytes()),
    "atoms of no element": ("numbers", np.full(4, 500, np.int32).tobytes()),
    "atoms of negative number": ("numbers", np.full(4, -3, np.int32).tobytes()),
    "another number of atoms": ("numbers", np.full(3, 18, np.int32).tobytes()),
    "no atoms": ("numbers", b""),
    "another element": ("numbers", np.array([18, 18, 18, 10], np.int32).tobytes()),
    "no cell": ("cell", np.zeros((3, 3)).tobytes()),
    "a flat cell": ("cell", np.diag([5.0, 5.0, 0.0]).tobytes()),
    "a tiny cell": ("cell", (np.eye(3) * 1e-3).tobytes()),
    "a giant cell": ("cell", (np.eye(3) * 1e12).tobytes()),
    "a cell not finite": ("cell", np.full((3, 3), np.inf).tobytes()),
    "a cell cut off": ("cell", b"\0" * 24),
    "forces cut off": ("forces", b"\0" * 24),
    "forces not finite": ("forces", np.full((4, 3), -np.inf).tobytes()),
    "absurd forces": ("forces", np.full((4, 3), 1e20).tobytes()),
    "stress cut off": ("stress", b"\0" * 8),
    "stress not finite": ("stress", np.full(6, np.nan).tobytes()),
    "absurd stress": ("stress", np.full(6, 1e20).tobytes()),
    "constraints of nothing": ("constraints", "{"),
    "unknown constraints": ("constraints", '[{"name": "os.system", "kwargs": {"a": 1}}]'),
    "keys of nothing": ("key_value_pairs", "{"),
    "keys as a list": ("key_value_pairs", "[1]"),
    "label as a mapping": ("key_value_pairs", '{"structure": {"a": 1}, "kind": "bulk"}'),
}
HARMLESS = ("constraints of nothing", "unknown constraints", "label as a mapping")


@pytest.mark.parametrize("name", VALUES)
def test_one_damaged_row(good, options, name):
    """The others are kept as they are, or the file is refused; no number is made up."""
    column, value = VALUES[name]
    execute(options, f"UPDATE systems SET {column} = ? WHERE id = 5", value)
    sound, _ = read_database(options | {"path": str(good / "data.db")})
    try:
        dataset, rejected = extracted(options)
    except PairwrightError as error:
        message = said(error)
        refused = f"{options['path']}: not a readable ASE database, damaged after row 4"
    else:
        message = refused = ""
    assert message.startswith(refused)
    if message:
        return
    assert [row.id for row in rejected] == [5] or name in HARMLESS
    for row, identifier in enumerate(dataset.ids):
        twin = int(np.flatnonzero(sound.ids == identifier)[0])
        assert dataset.energies[row] == sound.energies[twin]
        np.testing.assert_array_equal(
            dataset.positions[dataset.atoms_of(row)], sound.positions[sound.atoms_of(twin)]
        )


@pytest.mark.parametrize("name", VALUES)
def test_every_row_damaged(options, name):
    column, value = VALUES[name]
    execute(options, f"UPDATE systems SET {column} = ?", value)
    if name in HARMLESS:
        assert len(extracted(options)[0]) == BULK
    else:
        assert refusal(options)


@pytest.mark.parametrize("seed", range(30))
def test_flipped_bytes(options, seed):
    """Without a checksum a byte may stand for another number; with it, none passes."""
    path = Path(options["path"])
    checksum, content = sha256(path), bytearray(path.read_bytes())
    generator = random.Random(seed)
    for _ in range(1 << (seed % 8)):
        content[generator.randrange(len(content))] ^= 1 << generator.randrange(8)
    path.write_bytes(content)
    try:
        extracted(options)
    except PairwrightError as error:
        said(error)
    assert refusal(options | {"sha256": checksum})


# Words of a user that mean something to a shell, to SQL, or to a file system.

WORDS = [
    "'; DROP TABLE systems; --",
    '" OR 1=1 --',
    "$(touch owned)",
    "`touch owned`",
    "; touch owned",
    "| touch owned",
    "../../owned",
    "/etc/passwd",
    "a/b\\c",
    "{path}",
    "%s%n",
    "a\nb",
    "a\tb",
    "\x1b[31mred",
    "ﬁcc ☃ 結晶",
    "\u202ereversed",
    " ",
    "a" * 5000,
    "=1+1",
    "a,b",
    '"quoted"',
    "NaN",
    "None",
]


@pytest.mark.parametrize("word", WORDS, ids=range(len(WORDS)))
def test_a_label_is_a_label(tmp_path, word):
    options = database_options(tmp_path / "data.db")
    with connect(options["path"]) as database:
        for scale in (1.0, 1.1):
            atoms = bulk("Ar", "fcc", a=5.3 * scale)
            database.write(stored(atoms, energy=-1.0), structure="x")
    execute(options, "UPDATE systems SET key_value_pairs = ?", json.dumps({"structure": word}))
    before = sorted(path.name for path in tmp_path.iterdir())
    dataset, rejected = extracted(options)
    assert rejected == []
    assert list(dataset.structures) == [word.rstrip("\0")] * 2
    made = {"configurations.csv", "summary.json", "pairs.npz"}
    assert {path.name for path in tmp_path.iterdir()} - set(before) == made


@pytest.mark.parametrize("word", WORDS, ids=range(len(WORDS)))
@pytest.mark.parametrize("key", ["selection", "structure_key", "weight_key"])
def test_a_selection_or_key_changes_nothing(options, word, key):
    before = sha256(options["path"])
    try:
        dataset, _ = extracted(options | {key: word})
    except PairwrightError as error:
        said(error)
    else:
        assert key == "weight_key" or len(dataset) > 0
    assert sha256(options["path"]) == before


# Structures that are unusual, not damaged.


def written(path: Path, *structures: Atoms) -> dict:
    with connect(path) as database:
        for atoms in structures:
            database.write(stored(atoms, energy=-1.0 * len(atoms)), structure="fcc")
    return database_options(path)


def test_rows_that_are_there_twice(tmp_path):
    options = written(tmp_path / "data.db", FCC, FCC, FCC)
    dataset, rejected = extracted(options)
    assert len(dataset) == 1
    assert all("duplicate of row 1" in row.reason for row in rejected)


STRANGE = {
    "left-handed": Atoms("Ar", cell=np.diag([4.0, 4.0, -4.0]), pbc=True),
    "skewed": Atoms("Ar", cell=[[4, 0, 0], [40, 4, 0], [40, 40, 4]], pbc=True),
    "long": Atoms("Ar2", positions=[[0, 0, 0], [0, 0, 3.8]], cell=[4, 4, 9000], pbc=True),
    "a molecule": Atoms("Ar2", positions=[[0, 0, 0], [0, 0, 3.8]]),
    "a molecule in a giant box": Atoms(
        "Ar2", positions=[[0, 0, 0], [0, 0, 3.8]], cell=[9e4] * 3, pbc=True
    ),
    "two far apart": Atoms("Ar2", positions=[[0, 0, 0], [0, 0, 9e4]]),
    "a layer": Atoms("Ar", cell=[4, 4, 0], pbc=(True, True, False)),
    "far from the origin": Atoms("Ar", positions=[[9e4] * 3], cell=[4, 4, 4], pbc=True),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_cell_is_kept_and_does_not_take_long(tmp_path, name):
    dataset, rejected = extracted(written(tmp_path / "data.db", FCC, STRANGE[name]))
    assert rejected == []
    assert len(dataset) == 2


def test_enough_was_tried():
    """Counted without words in selections and keys."""
    counts = (11, len(CONTENTS) * len(NAMES), len(JSON), len(PLACES), len(STATEMENTS))
    assert sum(counts) + 2 * len(VALUES) + 30 + len(WORDS) + len(STRANGE) + 1 >= 200
