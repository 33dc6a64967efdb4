"""A database is written with the same bytes every time, and read back as it was."""

import subprocess
import sys

import numpy as np
from ase.build import bulk
from ase.db import connect

from pairwright.data.rows import Text, with_results, write_rows


def rows():
    """Yield two structures with results and keys."""
    for number in (1, 2):
        atoms = bulk("Cu", "fcc", a=3.5 + 0.1 * number)
        forces = [[0.1, 0.0, -0.1 * number]]
        yield (
            with_results(atoms, "emt", {"energy": -float(number), "forces": forces}),
            {"phase": "kubisch flächenzentriert", "step": number},
        )


def test_the_same_rows_give_the_same_bytes(tmp_path):
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    assert write_rows(first, rows()) == write_rows(second, rows()) == 2
    assert first.read_bytes() == second.read_bytes()


def test_what_is_written_is_read_back(tmp_path):
    write_rows(tmp_path / "data.db", rows())
    found = list(connect(tmp_path / "data.db").select())
    assert [row.energy for row in found] == [-1.0, -2.0]
    assert [row.phase for row in found] == ["kubisch flächenzentriert"] * 2
    assert np.array_equal(found[1].forces, [[0.1, 0.0, -0.2]])
    assert found[0].calculator == "emt"


def test_texts_that_only_the_last_row_tells_are_written_afterwards(tmp_path):
    path = tmp_path / "data.db"
    write_rows(path, rows(), lambda: [Text("block", "it's-1", 2, 2)])
    first, second = connect(path).select()
    assert "block" not in first.key_value_pairs
    assert second.key_value_pairs == {**first.key_value_pairs, "step": 2, "block": "it's-1"}
    (found,) = connect(path).select(block="it's-1")
    assert found.id == 2
    assert connect(path).count("block") == 1


def test_a_key_with_texts_and_numbers_is_one_of_texts(tmp_path):
    atoms = bulk("Cu", "fcc", a=3.6)
    values = ["fcc", 111, 0.5, "hcp"]
    path = tmp_path / "data.db"
    write_rows(path, [(atoms, {"surface": value, "n": 1}) for value in values])
    assert [row.surface for row in connect(path).select()] == ["fcc", "111_", "0.5_", "hcp"]
    assert [row.n for row in connect(path).select(surface="111_")] == [1]
    assert connect(path).count("surface>0") == 0


def test_a_database_that_does_not_fit_on_the_disk_is_told_and_leaves_nothing(tmp_path):
    path = tmp_path / "folder" / "data.db"
    program = (
        "import resource, sys\n"
        "from ase.build import bulk\n"
        "from pairwright.data.rows import write_rows\n"
        "from pairwright.errors import PairwrightError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "atoms = bulk('Cu', cubic=True).repeat(5)\n"
        "try:\n"
        "    write_rows(sys.argv[1], ((atoms, {}) for _ in range(100)))\n"
        "except PairwrightError as error:\n"
        "    print(error)\n"
    )
    command = [sys.executable, "-c", program, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "cannot be written" in done.stdout
    assert list(path.parent.iterdir()) == []
