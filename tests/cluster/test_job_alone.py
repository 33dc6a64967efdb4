"""A cluster job makes what it was sent for, even if the configuration was edited meanwhile."""

import subprocess

import pytest
from runs import CONFIG, command, prepare, result_hashes, run

JOB = (
    *("--mode=remote", "--force", "--nolock", "--ignore-incomplete"),
    *("--allowed-rules", "pair_table", "--target-jobs", "pair_table:"),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder with a finished extraction whose configuration was edited since."""
    folder = prepare(tmp_path_factory.mktemp("alone"))
    done = run(folder, "results/database/pairs.npz")
    assert done.returncode == 0, done.stderr
    edited = CONFIG["database"] | {"minimum_distance_A": 0.6}
    return prepare(folder, CONFIG | {"database": edited})


def test_the_run_itself_would_do_more(place):
    planned = run(place, "results/database/pairs.npz", "--dry-run").stdout
    assert "extract_database" in planned


def test_the_job_does_its_own_work_only(place):
    before = result_hashes(place)
    job = subprocess.run(command(place, *JOB), capture_output=True, text=True, check=False)
    assert job.returncode == 0, job.stderr
    assert "1 of 1 steps (100%) done" in job.stderr
    assert "Reading data.db" not in job.stderr
    assert result_hashes(place) == before
