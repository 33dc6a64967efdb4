"""Databases of other shapes and sources, each fitted with what `pairwright init` suggests for it.

Nothing is edited between the two commands. Usage: python benchmarks/foreign.py [--kliff
Si_training_set.tar.gz] [--folder DIR]; the archive is in examples/ of the source distribution of
KLIFF 1.0.1 and holds 1000 structures of silicon. Outputs of VASP, CASTEP and Quantum ESPRESSO are
those that ASE's own tests read.
"""

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

import ase
import numpy as np
import yaml
from ase import Atoms, units
from ase.build import bulk, fcc111
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones
from ase.calculators.morse import MorsePotential
from ase.cluster import Octahedron
from ase.constraints import FixAtoms
from ase.db import connect
from ase.io import Trajectory, write
from ase.md.langevin import Langevin
from ase.test.fio.test_espresso import pw_output_cell

from pairwright.data.rows import with_results
from pairwright.store import read_json

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = Path(ase.__file__).parent / "test" / "testdata"
MOST_FORMS = 2


def results_of(atoms, calculator):
    """Return energy, forces (those that constraints leave) and stress of a structure."""
    atoms.calc = calculator
    results = {"energy": atoms.get_potential_energy(), "forces": atoms.get_forces()}
    if atoms.cell.rank == 3 and atoms.pbc.all():
        results["stress"] = atoms.get_stress()
    return results


def nickel(folder):
    """A .db: labels with spaces and accents, held atoms, a cluster, an atom, a row twice."""
    generator = np.random.default_rng(1)
    path = folder / "nickel.db"
    with connect(path) as database:
        for phase, crystal, constant in (
            ("kubisch flächenzentriert", "fcc", 3.5),
            ("δ phase", "bcc", 2.8),
        ):
            for scale in (0.95, 0.975, 1.0, 1.025, 1.05):
                for size in (0.0, 0.06):
                    atoms = bulk("Ni", crystal, a=constant * scale, cubic=True)
                    atoms.positions += size * generator.normal(size=atoms.positions.shape)
                    row = with_results(atoms, "emt", results_of(atoms.copy(), EMT()))
                    database.write(row, phase=phase)
        for number in range(4):
            atoms = fcc111("Ni", (2, 2, 4), vacuum=8.0)
            atoms.positions += 0.08 * generator.normal(size=atoms.positions.shape)
            atoms.set_constraint(FixAtoms(range(8)))
            row = with_results(atoms, "emt", results_of(atoms.copy(), EMT()))
            for _ in range(1 + (number == 0)):
                database.write(row, phase="Oberfläche (111)")
        cluster = Octahedron("Ni", 3)
        row = with_results(cluster, "emt", results_of(cluster.copy(), EMT()))
        database.write(row, phase="cluster")
        atom = Atoms("Ni")
        database.write(with_results(atom, "emt", results_of(atom.copy(), EMT())), phase="atom")
    return path


def lennard_jones(folder):
    """Extended XYZ: energies only, under another name, no labels; ASE's Lennard-Jones."""
    generator = np.random.default_rng(2)
    frames = []
    for crystal, constant in (("fcc", 5.3), ("bcc", 4.2), ("sc", 3.6)):
        for scale in np.linspace(0.95, 1.08, 8):
            for size in (0.0, 0.1):
                cell = bulk("Xe", crystal, a=constant * scale) * (2, 2, 2)
                cell.positions += size * generator.normal(size=cell.positions.shape)
                energy = results_of(cell.copy(), LennardJones(epsilon=0.02, sigma=3.5, rc=12.0))
                cell.info["dft_energy"] = energy["energy"] - 100.0 * len(cell)
                frames.append(cell)
    write(folder / "xenon.extxyz", frames)
    return folder / "xenon.extxyz"


