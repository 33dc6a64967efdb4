"""A rehearsal at full size: from a large database to a quality page and fits, step by step.

    .venv/bin/python benchmarks/rehearsal.py [rows ...] [--write] [--forms lennard-jones ...]

The rows (1 000, 10 000 and 100 000 unless given) are rattled argon cells of 4 to 8 atoms and one
isolated atom with the results of a Lennard-Jones potential; making them is timed apart. Each step
then runs in a process of its own as the workflow and `pairwright init` run it, one after the other.
--write replaces docs/rehearsal.md, which says also what 10^7 rows on a cluster would need.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import yaml
from ase import Atoms
from ase.stress import full_3x3_to_voigt_6_stress

from pairwright import config
from pairwright.data.crystals import CRYSTALS, rattled_cell
from pairwright.data.rows import Keys, with_results, write_rows

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "rehearsal.md"
SIZES = (1_000, 10_000, 100_000)
EPSILON_EV, SIGMA_A, RADIUS_A = 0.0104, 3.4, 8.0
ATOM_EV = -0.25
LIMIT_MINUTES, LIMIT_GIB = 10, 4
ASKED = ("extraction", "quality page", "pair table", "lennard-jones")
LARGEST = 10_000_000
NODE_CORES = 64


@dataclass(frozen=True)
class Step:
    """A step's wall time (s) and peak memory (GiB) at one number of rows."""

    rows: int
    name: str
    seconds: float
    gib: float


def structures(rows: int) -> Iterator[tuple[Atoms, Keys]]:
    """Yield an isolated atom and rattled cells with the results of the known potential."""
    from pairwright.lj import energy_forces_stress

    yield with_results(Atoms("Ar"), "lj", {"energy": ATOM_EV}), {"structure": "atom"}
    for row in range(1, rows):
        crystal = CRYSTALS[row % len(CRYSTALS)]
        volume = (70.0 if crystal == "diamond" else 36.0) + 0.01 * (row % 1000)
        atoms = rattled_cell("Ar", crystal, volume, 0.1, row)
        energy, forces, stress = energy_forces_stress(
            atoms.positions, atoms.cell.array, atoms.pbc, epsilon=EPSILON_EV, sigma=SIGMA_A,
            rc=RADIUS_A,
        )  # fmt: skip
        results = {
            "energy": energy + ATOM_EV * len(atoms),
            "forces": forces,
            "stress": full_3x3_to_voigt_6_stress(stress),
        }
        yield with_results(atoms, "lj", results), {"structure": crystal}


def make(path: Path, rows: int) -> None:
    """Write the database, in a process of its own: a child's peak counts what its parent holds."""
    write_rows(path, structures(rows))


def settings(forms: list[str]) -> dict:
    """Return the configuration of the fits."""
    return {
        "database": {"path": "data.db"},
        "cutoff": {"scheme": "shift", "radius_A": RADIUS_A},
        "fit": {"forms": forms},
    }


def commands(forms: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each step and its command line, which runs in the folder of the database."""
    outputs = [f"--{name}={name}" for name in ("configurations", "rejected", "summary", "dataset")]
    yield "extraction", [*script("extract_database"), "--database=data.db", *outputs]
    yield "quality page", ["-m", "pairwright", "init", "data.db", "--folder=page"]
    yield "pair table", [*script("pair_table"), "--dataset=dataset", "--pairs=pairs.npz"]
    for form in forms:
        made = [f"--form={form}", f"--fit={form}.json", f"--predictions={form}.csv"]
        given = ["--dataset=dataset", "--summary=summary", "--pairs=pairs.npz"]
        yield form, [*script("fit_pair_form"), *given, *made]


def script(name: str) -> list[str]:
    """Return how a script of the workflow is called."""
    return [str(ROOT / "scripts" / f"{name}.py"), "--config=config.yaml"]


def measured(folder: Path, rows: int, name: str, arguments: list[str]) -> Step:
    """Run a step in a process of its own on one thread."""
    one = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    before = time.perf_counter()
    with (folder / "log.txt").open("w") as log:
        child = subprocess.Popen(
            [sys.executable, *arguments], cwd=folder, stdout=log, stderr=log, env=os.environ | one
        )
        _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - before
    if status != 0:
        sys.exit(f"{name} failed:\n{(folder / 'log.txt').read_text()}")
    step = Step(rows, name, seconds, usage.ru_maxrss / 2**20)
    print(f"{rows:>9} rows  {name:28} {step.seconds:9.1f} s  {step.gib:6.2f} GiB", flush=True)
    return step


def rehearsed(rows: int, forms: list[str]) -> tuple[list[Step], float, float]:
    """Return the steps at one size, the size (GiB) of the pair table, and the worst parameter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "page").mkdir()
        (folder / "config.yaml").write_text(yaml.safe_dump(settings(forms)))
        before = time.perf_counter()
        making = get_context("spawn").Process(target=make, args=(folder / "data.db", rows))
        making.start()
        making.join()
        print(f"{rows:>9} rows  made in {time.perf_counter() - before:.0f} s", flush=True)
        steps = [measured(folder, rows, *command) for command in commands(forms)]
        fit = json.loads((folder / "lennard-jones.json").read_text())["parameters"]
        truth = {"epsilon": EPSILON_EV, "sigma": SIGMA_A}
        worst = max(abs(fit[key]["value"] / value - 1) for key, value in truth.items())
        return steps, (folder / "pairs.npz").stat().st_size / 2**30, worst


