"""The speed of Lennard-Jones against ASE, LAMMPS and matscipy, written to docs/lj-benchmark.md.

Run it alone on a quiet machine, with the other programs installed (`make peers-environment`):

    .venv-peers/bin/python benchmarks/lj.py [--quick] [--write]

One thread, medians of rounds in random order, everything of a size in one run. --quick leaves out
the largest systems (the whole takes about half an hour); --write replaces the page.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
from ase import units
from numba import njit

from pairwright.lj.neighbours import find_pairs
from pairwright.timing.cases import case
from pairwright.timing.contestants import contestants
from pairwright.timing.environment import cores, environment, pin_threads
from pairwright.timing.harness import interleaved
from pairwright.timing.measure import Measurement, measurements
from pairwright.timing.peers.lammps import prepare_steps
from pairwright.timing.steps import (
    ARGON_MASS,
    SKIN,
    STEPS,
    TIMESTEP_FS,
    prepare,
    thermal_velocities,
)

PAGE = Path(__file__).resolve().parents[1] / "docs" / "lj-benchmark.md"
THIRTEEN = (
    "ase",
    "ase_keeping_its_list",
    "compiled",
    "analytic",
    "autodiff",
    "autodiff_pair_function",
)
LARGEST_FOR_ASE = 256_000
PEERS = ("lammps", "matscipy")
CRYSTAL = ("ase", "matscipy", "lammps", "neighbours", "neighbours_autodiff", "compiled")
OPERATIONS_PER_CANDIDATE = 23
"""Of the inner loop: 3 for the vector, 5 for its square, 1 division, 14 for energy and force."""


def tell(text):
    """Show progress."""
    print(text, file=sys.stderr, flush=True)


def shown(lines):
    """Show a part of the page as soon as it is known, and return it."""
    print("\n".join(lines), end="\n\n", flush=True)
    return lines


def seconds_of(system, names, seconds):
    """Return the median seconds of everything, and of the energy, by name; and memory (MiB)."""
    everyone = contestants(PEERS, threads=1)
    chosen = {name: replace(everyone[name], suits=lambda _: True) for name in names}
    rows = measurements(case(system), chosen, seconds=seconds, seed=1, report=tell)
    last = case(system).quantities[-1]
    whole = {row.implementation: row for row in rows if row.quantity == last}
    energy = {row.implementation: row.median_s for row in rows if row.quantity == "energy"}
    return whole, energy


def once(name, system):
    """Return the measurement of a single call, which is all that patience allows."""
    tell(f"{system}: a single call of {name}")
    crystal = case(system)
    call = contestants((), threads=1)[name].prepare(crystal, crystal.quantities[-1]).call
    start = perf_counter()
    call()
    taken = perf_counter() - start
    return Measurement(system, crystal.natoms, name, crystal.quantities[-1], median_s=taken)


def thirteen_atoms(seconds):
    """Return lines on the 13-atom cluster."""
    whole, _ = seconds_of("cluster-13", THIRTEEN, seconds)
    wanted = {"compiled": 100, "analytic": 15, "autodiff": 2, "autodiff_pair_function": 3}
    ase, kept = whole["ase"].median_s, whole["ase_keeping_its_list"].median_s
    lines = [
        "## 13 atoms, energy and forces",
        "",
        "ASE's calculator is reset before each call, or loses its results only and keeps its list.",
        "`autodiff` is one reverse pass through the whole energy, `autodiff_pair_function`",
        "differentiates the pair function only.",
        "",
        "| way | µs | times faster than ASE, reset | than ASE keeping its list | aim |",
        "|---|---|---|---|---|",
        f"| ASE, reset | {1e6 * ase:.0f} | 1 | | |",
        f"| ASE keeping its list | {1e6 * kept:.0f} | {ase / kept:.1f} | 1 | |",
    ]
    for name, least in wanted.items():
        taken = whole[name].median_s
        factors = f"{ase / taken:.1f} | {kept / taken:.1f} | {least}"
        lines.append(f"| `{name}` | {1e6 * taken:.1f} | {factors} |")
    return lines


def crystals(systems, seconds):
    """Return lines on periodic argon: energy, forces and stress with the neighbour search."""
    lines = [
        "## Periodic fcc argon, energy, forces and stress, neighbour search included",
        "",
        "µs an atom; in brackets, how many times as long as `compiled` it takes. LAMMPS",
        "takes a step in which nothing moves: it builds its list anew, as `run 0` does, without",
        "the preparations of a run. ASE at 256 000 atoms is a single call.",
        "",
        "| atoms | `compiled` | LAMMPS | matscipy | ASE | `neighbours` | `neighbours_autodiff` | "
        "of its energy |",
        "|---|---|---|---|---|---|---|---|",
    ]
    per_atom, memory = {}, {}
    for system, names in systems:
        whole, energy = seconds_of(system, names, seconds)
        natoms = case(system).natoms
        ours = whole["compiled"].median_s
        if "ase" not in names and natoms == LARGEST_FOR_ASE:
            whole["ase"] = once("ase", system)
        per_atom[natoms] = 1e6 * ours / natoms
        cells = [f"{per_atom[natoms]:.3f}"]
        for name in ("lammps", "matscipy", "ase", "neighbours", "neighbours_autodiff"):
            row = whole.get(name)
            timed = row is not None and row.median_s is not None
            taken = row.median_s if timed else None
            why = row.remark if row is not None else "not run"
            cells.append(f"{1e6 * taken / natoms:.2f} ({taken / ours:.1f})" if timed else why)
        if "neighbours" in whole:
            ratio = whole["neighbours_autodiff"].median_s / energy["neighbours"]
            cells.append(f"{ratio:.2f}")
            memory[natoms] = whole["neighbours_autodiff"].peak_memory_MiB
        else:
            cells.append("not run")
        lines.append(f"| {natoms} | {' | '.join(cells)} |")
    spread = max(per_atom.values()) / min(per_atom.values())
    largest = max(memory)
    return [
        *lines,
        "",
        f"`compiled` takes at most {100 * (spread - 1):.0f} % more for an atom at one of these "
        "sizes than at another. The last column is what `neighbours_autodiff` costs in units of "
        f"the energy alone; at {largest} atoms it takes {memory[largest]:.0f} MiB.",
    ]


def steps(system, seconds):
    """Return lines on a step of molecular dynamics."""
    crystal = case(system)
    calls = {
        f"threads-{threads}": prepare(threads, crystal, "md_step").call
        for threads in range(1, min(2, cores()) + 1)
    }
    try:
        velocities = thermal_velocities(crystal.natoms) * units.fs
        run = prepare_steps(crystal, SKIN, TIMESTEP_FS, ARGON_MASS, velocities)
        calls["lammps"] = lambda: run(STEPS)
    except ImportError:
        tell("LAMMPS is not installed")
    # Turns of 20 steps; the lists are rebuilt as often as the motion asks for it.
    found = interleaved(calls, seconds, 1, tell)
    step = {name: timing.median_s / STEPS for name, timing in found.items()}
    best = {name: timing.q1_s / STEPS for name, timing in found.items()}
    lines = [
        f"## A step of molecular dynamics, {crystal.natoms} atoms",
        "",
        f"fcc argon at 80 K, {TIMESTEP_FS:g} fs, skin {SKIN:g} Å, energies recorded at each step.",
        "",
        "| | µs an atom and step | times as fast as one thread of ours |",
        "|---|---|---|",
    ]
    for name, taken in step.items():
        words = "LAMMPS `lj/cut`" if name == "lammps" else f"`Simulation`, {name[-1]} thread(s)"
        per_atom, factor = 1e6 * taken / crystal.natoms, step["threads-1"] / taken
        lines.append(f"| {words} | {per_atom:.3f} | {factor:.2f} |")
    if "threads-2" in best:
        factor = best["threads-1"] / best["threads-2"]
        lines += ["", f"By the lower quartiles, two threads are {factor:.2f} times as fast as one."]
    return lines


CHAINS, LENGTH = 8, 24


def multiply_adds():
    """Return a compiled loop of nothing but multiply-adds: chains that do not wait for each other.

    Written out, because compilers unroll so much only when they feel like it.
    """
    names = [f"b{chain}" for chain in range(CHAINS)]
    lines = [f"{name} = a + {number}.5" for number, name in enumerate(names)]
    lines += [f"{name} = {name} * a + 0.25" for _ in range(LENGTH) for name in names]
    lines += [f"y[k] = {' + '.join(names)}"]
    body = "\n".join(f"            {line}" for line in lines)
    source = f"""
