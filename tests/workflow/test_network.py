"""The neural potential as a user trains it, on a database of their own."""

import json

import pandas as pd
from ase.build import bulk
from ase.db import connect
from runs import CONFIG, STALE_CHECKPOINT, prepare, run
from samples import stored, write_lennard_jones_database

from pairwright import load_potential

TARGET = "results/network/potential.json"


def network(**changes):
    """Return the configuration with another ``network`` section."""
    return CONFIG | {"network": CONFIG["network"] | changes}


def message_of(folder, *targets):
    """Return the one line in which a run that must fail says why."""
    result = run(folder, *(targets or (TARGET,)))
    assert result.returncode == 1, result.stderr
    assert "Traceback" not in result.stderr + result.stdout
    (line,) = {line for line in result.stderr.splitlines() if line.startswith("error: ")}
    return line


def test_a_run_ends_with_a_potential_and_its_errors_on_rows_it_has_not_seen(finished):
    folder = finished / "results" / "network"
    record = json.loads((folder / "potential.json").read_text())
    assert record["metrics"]["test"]["rows"] == 18
    comparison = pd.read_csv(folder / "comparison.csv")
    everything = comparison[comparison["structure"] == "all"]
    assert {tuple(pair) for pair in everything[["split", "model"]].to_numpy().tolist()} == {
        (split, model)
        for split in ("grouped", "left-out")
        for model in ("lennard-jones", "mie", "neural")
    }
    # The rows are Lennard-Jones: every model has to find it.
    grouped = everything[everything["split"] == "grouped"].set_index("model")
    assert (grouped["energy_rmse_meV_per_atom"] < 2.0).all()
    assert len(pd.read_csv(folder / "predictions.csv")) == 18
    atoms = bulk("Ar", "fcc", a=5.3)
    atoms.calc = load_potential(folder / "potential.json")
    assert -0.09 < atoms.get_potential_energy() + 0.25 < -0.06
    assert atoms.calc.results["forces_std"].shape == (1, 3)


def test_a_stale_checkpoint_does_not_stop_a_run_with_another_configuration(finished):
    assert (finished / TARGET).is_file()
    assert list((finished / STALE_CHECKPOINT).parent.iterdir()) == []


def test_no_members_leave_the_study_out(tmp_path):
    folder = prepare(tmp_path, network(members=0))
    result = run(folder, "network", "--dry-run")
    assert result.returncode == 0
    assert "network_fold" not in result.stdout + result.stderr


def test_too_few_groups_for_the_folds(tmp_path):
    message = message_of(prepare(tmp_path, network(folds=7)))
    assert "7 folds need at least 7 groups" in message
    assert "the database has 6" in message


def test_a_database_without_forces(tmp_path):
    with connect(tmp_path / "full.db") as source, connect(tmp_path / "data.db") as target:
        write_lennard_jones_database(tmp_path / "full.db", -0.25)
        for row in source.select():
            bare = stored(row.toatoms(), energy=row.energy)
            target.write(bare, **row.key_value_pairs)
    assert "no row of the database has forces" in message_of(prepare(tmp_path))
    weights = {"force_eV_per_A": None, "stress_GPa": None}
    fit = CONFIG["fit"] | {"weights": weights}
    folder = prepare(tmp_path, network(members=1) | {"fit": fit})
    result = run(folder, TARGET)
    assert result.returncode == 0, result.stderr


def test_a_cutoff_below_the_shortest_distance_is_refused(tmp_path):
    wrong = {"descriptors": {"cutoff": 0.5}}
    result = run(prepare(tmp_path, network(**wrong)), TARGET)
    assert result.returncode == 1
    assert "network.descriptors.cutoff: found 0.5; allowed: a number >= 1" in result.stderr
