"""The whole judgement of a form, as it is written."""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from judging_data import RADIUS, WEIGHTS, judging_options

from pairwright.data.pairs import write_pair_table
from pairwright.judging.cross_validation import HELD_OUT_COLUMNS
from pairwright.judging.learning_curve import LEARNING_COLUMNS
from pairwright.judging.record import judgement
from pairwright.store import read_json, read_npz, write_json

SUMMARY = {"database": {"path": "data.db"}, "element": "Ar"}
FEW = {"bootstrap": 10, "learning_drawings": 2, "learning_fractions": [0.5]}
EQUATIONS = {"structures": {"fcc": {"a0_A": 5.3}}}


def judged(data, form="lennard-jones", **changed):
    options = judging_options(judging=FEW, **changed)
    return judgement(form, *data, SUMMARY, EQUATIONS, options)


@pytest.fixture(scope="module")
def found(noisy):
    return judged(noisy)


def test_it_says_everything(found):
    assert set(found.record) == {
        "bootstrap",
        "calibration",
        "cross_validation",
        "cutoff",
        "database",
        "directions",
        "element",
        "form",
        "information",
        "profiles",
        "properties",
        "reference_energy_alone",
        "rows",
        "sampling",
    }
    assert set(found.record["cross_validation"]) == {
        "fitted",
        "folds",
        "grouped",
        "leak",
        "left-out",
        "random",
    }


def test_its_tables_have_their_columns(found, noisy):
    rows = len(noisy[0])
    assert [len(row) for row in found.held_out] == [len(HELD_OUT_COLUMNS)] * 2 * rows
    assert [len(row) for row in found.learning] == [len(LEARNING_COLUMNS)] * 4


def test_its_samples_are_kept_with_their_names(found):
    arrays = found.samples
    assert arrays["parameters"].tolist() == ["epsilon", "sigma"]
    assert arrays["bootstrap"].shape == (2, 10)
    assert arrays["sampling"].shape[0] == 2
    for kind in ("bootstrap", "sampling"):
        assert arrays[f"{kind}_reference_energies_eV"].shape == arrays[kind].shape[1:]


def test_the_same_data_are_judged_alike_to_the_last_digit(found, noisy, tmp_path):
    for name, one in (("first.json", found), ("second.json", judged(noisy))):
        write_json(tmp_path / name, one.record)
    assert (tmp_path / "first.json").read_bytes() == (tmp_path / "second.json").read_bytes()


@pytest.mark.parametrize("form", ["spline", "lennard-jones-axilrod-teller"])
def test_linear_and_three_body_forms_are_judged_too(noisy, form):
    record = judged(noisy, form, triple_dipole={"radius_A": 6.0}).record
    assert record["form"] == form
    assert record["cross_validation"]["grouped"]["absent"] == {}


def test_a_fitted_reference_energy_is_judged_too(noisy, monkeypatch):
    # The ensemble is wide: its chains would be long.
    monkeypatch.setattr("pairwright.judging.chains.MOST_STEPS", 1000)
    record = judged(noisy, reference={"mode": "fitted", "value_eV": None}).record
    assert "reference_energy" in record["bootstrap"]["parameters"]


def test_a_single_structure_is_judged_without_leaving_it_out(noisy):
    dataset, pairs = noisy
    same = replace(dataset, structures=np.full(len(dataset), "any"))
    found = judged((same, pairs))
    left_out = found.record["cross_validation"]["left-out"]
    assert left_out == {"absent": {"any": "it is the only structure of the database"}}
    assert {row[3] for row in found.held_out} == {"grouped"}


def test_rows_without_forces_and_stresses_are_judged_by_energy(noisy):
    dataset, pairs = noisy
    bare = replace(
        dataset,
        forces=np.full_like(dataset.forces, np.nan),
        stresses=np.full_like(dataset.stresses, np.nan),
    )
    record = judged((bare, pairs)).record
    errors = record["cross_validation"]["grouped"]["all"]
    assert errors["force_rmse_meV_per_A"] is None
    assert set(record["calibration"]["bootstrap"]) == {"energy", "sentence"}
    assert record["cross_validation"]["leak"]["force_percent"] is None


def test_the_script_writes_it(noisy, root, tmp_path):
    dataset, _ = noisy
    dataset.save(tmp_path / "dataset.npz")
    write_pair_table(dataset, RADIUS, tmp_path / "pairs.npz")
    write_json(tmp_path / "summary.json", SUMMARY)
    write_json(tmp_path / "equations.json", EQUATIONS)
    options = judging_options(judging=FEW)
    words = {
        **{name: json.dumps(options[name]) for name in ("judging", "cutoff", "reference")},
        "weights": json.dumps(WEIGHTS),
        "test-fraction": "0.25",
        "form": "lennard-jones",
        "dataset": tmp_path / "dataset.npz",
        "pairs": tmp_path / "pairs.npz",
        "summary": tmp_path / "summary.json",
        "equations": tmp_path / "equations.json",
        "judgement": tmp_path / "judgement.json",
        "held-out": tmp_path / "held_out.csv",
        "learning-curve": tmp_path / "learning_curve.csv",
        "samples": tmp_path / "samples.npz",
    }
    arguments = [f"--{name}={value}" for name, value in words.items()]
    done = subprocess.run(
        [sys.executable, root / "scripts" / "judge_pair_form.py", *arguments],
        capture_output=True,
        text=True,
        cwd=root,
    )
    assert done.returncode == 0, done.stderr
    assert "bootstrap: 10 of 10 resamples" in done.stderr
    assert read_json(tmp_path / "judgement.json")["rows"] == {"all": 48, "fitted": 36}
    assert read_npz(tmp_path / "samples.npz")["bootstrap"].shape == (2, 10)
    header = (tmp_path / "held_out.csv").read_text().splitlines()[0]
    assert header.startswith("id,structure,group,kind,part,natoms,energy_eV")
