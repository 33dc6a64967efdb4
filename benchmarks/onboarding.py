"""Time and memory of a first look at 1 000, 10 000 and 100 000 rows without labels.

Usage: python benchmarks/onboarding.py [rows ...]
The databases hold rattled argon cells of five crystals and 4 to 8 atoms (made first, not timed).
The share of rows whose crystal is recognised is told. Each size runs in a process of its own.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from ase import Atoms

from pairwright.data.crystals import CRYSTALS, rattled_cell
from pairwright.data.database import read_database
from pairwright.data.rows import Keys, with_results, write_rows

OPTIONS = {
    "path": "data.db",
    "sha256": None,
    "element": "Ar",
    "selection": None,
    "structure_key": None,
    "recognise": True,
    "structures": None,
    "minimum_distance_A": 0.5,
}


def crystal_of(row: int) -> str:
    """Return the crystal that a row is made of."""
    return CRYSTALS[row % len(CRYSTALS)]


def made(rows: int) -> Iterator[tuple[Atoms, Keys]]:
    """Yield rattled cells; the numbers stored with them only have to be there."""
    generator = np.random.default_rng(0)
    for row in range(rows):
        atoms = rattled_cell("Ar", crystal_of(row), 35.0 + 0.01 * (row % 1000), 0.1, row)
        results = {
            "energy": -0.08 * len(atoms) - 1e-4 * (row % 7),
            "forces": generator.normal(0, 0.1, (len(atoms), 3)),
            "stress": generator.normal(0, 0.001, 6),
        }
        yield with_results(atoms, "made", results), {}


def measured(folder: Path) -> tuple[float, float]:
    """Return the wall time (s) and peak memory (GiB) of `pairwright init data.db`."""
    before = time.perf_counter()
    command = [sys.executable, "-m", "pairwright", "init", "data.db"]
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit("pairwright init failed")
    return time.perf_counter() - before, usage.ru_maxrss / 2**20


def main() -> None:
    """Print a table."""
    sizes = [int(text) for text in sys.argv[1:]] or [1_000, 10_000, 100_000]
    print("rows     init s  peak GiB  right names")
    for rows in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_rows(folder / "data.db", made(rows))
            seconds, memory = measured(folder)
            dataset, _ = read_database({**OPTIONS, "path": str(folder / "data.db")})
            right = sum(
                label == crystal_of(int(row) - 1)
                for row, label in zip(dataset.ids, dataset.structures, strict=True)
            )
        print(f"{rows:<8d} {seconds:6.1f}  {memory:8.2f}  {right / rows:.3%}", flush=True)


if __name__ == "__main__":
    main()
