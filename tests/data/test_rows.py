"""A database is written with the same bytes every time, and read back as it was."""

import numpy as np
from ase.build import bulk
from ase.db import connect

from pairwright.data.rows import with_results, write_rows


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
