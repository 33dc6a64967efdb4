"""The scripts write the files, from a shell as from the workflow."""

import json
import subprocess
import sys

import pytest

from pairwright import load_potential

OUTPUTS = {
    "lammps": "potential.lammps",
    "table": "potential.table",
    "columns": "potential.csv",
    "potential": "potential.json",
    "readme": "README.md",
    "record": "export.json",
}
ERRORS = {
    "rows": 1,
    "energy_rmse_meV_per_atom": 1.0,
    "force_rmse_meV_per_A": 1.0,
    "stress_rmse_GPa": 1.0,
}
SUMMARY = {
    "rows": 62,
    "shortest_distance_A": 2.8112,
    "volume_per_atom_A3": {"smallest": 28.0, "largest": 55.0},
}


@pytest.fixture
def run(root, tmp_path, fit_of):
    """Return the function that runs a script in a folder with a fit and a summary."""
    parts = {"train": ERRORS, "test": ERRORS}
    fit = fit_of() | {
        "metrics": parts,
        "metrics_by_structure": {part: {"fcc": ERRORS} for part in parts},
        "optimiser": {"method": "least squares"},
    }
    (tmp_path / "fit.json").write_text(json.dumps(fit))
    (tmp_path / "summary.json").write_text(json.dumps({"structures": {"fcc": SUMMARY}}))

    def run(name, **files):
        given = {"fit": "fit.json", "summary": "summary.json"} | files
        options = [word for key, file in given.items() for word in (f"--{key}", file)]
        command = [sys.executable, root / "scripts" / f"{name}.py", *options]
        command += ["--config", root / "config.yaml"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


def test_a_fit_is_exported_and_gets_its_data_sheet(run, tmp_path):
    exported = run("export_fit", **OUTPUTS)
    assert exported.returncode == 0, exported.stderr
    assert load_potential(tmp_path / "potential.json").parameter_values == (0.01032, 3.4388)
    pages = {"markdown": "data-sheet.md", "html": "data-sheet.html"}
    done = run("data_sheet", export="export.json", **pages)
    assert done.returncode == 0, done.stderr
    assert "pair_style lj/cut" in (tmp_path / "data-sheet.md").read_text(encoding="utf-8")
    assert "<h1" in (tmp_path / "data-sheet.html").read_text(encoding="utf-8")
    written = {*OUTPUTS.values(), *pages.values(), "fit.json", "summary.json"}
    assert {path.name for path in tmp_path.iterdir()} == written


def test_bad_input_is_one_line_and_leaves_nothing(run, tmp_path):
    (tmp_path / "summary.json").write_text('{"structures": {"fcc": {"shortest_distance_A": 13}}}')
    done = run("export_fit", **OUTPUTS)
    assert done.returncode == 1
    assert done.stderr.startswith("error: lennard-jones: no two atoms of the database are closer")
    assert len(done.stderr.splitlines()) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"fit.json", "summary.json"}