def loop(x, y, repeats):
    for _ in range(repeats):
        for k in range(len(x)):
            a = x[k]
{body}
"""
    scope = {}
    exec(source, scope)
    return njit(fastmath={"contract"})(scope["loop"])


def reach(seconds):
    """Return lines on how far the compiled code is from what the processor can do."""
    crystal = case("fcc-32000")
    from pairwright.lj.compiled import compiled
    from pairwright.lj.geometry import checked

    arguments = (crystal.positions, crystal.cell, crystal.pbc)
    system = checked(*arguments, **crystal.model)
    pairs = len(find_pairs(system, crystal.model["rc"])[0])
    loop, numbers, results, repeats = multiply_adds(), np.full(256, 0.05), np.zeros(256), 200
    calls = {
        "compiled": lambda: compiled(*arguments, **crystal.model),
        "multiply-adds": lambda: loop(numbers, results, repeats),
    }
    found = interleaved(calls, seconds, 1, tell)
    taken = found["compiled"].median_s
    peak = 2 * CHAINS * LENGTH * len(numbers) * repeats / found["multiply-adds"].median_s
    done = 2 * pairs * OPERATIONS_PER_CANDIDATE / taken
    return [
        "## How far from the processor's limit",
        "",
        f"{pairs / taken / 1e6:.0f} million pairs a second within the cutoff ({crystal.natoms} "
        "atoms, each pair counted once, everything included); each is computed from both sides. "
        f"The {OPERATIONS_PER_CANDIDATE} operations for each of the pairs as computed make "
        f"{done / 1e9:.1f} Gflop/s, {100 * done / peak:.0f} % of the {peak / 1e9:.1f} "
        "Gflop/s that a loop of nothing but multiply-adds reaches on the same core. Candidates "
        "that turn out to be beyond the cutoff are not counted, though they take as long; and one "
        "of the operations is a division, which takes the time of many others.",
    ]


def main():
    """Measure everything and print the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="leave out the largest systems")
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    parser.add_argument("--seconds", type=float, default=3.0, help="for each way and system")
    options = parser.parse_args()
    pin_threads()
    systems = [("fcc-4000", CRYSTAL), ("fcc-32000", CRYSTAL)]
    if not options.quick:
        systems += [
            ("fcc-256000", CRYSTAL[1:]),
            ("fcc-1000188", ("lammps", "compiled")),
        ]
    parts = [
        shown(thirteen_atoms(options.seconds)),
        shown(steps("fcc-32000", 5 * options.seconds)),
        shown(reach(options.seconds)),
        shown(crystals(systems, options.seconds)),
    ]
    machine = environment(("lammps", "matscipy"))
    versions = ", ".join(f"{n} {v}" for n, v in machine["versions"].items() if v is not None)
    head = [
        "<!-- Written by benchmarks/lj.py; never edit. -->",
        "",
        "# How fast is our Lennard-Jones?",
        "",
        f"{machine['processor']}, {machine['cores']} cores, load {machine['load_average_1min']:.1f}"
        f"; Python {machine['python']}, {versions}. One thread unless it says so; medians of "
        "rounds in random order, everything of a size in one run. Who deviates from the right "
        "answer by more than 1e-10 is not timed. Made by",
        "",
        f"    .venv-peers/bin/python benchmarks/lj.py --seconds {options.seconds:g} --write",
    ]
    if options.write:
        text = "\n\n".join("\n".join(part) for part in [head, *parts]) + "\n"
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
