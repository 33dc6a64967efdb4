"""What Slurm's commands say, and machines where there is none."""

import os

import pytest
from fakes import fake

from pairwright.cluster import orphans
from pairwright.cluster.__main__ import main
from pairwright.cluster.orphans import cancel_orphans, refuse_orphans
from pairwright.cluster.slurm import Job, call, jobs_of
from pairwright.errors import PairwrightError

TOKEN = "0123456789ab"
RUN = "01234567-89ab-cdef-0123-456789abcdef"


def test_without_slurm_nothing_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    refuse_orphans(tmp_path)


def test_a_run_on_another_machine_is_not_taken_for_dead(tmp_path, capsys):
    lock = tmp_path / ".snakemake" / "pairwright.lock"
    lock.parent.mkdir()
    lock.write_text("17 on another-login-node")
    assert main(["cancel-orphans", str(tmp_path)]) == 1
    assert "the last run was on another-login-node" in capsys.readouterr().err


def test_without_slurm_a_command_says_where_it_belongs(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PairwrightError, match="squeue: not found; run this where"):
        call(["squeue"])
    assert main(["cancel-orphans", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("error: squeue: not found")


def test_only_jobs_with_the_names_of_the_profiles_are_ours(commands, tmp_path):
    names = {
        "1": f"pairwright-fit_pair_form-{TOKEN}",
        "2": f"pairwright_{RUN}",
        "3": "pairwright-run",
        "4": f"other-fit-{TOKEN}",
        "5": f"pairwright-argon-job-x-{TOKEN}",
    }
    rows = [f"{job}|{name}|{tmp_path}" for job, name in names.items()]
    fake(commands, "squeue", "CLUSTER: first", *rows, f"6|{names['1']}|{tmp_path.parent}")
    assert [job.identity for job in jobs_of(tmp_path)] == ["1", "2", "5"]


def test_a_job_that_asks_is_not_among_its_own_orphans(commands, tmp_path, monkeypatch):
    fake(commands, "squeue", f"7|pairwright-fit-{TOKEN}|{tmp_path}")
    assert jobs_of(tmp_path) == [Job("7", f"pairwright-fit-{TOKEN}", tmp_path)]
    monkeypatch.setenv("SLURM_JOB_ID", "7")
    assert jobs_of(tmp_path) == []


def test_the_queue_is_asked_for_the_users_own_jobs(commands, tmp_path):
    fake(commands, "squeue")
    jobs_of(tmp_path)
    assert f"--user={os.getuid()}" in (commands / "squeue.calls").read_text()


def test_a_silent_controller_is_told_from_jobs_that_stay(commands, tmp_path, monkeypatch):
    monkeypatch.setattr(orphans, "PATIENCE_S", -1)
    fake(commands, "squeue", error="Unable to contact slurm controller (connect failure)")
    with pytest.raises(PairwrightError, match=r"Slurm gives no answer .*start again when it does"):
        cancel_orphans(tmp_path)
    fake(commands, "squeue", f"7|pairwright-fit-{TOKEN}|{tmp_path}")
    fake(commands, "scancel")
    with pytest.raises(PairwrightError, match=r"1 job \(7\) not gone"):
        cancel_orphans(tmp_path)