def slope(steps: list[Step], name: str) -> tuple[float, float]:
    """Return what a further row costs a step: seconds and GiB, by the two largest sizes."""
    *_, less, more = sorted((s for s in steps if s.name == name), key=lambda step: step.rows)
    rows = more.rows - less.rows
    return max(more.seconds - less.seconds, 0.0) / rows, max(more.gib - less.gib, 0.0) / rows


def growth(steps: list[Step], name: str) -> float:
    """Return the exponent b of time ~ rows^b between the two largest sizes."""
    *_, less, more = sorted((s for s in steps if s.name == name), key=lambda step: step.rows)
    return float(np.log(more.seconds / less.seconds) / np.log(more.rows / less.rows))


def table(steps: list[Step]) -> list[str]:
    """Return the measurements as a table, a step a line."""
    sizes = sorted({step.rows for step in steps})
    found = {(step.rows, step.name): step for step in steps}
    head = " | ".join(f"{rows} rows: s | GiB" for rows in sizes)
    lines = [f"| step | {head} | exponent |", "|---" * (2 * len(sizes) + 2) + "|"]
    for name in dict.fromkeys(step.name for step in steps):
        cells = [f"{found[n, name].seconds:.1f} | {found[n, name].gib:.2f}" for n in sizes]
        lines.append(f"| {name} | {' | '.join(cells)} | {growth(steps, name):.2f} |")
    return lines


def projection(steps: list[Step], pairs_gib: float) -> list[str]:
    """Return what 10^7 rows would need, a step a line, and in words."""
    largest = max(step.rows for step in steps)
    lines = ["| step | ms a row | KiB a row | hours | GiB |", "|---|---|---|---|---|"]
    needs = {}
    for step in (step for step in steps if step.rows == largest):
        seconds, gib = slope(steps, step.name)
        more = LARGEST - largest
        hours, memory = (step.seconds + seconds * more) / 3600, step.gib + gib * more
        needs[step.name] = hours, memory
        cells = f"{seconds * 1e3:.3f} | {gib * 2**20:.2f} | {hours:.1f} | {memory:.0f}"
        lines.append(f"| {step.name} | {cells} |")
    chain = sum(needs[name][0] for name in ASKED)
    fits = {name: need for name, need in needs.items() if name not in ASKED[:3]}
    core_hours = sum(hours for hours, _ in needs.values())
    memory, together = max(gib for _, gib in needs.values()), sum(gib for _, gib in fits.values())
    disk = pairs_gib / largest * LARGEST
    return [
        *lines,
        "",
        f"One after the other, extraction, quality page, pair table and the Lennard-Jones fit are "
        f"{chain:.1f} hours on one core; all steps are {core_hours:.0f} core-hours. Fits are jobs "
        f"of their own, so on a cluster the whole takes as long as the first three and the slowest "
        f"fit: {sum(needs[n][0] for n in ASKED[:3]) + max(h for h, _ in fits.values()):.1f} hours. "
        f"The largest job needs {memory:.0f} GiB of memory, all {len(fits)} fits on one node "
        f"{together:.0f} GiB and {len(fits)} of its {NODE_CORES} cores. The pair table needs "
        f"{disk:.0f} GiB of disk, which every fit reads once for each time it walks through the "
        "pairs. The steps grow linearly in time and memory: where no node has so much, a tenth of "
        "the rows (`database.selection`) needs a tenth of both, and errors on rows held out say "
        "whether more rows would help.",
    ]


def page(steps: list[Step], pairs_gib: float, worst: float) -> str:
    """Return the page."""
    largest = max(step.rows for step in steps)
    asked = [step for step in steps if step.rows == largest and step.name in ASKED]
    minutes, gib = sum(step.seconds for step in asked) / 60, max(step.gib for step in asked)
    return "\n".join(
        [
            "<!-- Written by benchmarks/rehearsal.py --write; never edit. -->",
            "",
            "# A rehearsal at full size",
            "",
            "Rattled argon cells of 4 to 8 atoms with energies, forces and stress of a known",
            "Lennard-Jones potential; each step in a process of its own on one thread, as the",
            "workflow and `pairwright init` run it. The exponent is that of the growth with rows",
            "between the two largest sizes; 1 is linear.",
            "",
            *table(steps),
            "",
            f"At {largest} rows extraction, quality page, pair table and the Lennard-Jones fit "
            f"take {minutes:.1f} minutes (asked: {LIMIT_MINUTES} at most) and {gib:.2f} GiB "
            f"(asked: {LIMIT_GIB} at most). The fit finds the known potential to a relative "
            f"{worst:.1e}.",
            "",
            "## 10^7 structures",
            "",
            f"Computed from what a further row costs between the two largest sizes above; hours on "
            f"one core, GiB of memory of one process, at {LARGEST} rows.",
            "",
            *projection(steps, pairs_gib),
            "",
        ]
    )


def main() -> None:
    """Measure, print the page, and write it when asked to."""
    known = config.schema()["properties"]["fit"]["properties"]["forms"]["default"]
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rows", nargs="*", type=int, default=SIZES, help="at least two sizes")
    parser.add_argument("--forms", nargs="+", default=known, help="lennard-jones among them")
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    options = parser.parse_args()
    if len(set(options.rows)) < 2 or "lennard-jones" not in options.forms:
        parser.error("give at least two sizes, and lennard-jones among the forms")
    steps: list[Step] = []
    for rows in sorted(options.rows):
        more, pairs_gib, worst = rehearsed(rows, options.forms)
        steps += more
    text = page(steps, pairs_gib, worst)
    print(text)
    if options.write:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
