"""Whatever happens to jobs, node, controller or Snakemake: nothing is lost or written twice."""

import os
import signal
import time

import pytest
from queue_runs import finished, resume, same_results, start, transcript

PROFILE = "slurm-generic"
FIT = "results/fits/troubled/fit.json"
ONCE = ["COMPLETED"]


def test_a_cancelled_job_is_done_again(cluster, study, local):
    run = start(cluster, study, PROFILE, FIT)
    cluster.call("scancel", cluster.wait_for(study, "fit_pair_form"))
    finished(cluster, study, run)
    assert cluster.states(study, "fit_pair_form") == ["CANCELLED", "COMPLETED"]
    assert cluster.states(study, "pair_table") == ONCE
    assert same_results(study, local)


def test_a_job_out_of_memory_gets_more(cluster, study, local):
    less = "--set-resources=fit_pair_form:mem_mb=500"
    run = start(cluster, study, PROFILE, FIT, less, trouble="memory")
    finished(cluster, study, run)
    ended = cluster.states(study, "fit_pair_form")
    assert ended[-1] == "COMPLETED"
    assert ended[:-1]
    assert set(ended[:-1]) <= {"FAILED", "OUT_OF_MEMORY", "CANCELLED"}
    assert same_results(study, local)


def test_jobs_wait_for_a_drained_node(cluster, study, local):
    run = start(cluster, study, PROFILE, FIT)
    cluster.wait_for(study, "extract_database")
    node = cluster.call("sinfo", "--noheader", "--format=%n").split()[0]
    cluster.call("scontrol", "update", f"NodeName={node}", "State=DRAIN", "Reason=test")
    cluster.wait_for(study, "pair_table", "PENDING")
    time.sleep(3)
    assert cluster.states(study, "extract_database") == ONCE
    cluster.call("scontrol", "update", f"NodeName={node}", "State=RESUME")
    finished(cluster, study, run)
    for rule in ("extract_database", "pair_table", "fit_pair_form"):
        assert cluster.states(study, rule) == ONCE
    assert same_results(study, local)


def test_a_controller_that_is_away_for_30_s_costs_nothing_but_time(cluster, study, local):
    run = start(cluster, study, PROFILE, FIT)
    cluster.wait_for(study, "pair_table")
    cluster.control("controller-down")
    time.sleep(30)
    assert run.poll() is None
    cluster.up()
    finished(cluster, study, run)
    cluster.up()
    for rule in ("extract_database", "pair_table", "fit_pair_form"):
        assert cluster.states(study, rule) == ONCE
    assert same_results(study, local)


def test_a_killed_run_is_resumed_without_its_orphans(cluster, study, local):
    run = start(cluster, study, PROFILE, FIT, trouble="hang")
    orphan = cluster.wait_for(study, "fit_pair_form")
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()

    again = start(cluster, study, PROFILE, FIT)
    assert again.wait(timeout=120) == 1
    assert f"1 job ({orphan}) of another run still in the queue" in transcript(study)
    assert "Traceback" not in transcript(study)

    resume(cluster, study, PROFILE, FIT)
    assert cluster.states(study, "fit_pair_form") == ["CANCELLED", "COMPLETED"]
    assert cluster.states(study, "pair_table") == ONCE
    assert same_results(study, local)


@pytest.mark.slow
def test_an_interrupted_run_takes_its_jobs_along(cluster, study, local):
    run = start(cluster, study, PROFILE, FIT, trouble="hang")
    cluster.wait_for(study, "fit_pair_form")
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=300) != 0
    assert cluster.states(study, "fit_pair_form") == ["CANCELLED"]
    finished(cluster, study, start(cluster, study, PROFILE, FIT))
    assert cluster.states(study, "pair_table") == ONCE
    assert same_results(study, local)


@pytest.mark.slow
def test_a_job_over_its_time_gets_more(cluster, study, local):
    less = "--set-resources=fit_pair_form:runtime=1"
    run = start(cluster, study, PROFILE, FIT, less, trouble="hang")
    finished(cluster, study, run)
    assert cluster.states(study, "fit_pair_form") == ["TIMEOUT", "COMPLETED"]
    assert same_results(study, local)
