"""From somebody's own data to a fitted potential, with the two commands that a user types."""

import os
import subprocess
import sys
from pathlib import Path

import ase
import numpy as np
import pytest
import yaml
from ase.build import bulk
from ase.calculators.lj import LennardJones
from ase.io import write
from ase.test.fio.test_espresso import pw_output_cell

from pairwright import config, load_potential
from pairwright.data.database import read_database
from pairwright.data.pairs import PairTable, write_pair_table
from pairwright.fit.least_squares import least_squares_fit
from pairwright.fit.options import PARAMETERS
from pairwright.onboarding.cli import main
from pairwright.store import read_json

SHIPPED = Path(ase.__file__).parent / "test" / "testdata"


def snakemake(root, folder, configuration, *targets, **more):
    """Run the workflow in ``folder`` and return nothing; it must succeed."""
    (folder / "more.yaml").write_text(yaml.safe_dump(more))
    command = [
        str(Path(sys.executable).parent / "snakemake"),
        "--cores=2",
        f"--directory={folder}",
        f"--snakefile={root / 'Snakefile'}",
        "--configfile",
        str(configuration),
        str(folder / "more.yaml"),
        "--",
        *targets,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def copper(root, tmp_path_factory):
    """The folder of a run of config/copper.yaml: two forms fitted, judged and exported."""
    folder = tmp_path_factory.mktemp("copper")
    (folder / "resources").mkdir()
    content = (root / "resources" / "copper.db").read_bytes()
    (folder / "resources" / "copper.db").write_bytes(content)
    forms = ("lennard-jones", "morse")
    targets = [
        f"results/{name}"
        for form in forms
        for name in (f"fits/{form}/judgement.json", f"export/{form}/data-sheet.md")
    ]
    quick = {"bootstrap": 10, "samples": 20, "folds": 2, "learning_drawings": 2}
    quick["learning_fractions"] = [0.5]
    snakemake(
        root, folder, root / "config" / "copper.yaml", *targets, fit={"judging": quick, "starts": 2}
    )
    return folder / "results"


def test_the_crystals_of_copper_are_recognised(copper):
    summary = read_json(copper / "database" / "summary.json")
    rows = {name: structure["rows"] for name, structure in summary["structures"].items()}
    assert rows == {"atom": 1, "bcc": 21, "fcc": 21, "hcp": 21}
    assert summary["rejected"] == 0


def test_copper_is_fitted_better_by_a_softer_potential(copper):
    errors = {}
    for form in ("lennard-jones", "morse"):
        fit = read_json(copper / "fits" / form / "fit.json")
        errors[form] = fit["metrics"]["test"]["force_rmse_meV_per_A"]
        assert fit["element"] == "Cu"
    assert errors["morse"] < 0.5 * errors["lennard-jones"]


def test_the_exported_potential_of_copper_holds_an_fcc_crystal(copper):
    atoms = bulk("Cu", "fcc", a=3.61)
    atoms.calc = load_potential(copper / "fits" / "morse" / "fit.json")
    constants = np.linspace(3.4, 3.8, 41)
    energies = []
    for constant in constants:
        atoms.set_cell(bulk("Cu", "fcc", a=constant).cell, scale_atoms=True)
        energies.append(atoms.get_potential_energy())
    assert constants[int(np.argmin(energies))] == pytest.approx(3.59, abs=0.05)
    assert (copper / "export" / "morse" / "potential.lammps").is_file()
    assert "Morse" in (copper / "export" / "morse" / "data-sheet.md").read_text()


def test_the_shipped_copper_is_what_its_tool_writes(root):
    command = [sys.executable, root / "tools" / "copper-database", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_configuration_of_copper_is_what_init_suggests(root, tmp_path, monkeypatch):
    monkeypatch.chdir(root)
    assert main(["init", "resources/copper.db", "--folder", str(tmp_path)]) == 0
    suggested = yaml.safe_load((tmp_path / "copper.yaml").read_text())
    shipped = yaml.safe_load((root / "config" / "copper.yaml").read_text())
    # What was changed by hand: the place, the checksum, and which forms are fitted.
    for section in ("studies", "cutoff"):
        assert suggested[section] == shipped[section]
    for key in ("element", "selection", "structure_key", "recognise"):
        assert suggested["database"][key] == shipped["database"][key]
    for key in ("weights", "simplex"):
        assert suggested["fit"][key] == shipped["fit"][key]


def initialised(folder, monkeypatch, source):
    """Run ``pairwright init`` in ``folder`` and return the configuration that it wrote."""
    monkeypatch.chdir(folder)
    assert main(["init", source]) == 0
    (configuration,) = (path for path in folder.glob("*.yaml") if path.name != "more.yaml")
    return configuration


def test_energies_of_an_extxyz_give_the_potential_that_made_them(root, tmp_path, monkeypatch):
    frames = []
    for number, constant in enumerate((5.6, 5.8, 6.0, 6.3)):
        atoms = bulk("Xe", "fcc", a=constant, cubic=True)
        atoms.positions += np.random.default_rng(number).normal(0, 0.1, atoms.positions.shape)
        calculated = atoms.copy()
        calculated.calc = LennardJones(epsilon=0.02, sigma=3.9, rc=12.5)
        atoms.info["dft_energy"] = calculated.get_potential_energy() - 50.0 * len(atoms)
        frames.append(atoms)
    write(tmp_path / "xenon.extxyz", frames)
    configuration = initialised(tmp_path, monkeypatch, "xenon.extxyz")
    radius = yaml.safe_load(configuration.read_text())["cutoff"]["radius_A"]
    assert radius == 12.5  # where ASE's potential ends too
    snakemake(root, tmp_path, configuration, "results/fits/lennard-jones/fit.json")
    fit = read_json(tmp_path / "results/fits/lennard-jones/fit.json")
    assert fit["parameters"]["epsilon"]["value"] == pytest.approx(0.02, rel=1e-6)
    assert fit["parameters"]["sigma"]["value"] == pytest.approx(3.9, rel=1e-6)
    assert fit["reference_energy"]["value_eV"] == pytest.approx(-50.0, rel=1e-6)


def vasp(folder):
    (folder / "OUTCAR").write_bytes((SHIPPED / "vasp" / "OUTCAR_example_1").read_bytes())
    return "Ni", 1


def castep(folder):
    (folder / "md.castep").write_bytes((SHIPPED / "castep" / "md.castep").read_bytes())
    return "Si", 3


def espresso(folder):
    (folder / "relax.pwo").write_text(pw_output_cell)
    return "Si", 2


@pytest.mark.parametrize("program", [vasp, castep, espresso])
def test_a_folder_of_outputs_is_fitted(tmp_path, monkeypatch, program):
    (tmp_path / "runs").mkdir()
    element, rows = program(tmp_path / "runs")
    settings = config.load(initialised(tmp_path, monkeypatch, "runs"))
    dataset, _ = read_database(settings["database"])
    write_pair_table(dataset, settings["cutoff"]["radius_A"], "pairs.npz")
    asked = {name: config.lookup(settings, key) for name, key in PARAMETERS.items()}
    known = {"database": {}, "element": element}
    pairs = PairTable.load("pairs.npz")
    form = settings["fit"]["forms"][0]
    record, _ = least_squares_fit(form, dataset, pairs, known, {**asked, "test_fraction": 0.2})
    assert (settings["database"]["element"], len(dataset)) == (element, rows)
    assert record["parameters"]["epsilon"]["value"] > 0
