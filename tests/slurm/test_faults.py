"""Whatever happens to jobs, node, controller or Snakemake: nothing is lost or written twice.

With Snakemake's own Slurm plugin jobs take longer to begin and to be noticed, so most of that is
slow.
"""

import os
import signal
import time
from dataclasses import dataclass

import pytest
from queue_runs import differences, ended, finished, resume, start, transcript

FIT = "results/fits/troubled/fit.json"
TABLE = "results/database/pairs.npz"
CHAIN = ("extract_database", "pair_table", "fit_pair_form")
ONCE = ["COMPLETED"]
DONE_AGAIN = ["CANCELLED", "COMPLETED"]


@dataclass(frozen=True)
class Course:
    """A run under a profile: a target, its rules, and which one's job is cancelled or orphaned.

    ``failures`` are what a controller's absence may cost a job.
    """

    profile: str
    target: str
    rules: tuple[str, ...]
    victim: str
    failures: int = 0


COMMANDS = Course("slurm-generic", FIT, CHAIN, victim="fit_pair_form")
PLUGIN = Course("slurm", FIT, CHAIN, victim="fit_pair_form")
SHORT_PLUGIN = Course("slurm", TABLE, CHAIN[:2], victim="extract_database", failures=1)


def through(*courses, slow=()):
    """Do a test through each of these courses; through the slow ones if slow tests are wanted."""
    chosen = [(course, ()) for course in courses] + [(course, pytest.mark.slow) for course in slow]
    return pytest.mark.parametrize(
        "course", [pytest.param(course, id=course.profile, marks=mark) for course, mark in chosen]
    )


def states(cluster, study, course):
    """Return in which states the jobs of each rule of a course ended."""
    return {rule: cluster.states(study, rule) for rule in course.rules}


def begin(cluster, study, course, *options, **trouble):
    return start(cluster, study, course.profile, course.target, *options, **trouble)


@through(COMMANDS, SHORT_PLUGIN)
def test_a_cancelled_job_is_done_again(cluster, study, local, course):
    run = begin(cluster, study, course)
    cluster.call("scancel", cluster.wait_for(study, course.victim))
    finished(cluster, study, run)
    once = dict.fromkeys(course.rules, ONCE)
    assert states(cluster, study, course) == once | {course.victim: DONE_AGAIN}
    assert differences(study, local) == {}


@through(COMMANDS, slow=[PLUGIN])
def test_a_job_out_of_memory_gets_more(cluster, study, local, course):
    # The plugin starts two Snakemakes in a job, and asks for no room for them.
    less = {"slurm-generic": 500, "slurm": 700}[course.profile]
    words = f"--set-resources=fit_pair_form:mem_mb={less}"
    finished(cluster, study, begin(cluster, study, course, words, trouble="memory"))
    *failed, last = cluster.states(study, "fit_pair_form")
    assert last == "COMPLETED"
    assert failed
    assert set(failed) <= {"FAILED", "OUT_OF_MEMORY", "CANCELLED"}
    assert differences(study, local) == {}


@through(COMMANDS, slow=[SHORT_PLUGIN])
def test_jobs_wait_for_a_drained_node(cluster, study, local, course):
    run = begin(cluster, study, course)
    cluster.wait_for(study, "extract_database")
    cluster.set_node("DRAIN")
    cluster.wait_for(study, "pair_table", "PENDING")
    time.sleep(3)
    assert cluster.states(study, "extract_database") == ONCE
    assert cluster.states(study, "pair_table") == ["PENDING"]
    cluster.set_node("RESUME")
    finished(cluster, study, run)
    assert states(cluster, study, course) == dict.fromkeys(course.rules, ONCE)
    assert differences(study, local) == {}


@through(COMMANDS, slow=[SHORT_PLUGIN])
def test_a_controller_that_is_away_for_30_s_costs_time_and_an_attempt_at_most_with_the_plugin(
    cluster, study, local, course
):
    run = begin(cluster, study, course)
    cluster.wait_for(study, course.rules[-2])
    cluster.control("controller-down")
    time.sleep(30)
    assert run.poll() is None
    cluster.up()
    finished(cluster, study, run)
    cluster.up()
    for rule, (*failed, last) in states(cluster, study, course).items():
        assert last == "COMPLETED", rule
        assert failed in [["FAILED"] * times for times in range(course.failures + 1)], rule
    assert differences(study, local) == {}


@through(COMMANDS, SHORT_PLUGIN)
def test_a_killed_run_is_resumed_without_its_orphans(cluster, study, local, course):
    run = begin(cluster, study, course, trouble="hang")
    orphan = cluster.wait_for(study, course.victim)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()

    again = begin(cluster, study, course)
    assert ended(again) == 1
    assert f"1 job ({orphan}) of another run still in the queue" in transcript(study)
    assert "Traceback" not in transcript(study)

    resume(cluster, study, course.profile, course.target)
    once = dict.fromkeys(course.rules, ONCE)
    assert states(cluster, study, course) == once | {course.victim: DONE_AGAIN}
    assert differences(study, local) == {}


@through(slow=[COMMANDS, PLUGIN])
def test_an_interrupted_run_takes_its_jobs_along(cluster, study, local, course):
    run = begin(cluster, study, course, trouble="hang")
    cluster.wait_for(study, course.victim)
    os.killpg(run.pid, signal.SIGINT)
    assert ended(run) != 0
    cluster.wait_for(study, course.victim, "CANCELLED")
    finished(cluster, study, begin(cluster, study, course))
    once = dict.fromkeys(course.rules, ONCE)
    assert states(cluster, study, course) == once | {course.victim: DONE_AGAIN}
    assert differences(study, local) == {}


@through(slow=[COMMANDS, SHORT_PLUGIN])
def test_a_terminated_run_waits_for_its_jobs_and_submits_no_more(cluster, study, local, course):
    run = begin(cluster, study, course)
    cluster.wait_for(study, "extract_database")
    run.send_signal(signal.SIGTERM)
    assert ended(run) != 0
    assert {state for _, state, _ in cluster.jobs(study)} == {"COMPLETED"}
    assert cluster.states(study, "pair_table") == []
    finished(cluster, study, begin(cluster, study, course))
    assert states(cluster, study, course) == dict.fromkeys(course.rules, ONCE)
    assert differences(study, local) == {}


@through(slow=[COMMANDS, PLUGIN])
def test_a_job_over_its_time_gets_more(cluster, study, local, course):
    less = "--set-resources=fit_pair_form:runtime=1"
    finished(cluster, study, begin(cluster, study, course, less, trouble="hang"))
    assert cluster.states(study, "fit_pair_form") == ["TIMEOUT", "COMPLETED"]
    assert differences(study, local) == {}
