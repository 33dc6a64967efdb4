"""States of jobs as Snakemake sees them, and machines where there is no Slurm."""

import pytest

from pairwright.cluster.__main__ import main
from pairwright.cluster.orphans import refuse_orphans
from pairwright.cluster.slurm import call, verdict
from pairwright.errors import PairwrightError

ENDED_BADLY = ("TIMEOUT", "OUT_OF_MEMORY", "NODE_FAIL", "PREEMPTED", "BOOT_FAIL", "DEADLINE")


@pytest.mark.parametrize("state", ["PENDING", "RUNNING", "COMPLETING", "SUSPENDED", "REQUEUED"])
def test_a_job_that_may_still_end_well_is_running(state):
    assert verdict(state) == "running"


@pytest.mark.parametrize("state", ["", "FAILED", "CANCELLED by 1000", "CANCELLED+", *ENDED_BADLY])
def test_a_job_that_ended_badly_has_failed(state):
    assert verdict(state) == "failed"


def test_only_a_completed_job_is_a_success():
    assert verdict("COMPLETED") == "success"


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
