"""The same with Snakemake's own Slurm plugin, whose jobs take longer to begin and to be noticed."""

import os
import signal
import time

import pytest
from queue_runs import finished, resume, same_results, start, transcript

PROFILE = "slurm"
TABLE = "results/database/pairs.npz"
ONCE = ["COMPLETED"]


def test_a_cancelled_job_is_done_again(cluster, study, local):
    run = start(cluster, study, PROFILE, TABLE)
    cluster.call("scancel", cluster.wait_for(study, "extract_database"))
    finished(cluster, study, run)
    assert cluster.states(study, "extract_database") == ["CANCELLED", "COMPLETED"]
    assert cluster.states(study, "pair_table") == ONCE
    assert same_results(study, local)


def test_a_killed_run_is_resumed_without_its_orphans(cluster, study, local):
    run = start(cluster, study, PROFILE, TABLE)
    orphan = cluster.wait_for(study, "extract_database")
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()

    again = start(cluster, study, PROFILE, TABLE)
    assert again.wait(timeout=120) == 1
    assert f"1 job ({orphan}) of another run still in the queue" in transcript(study)
    assert "Traceback" not in transcript(study)

    resume(cluster, study, PROFILE, TABLE)
    assert cluster.states(study, "extract_database") == ["CANCELLED", "COMPLETED"]
    assert cluster.states(study, "pair_table") == ONCE
    assert same_results(study, local)


@pytest.mark.slow
def test_a_job_out_of_memory_gets_more(cluster, study, local):
    less = "--set-resources=fit_pair_form:mem_mb=700"
    run = start(cluster, study, PROFILE, "results/fits/troubled/fit.json", less, trouble="memory")
    finished(cluster, study, run)
    ended = cluster.states(study, "fit_pair_form")
    assert ended[-1] == "COMPLETED"
    assert set(ended[:-1]) == {"FAILED"}
    assert same_results(study, local)


@pytest.mark.slow
def test_a_controller_that_is_away_for_30_s_costs_an_attempt_at_most(cluster, study, local):
    run = start(cluster, study, PROFILE, TABLE)
    cluster.wait_for(study, "extract_database")
    cluster.control("controller-down")
    time.sleep(30)
    cluster.up()
    finished(cluster, study, run)
    cluster.up()
    for rule in ("extract_database", "pair_table"):
        assert cluster.states(study, rule)[-1:] == ONCE
        assert set(cluster.states(study, rule)[:-1]) <= {"FAILED"}
    assert same_results(study, local)


@pytest.mark.slow
def test_a_job_over_its_time_gets_more(cluster, study, local):
    less = "--set-resources=fit_pair_form:runtime=1"
    run = start(cluster, study, PROFILE, "results/fits/troubled/fit.json", less, trouble="hang")
    finished(cluster, study, run)
    assert cluster.states(study, "fit_pair_form") == ["TIMEOUT", "COMPLETED"]
    assert same_results(study, local)
