"""How long a fit of each form takes, against the same fit over ASE calculators, and as data grow.

The other way is what one writes first: scipy's least_squares with finite differences over the
energies, forces and stresses that a calculator gives for each row. Its time is the median of three
evaluations times the number that scipy makes of them; with --full it is run. Usage:
python benchmarks/fit.py [--full] [--rows 100000] [--write] [--config config.yaml]; --write makes
docs/fit-benchmark.md of it.
"""

import argparse
import os
import resource
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.calculators.lj import LennardJones
from scipy.optimize import least_squares
from threadpoolctl import threadpool_limits

from pairwright import config as configuration
from pairwright.data.database import read_database
from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable, write_pair_table
from pairwright.fit.engine import fit_rows, prepared, variables_of
from pairwright.fit.options import PARAMETERS
from pairwright.fit.prediction import predict
from pairwright.fit.start import starting_values
from pairwright.fit.targets import SIX, Targets
from pairwright.potentials.calculator import PairCalculator
from pairwright.store import write_npz

PAGE = Path(__file__).resolve().parents[1] / "docs" / "fit-benchmark.md"


def timed(function, repeats=5):
    """Return the best time of ``repeats`` calls (s) and the last result."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = function()
        times.append(time.perf_counter() - start)
    return min(times), result


def residual_vector(targets, energies, forces, stresses, reference):
    """Return the scaled residuals of predictions."""
    dataset = targets.dataset
    per_atom = energies / dataset.natoms + reference - dataset.energies / dataset.natoms
    return np.concatenate(
        [
            targets.energy_factors * per_atom,
            (targets.force_factors[:, None] * (forces - dataset.forces)).ravel(),
            (targets.stress_factors[:, None] * (stresses - dataset.stresses)[:, *SIX]).ravel(),
        ]
    )


def over_calculators(data, targets, calculator_of):
    """Return residuals as a function of parameters, with a calculator for each row."""
    dataset = data.dataset
    structures = [
        Atoms(
            ["Ar"] * int(dataset.natoms[row]),
            positions=dataset.positions[dataset.atoms_of(row)],
            cell=dataset.cells[row],
            pbc=dataset.pbc[row],
        )
        for row in range(len(dataset))
    ]

    def residuals(values):
        calculator = calculator_of(values)
        energies, forces, stresses = [], [], []
        for atoms in structures:
            calculator.calculate(atoms)
            energies.append(calculator.results["energy"])
            forces.append(calculator.results["forces"])
            stresses.append(calculator.results["stress"][[[0, 5, 4], [5, 1, 3], [4, 3, 2]]])
        return residual_vector(
            targets,
            np.array(energies),
            np.concatenate(forces),
            np.array(stresses),
            data.reference_energy,
        )

    return residuals


def evaluations_of(model, data, targets, start, scales):
    """Return how often scipy evaluates the residuals with finite differences, and its optimum."""
    count = 0

    def residuals(scaled):
        nonlocal count
        count += 1
        values = scaled * scales
        found = predict(data.dataset, data.pairs, model, list(values), data.triples)
        return residual_vector(
            targets, found.energies, found.forces, found.stresses, data.reference_energy
        )

    with np.errstate(all="ignore"):
        result = least_squares(residuals, start / scales, max_nfev=50)
    return count, 2 * result.cost


def compare(name, dataset, pairs, options, full):
    """Return a row of the table: our time, the other way's, their ratio and sums of squares."""
    model, data = prepared(name, dataset, pairs, options)
    rows = np.ones(len(dataset), dtype=bool)
    ours, fit = timed(lambda: fit_rows(model, data, rows, options))
    if model.form.linear:
        return name, ours, None, None, fit.solution.sum_of_squares, None
    targets = Targets.of_rows(dataset, rows, options["weights"])
    starts = starting_values(variables_of(model, data, options), options["starts"], options["seed"])
    start = starts[0]
    once, other_sum = evaluations_of(model, data, targets, start, np.abs(start))
    count = once * len(starts)

    def ase_lennard_jones(values):
        return LennardJones(epsilon=values[0], sigma=values[1], rc=model.cutoff.radius)

    def ours_for_ase(values):
        return PairCalculator(model, values, 0.0)

    simple = name == "lennard-jones" and model.cutoff.scheme == "shift"
    residuals = over_calculators(data, targets, ase_lennard_jones if simple else ours_for_ase)
    seconds = statistics.median(timed(lambda: residuals(start), 1)[0] for _ in range(3))
    other = seconds * count
    if full and simple:
        other, _ = timed(
            lambda: [least_squares(residuals, start, x_scale=start) for start in starts], 1
        )
    return name, ours, other, other / ours, fit.solution.sum_of_squares, other_sum


