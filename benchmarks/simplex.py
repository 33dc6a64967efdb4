"""How much faster the simplex fit is than the classic way, on the same database.

The classic way reads the database again at every evaluation and asks ASE's Lennard-Jones
calculator for each row. Usage: python benchmarks/simplex.py [--full] [--config config.yaml]
Without --full the classic time is the median of three evaluations times their number, which is the
same for both ways; with --full the whole classic fit is run and the optimum compared.
"""

import argparse
import statistics
import time

import numpy as np
from ase.calculators.lj import LennardJones
from ase.db import connect
from scipy.optimize import fmin

from pairwright import config as configuration
from pairwright.data.database import read_database
from pairwright.fit.reference import reference_energy
from pairwright.fit.simplex import fit_simplex


def classic_objective(options, reference):
    """Return the objective that reads every row again, as a function of (epsilon, sigma)."""

    def mean_squared_error(variables):
        errors = []
        for row in connect(options["path"]).select(options["selection"] or None):
            atoms = row.toatoms()
            atoms.calc = LennardJones(epsilon=variables[0], sigma=variables[1])
            errors.append(atoms.get_potential_energy() + reference * len(atoms) - row.energy)
        return float(np.mean(np.square(errors)))

    return mean_squared_error


def timed(function, repeats=1):
    """Return the median time of ``repeats`` calls (s) and the last result."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = function()
        times.append(time.perf_counter() - start)
    return statistics.median(times), result


def main():
    """Measure both ways and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="run the whole classic fit")
    parser.add_argument("--config", default="config.yaml")
    arguments = parser.parse_args()
    config = configuration.load(arguments.config)
    simplex, options = config["fit"]["simplex"], config["database"]
    start = [simplex["epsilon_eV"], simplex["sigma_A"]]

    reading, (dataset, _) = timed(lambda: read_database(options), 3)
    reference = reference_energy(config["reference_energy"], dataset)
    fitting, ours = timed(lambda: fit_simplex(dataset, simplex, reference, options["element"]), 5)
    objective = classic_objective(options, reference)
    once, _ = timed(lambda: objective(start), 3)
    classic = once * ours.evaluations
    print(f"rows {len(dataset)}, evaluations {ours.evaluations}, iterations {ours.iterations}")
    print(f"ours: read {reading:.3f} s, fit {fitting:.4f} s")
    print(f"ours: epsilon {ours.epsilon:.8f} eV, sigma {ours.sigma:.8f} Å")
    print(f"classic: {once:.2f} s an evaluation, {classic:.1f} s in all")
    if arguments.full:
        best = {}
        classic, best = timed(
            lambda: fmin(
                objective, start, xtol=simplex["xtol"], ftol=simplex["ftol"], full_output=True
            )
        )
        print(f"classic, run in full: {classic:.1f} s, evaluations {best[3]}")
        print(f"classic: epsilon {best[0][0]:.8f} eV, sigma {best[0][1]:.8f} Å")
    print(f"ratio, fit alone: {classic / fitting:.0f}")
    print(f"ratio, reading included: {classic / (reading + fitting):.0f}")


if __name__ == "__main__":
    main()
