"""The neural potential: time to train its ensemble, and time and memory of a call against size.

Usage: python benchmarks/network.py [--largest 100000] [--config config.yaml]
It reads what `snakemake network` made: the dataset, the pair table, the descriptors, the potential.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from ase.build import bulk

from pairwright import config as configuration
from pairwright import load_potential
from pairwright.network.potential_ensemble import pair_baseline, train_member
from pairwright.network.study import PARAMETERS, Study
from pairwright.network.training_set import Standard

RESULTS = Path("results")
SIZES = (108, 1000, 10_000, 32_000, 100_000)


def timed_training(config_path):
    """Return the time (s) of training the ensemble on all rows, members shared by two processes."""
    config = configuration.load(config_path)
    members = config["network"]["members"]
    commands = [
        [sys.executable, __file__, "--config", config_path, "--train", *map(str, part)]
        for part in (range(0, members, 2), range(1, members, 2))
        if len(part)
    ]
    start = time.perf_counter()
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    running = [subprocess.Popen(c, env={**os.environ, **one_thread}) for c in commands]
    if any(process.wait() for process in running):
        sys.exit("a training failed")
    return time.perf_counter() - start


def train(config_path, members):
    """Train some members of the ensemble, as the rule does."""
    config = configuration.load(config_path)
    study = Study.load(
        argparse.Namespace(
            dataset=RESULTS / "database/dataset.npz",
            pairs=RESULTS / "database/pairs.npz",
            summary=RESULTS / "database/summary.json",
            descriptors=RESULTS / "network/descriptors.npz",
            **{name: configuration.lookup(config, key) for name, key in PARAMETERS.items()},
        )
    )
    rows = np.ones(len(study.dataset), dtype=bool)
    baseline = pair_baseline(study, config["network"]["baseline"], rows)
    standard = Standard.of(np.asarray(study.table.values))
    layers = (study.table.descriptors.count, *config["network"]["hidden_units"], 1)
    for member in members:
        train_member(study, rows, "potential", member, baseline, standard, layers, None)


def timed_call(natoms):
    """Print the time (s) of energy, forces, stress and spreads, and the peak memory (GiB)."""
    calculator = load_potential(RESULTS / "network/potential.json")
    edge = int(np.ceil((natoms / 4) ** (1 / 3) - 1e-9))
    atoms = bulk("Ar", "fcc", a=5.4, cubic=True) * (edge, edge, edge)
    atoms.positions += np.random.default_rng(0).normal(0, 0.1, atoms.positions.shape)
    atoms.calc = calculator
    times = []
    for _ in range(5 if natoms <= 1000 else 1):
        start = time.perf_counter()
        calculator.calculate(atoms)
        times.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(json.dumps({"natoms": len(atoms), "seconds": min(times), "peak_GiB": peak}))


def main():
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", default="config.yaml")
    parser.add_argument("--largest", type=int, default=SIZES[-1])
    parser.add_argument("--train", type=int, nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("--call", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.train is not None:
        train(arguments.config, arguments.train)
    elif arguments.call is not None:
        timed_call(arguments.call)
    else:
        report(arguments)


def report(arguments):
    """Measure in processes of their own, so that each has its own peak of memory."""
    print(f"training the ensemble, two processes: {timed_training(arguments.config):.1f} s")
    print(f"{'atoms':>8} {'ms a call':>10} {'us an atom':>10} {'peak GiB':>9}")
    for natoms in (size for size in SIZES if size <= arguments.largest):
        command = [sys.executable, __file__, "--call", str(natoms)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout)
        per_atom = found["seconds"] / found["natoms"] * 1e6
        row = (found["natoms"], found["seconds"] * 1e3, per_atom, found["peak_GiB"])
        print("{:8d} {:10.1f} {:10.1f} {:9.2f}".format(*row))


if __name__ == "__main__":
    main()
