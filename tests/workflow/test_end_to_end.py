"""The whole workflow, from a database to fits and figures, as a user runs it."""

import json

import pandas as pd
import pytest
from ase import Atoms
from ase.calculators.lj import LennardJones
from ase.db import connect
from runs import CONFIG, copy_project, planned_rules, prepare, run, stand_in
from samples import EPSILON, RADIUS, SIGMA, stored

from pairwright import load_potential


def test_the_fit_finds_the_potential_behind_the_data(finished):
    fit = json.loads((finished / "results/fits/lennard-jones/fit.json").read_text())
    assert fit["parameters"]["epsilon"]["value"] == pytest.approx(EPSILON, rel=1e-8)
    assert fit["parameters"]["sigma"]["value"] == pytest.approx(SIGMA, rel=1e-8)
    assert fit["cutoff"] == {"radius_A": RADIUS, "scheme": "shift"}
    assert fit["reference_energy"]["value_eV"] == -0.25


@pytest.mark.parametrize("fit", ["simplex", "lennard-jones"])
def test_the_potential_gives_the_energies_of_the_predictions(finished, fit):
    folder = finished / "results/fits" / fit
    predictions = pd.read_csv(folder / "predictions.csv").set_index("id")
    calculator = load_potential(folder / "fit.json")
    for row in connect(finished / "data.db").select("kind=bulk"):
        energy = calculator.get_property("energy", row.toatoms())
        expected = predictions.loc[row.id, "predicted_energy_eV"]
        assert energy == pytest.approx(expected, abs=1e-10)


def test_molecules_alone_are_fitted_and_drawn_too(tmp_path):
    with connect(tmp_path / "data.db") as database:
        for distance in (3.3, 3.5, 3.8, 4.1, 4.5, 5.0):
            atoms = Atoms("Ar2", positions=[[0, 0, 0], [0, 0, distance]])
            atoms.calc = LennardJones(epsilon=EPSILON, sigma=SIGMA, rc=RADIUS)
            energy, forces = atoms.get_potential_energy(), atoms.get_forces()
            row = stored(atoms, energy=energy, forces=forces)
            database.write(row, structure="dimer", kind="bulk")
    fit = {"forms": ["lennard-jones"], "judging": {"bootstrap": 10}}
    folder = prepare(tmp_path, CONFIG | {"fit": fit, "reference_energy": {"mode": "none"}})
    figures = [f"results/figures/{name}-lennard-jones.png" for name in ("parity", "energy-volume")]
    result = run(folder, "fit", *figures)
    assert result.returncode == 0, result.stdout + result.stderr
    fit = json.loads((tmp_path / "results/fits/lennard-jones/fit.json").read_text())
    assert fit["parameters"]["sigma"]["value"] == pytest.approx(SIGMA, rel=1e-6)


def test_a_second_run_has_nothing_to_do(finished):
    assert "Nothing to be done" in run(finished, "all").stderr


def test_a_figure_style_redraws_figures_only(finished):
    prepare(finished, CONFIG | {"figures": {"dpi": 70}})
    try:
        planned = planned_rules(run(finished, "all", "--dry-run").stdout)
    finally:
        prepare(finished)
    drawn = planned - {"provenance"}
    assert drawn
    assert all(rule.startswith("draw_") for rule in drawn)


def test_a_cutoff_refits_but_does_not_extract(finished):
    prepare(finished, CONFIG | {"cutoff": {"radius_A": 9.0}})
    try:
        planned = planned_rules(run(finished, "all", "--dry-run").stdout)
    finally:
        prepare(finished)
    assert {"pair_table", "fit_pair_form"} <= planned
    assert not {"extract_database", "fit_simplex"} & planned


def test_editing_a_form_refits_but_does_not_extract(tmp_path):
    root = copy_project(tmp_path / "project")
    folder = prepare(tmp_path / "run")
    stand_in(folder, "fit", root=root)
    forms = root / "src/pairwright/potentials/forms.py"
    forms.write_text(forms.read_text() + "\n# one more line\n")
    planned = planned_rules(run(folder, "fit", "--dry-run", root=root).stdout) - {"fit"}
    assert {"fit_pair_form", "fit_simplex", "judge_pair_form", "export_fit"} <= planned
    assert not {"extract_database", "pair_table", "equation_of_state"} & planned