def morse(folder):
    """A trajectory of molecular dynamics in skewed and left-handed cells; ASE's Morse potential."""
    path = folder / "molybdenum.traj"
    with Trajectory(path, "w") as trajectory:
        for number, scale in enumerate((0.97, 1.0, 1.03)):
            atoms = bulk("Mo", "bcc", a=3.15 * scale) * (3, 3, 3)
            cell = atoms.cell.array
            atoms.set_cell([cell[0], cell[1], cell[2] + cell[0] - cell[1]])
            if number == 2:
                atoms.set_cell(atoms.cell.array[[1, 0, 2]])
            atoms.calc = MorsePotential(epsilon=0.3, rho0=4.0, r0=2.95, rcut1=5.0, rcut2=6.5)
            generator = np.random.default_rng(number)
            dynamics = Langevin(
                atoms, 4 * units.fs, temperature_K=600, friction=0.02, fixcm=False, rng=generator
            )
            for _ in range(8):
                dynamics.run(10)
                trajectory.write(with_results(atoms, "morse", results_of(atoms.copy(), atoms.calc)))
    return path


def vasp(folder):
    """A folder with an output of VASP: one structure of nickel."""
    (folder / "vasp").mkdir()
    (folder / "vasp" / "OUTCAR").write_bytes((SHIPPED / "vasp" / "OUTCAR_example_1").read_bytes())
    return folder / "vasp"


def castep(folder):
    """A folder with an output of CASTEP: molecular dynamics of silicon."""
    (folder / "castep").mkdir()
    (folder / "castep" / "md.castep").write_bytes((SHIPPED / "castep" / "md.castep").read_bytes())
    return folder / "castep"


def espresso(folder):
    """A folder with an output of Quantum ESPRESSO: silicon, relaxed."""
    (folder / "espresso").mkdir()
    (folder / "espresso" / "relax.pwo").write_text(pw_output_cell)
    return folder / "espresso"


def kliff(archive):
    """A public data set: silicon at many lattice constants, and molecular dynamics of it."""

    def unpacked(folder):
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        return folder / "Si_training_set"

    return unpacked


def run(*command, cwd):
    """Run a command and return what it printed; say what it said when it fails."""
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def fitted(make, folder):
    """Make a database, look at it, fit it; return a line of the table."""
    folder.mkdir(parents=True)
    source = make(folder)
    began = time.perf_counter()
    run(sys.executable, "-m", "pairwright", "init", source.name, cwd=folder)
    (settings,) = folder.glob("*.yaml")
    config = yaml.safe_load(settings.read_text(encoding="utf-8"))
    forms = config.get("fit", {}).get("forms", ["lennard-jones", "morse"])[:MOST_FORMS]
    snakemake = [
        Path(sys.executable).parent / "snakemake",
        "--cores=1",
        f"--snakefile={os.path.relpath(ROOT / 'Snakefile', folder)}",
        f"--configfile={settings.name}",
        "--",
    ]
    targets = [f"results/fits/{form}/fit.json" for form in forms]
    run(*snakemake, *targets, cwd=folder)
    seconds = time.perf_counter() - began
    summary = read_json(folder / "results" / "database" / "summary.json")
    fits = {form: read_json(folder / f"results/fits/{form}/fit.json") for form in forms}
    errors = ", ".join(f"{form} {_error(fit)}" for form, fit in fits.items())
    structures = ", ".join(summary["structures"])
    rows = f"{summary['rows']} of {summary['rows'] + summary['rejected']}"
    return f"| {source.name} | {rows} | {structures} | {errors} | {seconds:.0f} |"


def _error(fit):
    errors = fit["metrics"]["train"]
    found = [
        (errors["energy_rmse_meV_per_atom"], "meV/atom"),
        (errors["force_rmse_meV_per_A"], "meV/Å"),
    ]
    return ", ".join(f"{value:.3g} {unit}" for value, unit in found if value is not None)


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kliff", type=Path, help="KLIFF's Si_training_set.tar.gz")
    parser.add_argument(
        "--folder", type=Path, help="where to work, kept (default: a temporary one)"
    )
    options = parser.parse_args()
    makers = [nickel, lennard_jones, morse, vasp, castep, espresso]
    makers += [kliff(options.kliff.resolve())] if options.kliff else []
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        print("| source | rows used | structures | errors of the fits (training rows) | time (s) |")
        print("|---|---|---|---|---|")
        for number, make in enumerate(makers):
            print(fitted(make, folder / str(number)), flush=True)


if __name__ == "__main__":
    main()
