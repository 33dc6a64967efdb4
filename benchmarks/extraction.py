"""Time and memory of extraction and pair table at 1 000, 10 000 and 100 000 rows.

Usage: python benchmarks/extraction.py [rows ...]
Each size runs in a process of its own, on a database of rattled argon cells of 4 to 8 atoms with
energies, forces and stress (made first, not timed), through the scripts of the workflow.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from ase.calculators.singlepoint import SinglePointCalculator
from ase.db import connect

from pairwright.data.crystals import CRYSTALS, rattled_cell

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
CONFIG = "database: {path: data.db}\n"


def write_database(path: Path, rows: int) -> None:
    """Write ``rows`` rattled cells; the numbers stored with them only have to be there."""
    generator = np.random.default_rng(0)
    with connect(path) as database:
        for row in range(rows):
            crystal = CRYSTALS[row % len(CRYSTALS)]
            volume = 35.0 + 0.01 * (row % 1000)
            atoms = rattled_cell("Ar", crystal, volume, 0.1, row)
            atoms.calc = SinglePointCalculator(
                atoms,
                energy=-0.08 * len(atoms),
                forces=generator.normal(0, 0.1, (len(atoms), 3)),
                stress=generator.normal(0, 0.001, 6),
            )
            database.write(atoms, structure=crystal)


def measured(folder: Path, script: str, *arguments: str) -> tuple[float, float]:
    """Return the wall time (s) and peak memory (GiB) of a script."""
    before = time.perf_counter()
    command = [sys.executable, str(SCRIPTS / f"{script}.py"), "--config=config.yaml", *arguments]
    child = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{script} failed")
    return time.perf_counter() - before, usage.ru_maxrss / 2**20


def main() -> None:
    """Print a table."""
    sizes = [int(text) for text in sys.argv[1:]] or [1_000, 10_000, 100_000]
    print("rows     extract s  peak GiB  pair table s  peak GiB  pairs.npz GiB")
    for rows in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "config.yaml").write_text(CONFIG)
            write_database(folder / "data.db", rows)
            outputs = [f"--{key}={key}" for key in ("configurations", "rejected", "summary")]
            extract = measured(
                folder, "extract_database", "--database=data.db", "--dataset=d.npz", *outputs
            )
            pairs = measured(folder, "pair_table", "--dataset=d.npz", "--pairs=p.npz")
            size = (folder / "p.npz").stat().st_size / 2**30
            print(
                f"{rows:7d}  {extract[0]:9.1f}  {extract[1]:8.2f}  {pairs[0]:12.1f}  "
                f"{pairs[1]:8.2f}  {size:13.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