def repeated(dataset, pairs, rows, folder):
    """Return a dataset of ``rows`` rows, each one of the given ones, with the pairs on disk."""
    chosen = np.arange(rows) % len(dataset)
    atoms = np.concatenate([np.arange(*dataset.starts[[row, row + 1]]) for row in chosen])
    places = np.concatenate([np.arange(*pairs.starts[[row, row + 1]]) for row in chosen])
    write_npz(
        folder / "pairs.npz",
        {
            "cutoff_radius": np.array([pairs.cutoff_radius]),
            "counts": np.diff(pairs.starts)[chosen],
            "first": pairs.first[places],
            "second": pairs.second[places],
            "vectors": pairs.vectors[places],
        },
    )
    return Dataset(
        ids=np.arange(rows),
        structures=dataset.structures[chosen],
        groups=dataset.groups[chosen],
        starts=np.concatenate([[0], np.cumsum(dataset.natoms[chosen])]),
        positions=dataset.positions[atoms],
        cells=dataset.cells[chosen],
        pbc=dataset.pbc[chosen],
        energies=dataset.energies[chosen],
        forces=dataset.forces[atoms],
        stresses=dataset.stresses[chosen],
        isolated_atom_energy=dataset.isolated_atom_energy,
    )


def growth(dataset, pairs, options, most):
    """Yield rows, seconds of a whole fit, and the peak memory of a process that does it (GiB)."""
    rows = 1000
    while rows <= most:
        with tempfile.TemporaryDirectory() as name:
            larger = repeated(dataset, pairs, rows, Path(name))
            reader, writer = os.pipe()
            child = os.fork()
            if child == 0:
                os.write(writer, one_fit(larger, Path(name) / "pairs.npz", options).encode())
                os._exit(0)
            os.close(writer)
            with os.fdopen(reader) as answer:
                seconds, peak = map(float, answer.read().split())
            os.waitpid(child, 0)
        yield rows, seconds, peak
        rows *= 10


def one_fit(dataset, path, options):
    """Return the seconds of a fit, and the peak memory of this process (GiB), as text."""
    model, data = prepared("lennard-jones", dataset, PairTable.load(path), options)
    rows = np.ones(len(dataset), dtype=bool)
    seconds, _ = timed(lambda: fit_rows(model, data, rows, options), 1)
    return f"{seconds} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20}"


def report(compared, grown):
    """Return the page's lines."""
    lines = [
        "<!-- Written by benchmarks/fit.py --write; never edit. -->",
        "",
        "# How fast fits are",
        "",
        "One fit of each form to energies, forces and stresses of all rows of the shipped",
        "database: sums over pairs, all starts, optimum, and its check against the pairs; best of",
        "five. The other way is scipy's `least_squares` with finite differences over a calculator",
        "for each row (ASE's own for Lennard-Jones, ours for the others), from as many starts: the",
        "time of one evaluation, times their number from the first start, times the starts.",
        "Seconds depend on the machine; ratios were measured in one run, on one thread.",
        "Tang-Toennies is free to make its coefficients negative there, and does; ours is not.",
        "",
        "| form | ours (s) | over calculators (s) | ratio | sum of squares, ours | theirs |",
        "|---|---|---|---|---|---|",
    ]
    for name, ours, other, ratio, squares, other_squares in compared:
        texts = ("-" if other is None else f"{other:.0f}", "-" if ratio is None else f"{ratio:.0f}")
        theirs = "-" if other_squares is None else f"{other_squares:.4f}"
        lines.append(f"| {name} | {ours:.3f} | {' | '.join(texts)} | {squares:.4f} | {theirs} |")
    lines += [
        "",
        "The database repeated, Lennard-Jones, pairs streamed from disk:",
        "",
        "| rows | time (s) | µs a row | peak memory of the process (GiB) |",
        "|---|---|---|---|",
    ]
    for rows, seconds, peak in grown:
        lines.append(f"| {rows} | {seconds:.2f} | {seconds / rows * 1e6:.0f} | {peak:.2f} |")
    return lines


def main():
    """Measure and print, or write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="run the other way for Lennard-Jones")
    parser.add_argument("--rows", type=int, default=100_000, help="largest database")
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    parser.add_argument("--config", default="config.yaml")
    arguments = parser.parse_args()
    threadpool_limits(1)
    config = configuration.load(arguments.config)
    options = {name: configuration.lookup(config, key) for name, key in PARAMETERS.items()}
    dataset, _ = read_database(config["database"])
    with tempfile.TemporaryDirectory() as folder:
        write_pair_table(dataset, config["cutoff"]["radius_A"], Path(folder) / "pairs.npz")
        pairs = PairTable.load(Path(folder) / "pairs.npz")
        compared = [
            compare(name, dataset, pairs, options, arguments.full)
            for name in config["fit"]["forms"]
        ]
        lines = report(compared, growth(dataset, pairs, options, arguments.rows))
    if arguments.write:
        PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
