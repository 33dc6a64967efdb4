"""What is said of jobs when the queue has forgotten them, or says nothing."""

import subprocess
import sys

import pytest
from queue_runs import ROOT, wait_until

from pairwright.cluster.__main__ import main
from pairwright.cluster.slurm import jobs_of
from pairwright.cluster.status import status


@pytest.fixture
def here(cluster, monkeypatch):
    """Let this process speak with the cluster, by Slurm's own commands."""
    monkeypatch.setenv("SLURM_CONF", cluster.environment["SLURM_CONF"])


def submit(cluster, folder, name, command):
    """Submit a plain command and return the job's id."""
    words = ("sbatch", "--parsable", f"--chdir={folder}", f"--job-name={name}", f"--wrap={command}")
    return cluster.call(*words).strip()


@pytest.mark.usefixtures("here")
def test_a_job_nobody_knows_has_failed():
    assert status("999999") == "failed"


@pytest.mark.usefixtures("here")
def test_a_job_that_could_never_start_fails_and_says_why(cluster, tmp_path, capsys):
    words = ("sbatch", "--parsable", f"--chdir={tmp_path}", "--time=3000", "--wrap=true")
    job = cluster.call(*words).strip()
    reason = ("squeue", "--noheader", f"--jobs={job}", "--format=%r")
    wait_until(lambda: cluster.call(*reason).strip() == "PartitionTimeLimit", "the reason")
    assert main(["status", job]) == 0
    told = capsys.readouterr()
    assert told.out == "failed\n"
    assert f"job {job} asks for more than it can ever get (PartitionTimeLimit)" in told.err
    assert status(job) == "failed"


@pytest.mark.usefixtures("here")
def test_jobs_of_a_folder_are_told_from_others(cluster, tmp_path):
    name = "pairwright-fit-0123456789ab"
    ours = submit(cluster, tmp_path, name, "sleep 30")
    submit(cluster, tmp_path, "pairwright-run", "sleep 30")
    submit(cluster, tmp_path.parent, name, "sleep 30")
    try:
        assert [job.identity for job in jobs_of(tmp_path)] == [ours]
    finally:
        cluster.call("scancel", "--me")


@pytest.mark.usefixtures("here")
def test_with_a_silent_controller_jobs_run_and_are_submitted_once(cluster, tmp_path):
    job = submit(cluster, tmp_path, "pairwright-fit-3", "sleep 1")
    script = tmp_path / "job.sh"
    script.write_text('#!/bin/sh\n# properties = {"rule": "late", "threads": 1, "resources": {}}\n')
    cluster.control("controller-down")
    try:
        assert status(job) == "running"
        command = [sys.executable, "-m", "pairwright.cluster", "submit", str(script)]
        late = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
        with pytest.raises(subprocess.TimeoutExpired):
            late.wait(timeout=8)
    finally:
        cluster.up()
    answer, _ = late.communicate(timeout=60)
    assert [answer.strip()] == [job for job, _, title in cluster.jobs(tmp_path) if "late" in title]
    cluster.wait_for(tmp_path, "fit-3", "COMPLETED")
    assert status(job) == "success"


def test_a_second_up_in_the_shell_of_the_first_leaves_commands_that_work(cluster):
    command = [ROOT / "tools" / "test-slurm", "up", cluster.state]
    done = subprocess.run(command, env=cluster.environment, capture_output=True, check=False)
    assert done.returncode == 0
    assert cluster.call("srun", "echo", "run").strip() == "run"
