"""A job has ended when Slurm says so, and runs as long as it says anything else, or nothing."""

import os
import time

import pytest
from fakes import fake

from pairwright.cluster.__main__ import main
from pairwright.cluster.status import LAG_S, status, verdict

ENDED_BADLY = ("TIMEOUT", "OUT_OF_MEMORY", "NODE_FAIL", "PREEMPTED", "BOOT_FAIL", "DEADLINE")
UNKNOWN = "slurm_load_jobs error: Invalid job id specified"
NO_ACCOUNTS = "Slurm accounting storage is disabled"
TROUBLES = (
    "Unable to contact slurm controller (connect failure)",
    "slurm_load_jobs error: Protocol authentication error",
    "slurm_load_jobs error: Slurm backup controller in standby mode",
    "slurm_load_jobs error: Socket timed out on send/recv operation",
    "RPC rate limit exceeded 101 times with 30 retries",
    "Segmentation fault",
)
HOPELESS = ("PartitionTimeLimit", "QOSMaxWallDurationPerJobLimit", "AssocMaxMemPerJob")
PATIENT = ("Resources", "Priority", "PartitionNodeLimit", "QOSMaxJobsPerUserLimit", "JobHeldUser")


@pytest.mark.parametrize("state", ["PENDING", "RUNNING", "COMPLETING", "SUSPENDED", "REQUEUED"])
def test_a_job_that_may_still_end_well_is_running(state):
    assert verdict(state) == "running"


@pytest.mark.parametrize("state", ["", "A_STATE_OF_THE_FUTURE"])
def test_a_word_that_says_nothing_ends_no_job(state):
    assert verdict(state) == "running"


@pytest.mark.parametrize("state", ["FAILED", "CANCELLED by 1000", "CANCELLED+", *ENDED_BADLY])
def test_a_job_that_ended_badly_has_failed(state):
    assert verdict(state) == "failed"


def test_only_a_completed_job_is_a_success():
    assert verdict("COMPLETED") == "success"


@pytest.mark.parametrize("reason", HOPELESS)
def test_a_job_that_asks_for_too_much_is_hopeless_while_it_waits(reason):
    assert verdict("PENDING", reason) == "hopeless"
    assert verdict("RUNNING", reason) == "running"


@pytest.mark.parametrize("reason", PATIENT)
def test_a_job_that_waits_for_what_may_come_is_not_hopeless(reason):
    assert verdict("PENDING", reason) == "running"


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_queue_in_trouble_ends_no_job(commands, capsys, trouble):
    fake(commands, "squeue", error=trouble)
    fake(commands, "sacct", error=NO_ACCOUNTS)
    assert main(["status", "17"]) == 0
    told = capsys.readouterr()
    assert told.out == "running\n"
    assert told.err == f"job 17 counts as running: squeue: {trouble}\n"


def test_without_a_queue_to_ask_no_job_ends(commands):
    fake(commands, "sacct", error=NO_ACCOUNTS)
    assert status("17") == "running"


@pytest.mark.parametrize(("state", "said"), [("COMPLETED", "success"), ("TIMEOUT", "failed")])
def test_what_the_queue_says_counts(commands, state, said):
    fake(commands, "squeue", "CLUSTER: first", f"{state}|None")
    assert status("17") == said


@pytest.mark.parametrize("queue", [{}, {"error": UNKNOWN}])
@pytest.mark.parametrize(
    ("state", "said"), [("COMPLETED ", "success"), ("CANCELLED by 0 ", "failed")]
)
def test_what_the_queue_has_forgotten_is_in_the_accounts(commands, queue, state, said):
    fake(commands, "squeue", **queue)
    fake(commands, "sacct", f"   {state}")
    assert status("17") == said


def test_without_accounts_a_forgotten_job_has_failed(commands):
    fake(commands, "squeue", error=UNKNOWN)
    assert status("17") == "failed", "no sacct"
    fake(commands, "sacct", error=NO_ACCOUNTS)
    assert status("17") == "failed"


@pytest.mark.parametrize("trouble", ["sacct: error: slurmdbd: Connection refused", "Killed"])
def test_accounts_in_trouble_end_no_job(commands, trouble):
    fake(commands, "squeue", error=UNKNOWN)
    fake(commands, "sacct", error=trouble)
    assert status("17") == "running"


def test_accounts_may_lag_for_a_while_and_no_longer(commands, tmp_path):
    fake(commands, "squeue", error=UNKNOWN)
    fake(commands, "sacct")
    assert [status("17"), status("17")] == ["running", "running"]
    long_ago = time.time() - LAG_S - 60
    os.utime(tmp_path / "logs/slurm/17.unknown", (long_ago, long_ago))
    assert [status("17"), status("18")] == ["failed", "running"]
    fake(commands, "sacct", "COMPLETED")
    assert status("17") == "success"


def test_a_hopeless_job_is_cancelled_and_its_user_told(commands, capsys):
    fake(commands, "squeue", "PENDING|PartitionTimeLimit")
    fake(commands, "scancel")
    assert status("17") == "failed"
    assert (commands / "scancel.calls").read_text() == "17\n"
    told = capsys.readouterr().err
    assert told.startswith("error: job 17 asks for more than it can ever get (PartitionTimeLimit)")


def test_a_hopeless_job_that_cannot_be_cancelled_is_asked_about_again(commands):
    fake(commands, "squeue", "PENDING|PartitionTimeLimit")
    fake(commands, "scancel", error=TROUBLES[0])
    assert status("17") == "running"
