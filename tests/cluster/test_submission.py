"""A job script becomes one sbatch command with what the rule asks for, and nothing of a site."""

import json
import re

import pytest
from fakes import fake
from hypothesis import given
from hypothesis import strategies as st

from pairwright.cluster import submission
from pairwright.cluster.submission import SNAKEMAKE_MB, job_name, properties, sbatch_command
from pairwright.errors import PairwrightError

NAME = "pairwright-fit_pair_form-abc"
JOB = {"rule": "fit_pair_form", "threads": 2, "resources": {"mem_mb": 4000, "runtime": 60}}


def job(**resources):
    """Return the job with further resources."""
    return JOB | {"resources": JOB["resources"] | resources}


def test_threads_memory_and_time_are_those_of_the_rule():
    command = sbatch_command(JOB, "job.sh", NAME)
    assert {"--cpus-per-task=2", f"--mem={4000 + SNAKEMAKE_MB}", "--time=60"} <= set(command)
    assert command[0] == "sbatch"
    assert command[-1] == "job.sh"


def test_slurm_does_not_start_a_job_again_by_itself():
    assert "--no-requeue" in sbatch_command(JOB, "job.sh", NAME)


def test_a_site_is_named_only_by_its_user():
    words = " ".join(sbatch_command(JOB, "job.sh", NAME))
    for name in ("partition", "account", "qos", "constraint", "exclusive"):
        assert name not in words
    chosen = sbatch_command(job(slurm_partition="long", slurm_account="us"), "job.sh", NAME)
    assert {"--partition=long", "--account=us"} <= set(chosen)


def test_further_options_are_words_of_their_own():
    command = sbatch_command(job(slurm_extra="--exclusive --comment='two words'"), "job.sh", NAME)
    assert {"--exclusive", "--comment=two words"} <= set(command)


def test_a_group_is_named_after_itself():
    group = {"groupid": "folds", "threads": 4, "resources": {"runtime": 20}}
    assert re.fullmatch(r"pairwright-folds-[0-9a-f]{12}", job_name(group))
    assert "--output=logs/slurm/%j-folds.log" in sbatch_command(group, "job.sh", NAME)


def test_every_job_has_a_name_of_its_own():
    assert job_name(JOB) != job_name(JOB)


def test_a_job_whose_answer_was_lost_is_found_by_its_name(commands, tmp_path, monkeypatch):
    monkeypatch.setattr(submission, "PAUSE_S", 0)
    script = tmp_path / "job.sh"
    group = {"groupid": "job-x", "threads": 1, "resources": {}}
    script.write_text(f"# properties = {json.dumps(group)}\n")
    fake(commands, "sbatch", error="Socket timed out on send/recv operation")
    fake(commands, "squeue", "17")
    assert submission.submit(str(script)) == "17"
    (asked_for,) = re.findall(r"--job-name=(\S+)", (commands / "sbatch.calls").read_text())
    assert asked_for.startswith("pairwright-job-x-")
    assert f"--name={asked_for} " in (commands / "squeue.calls").read_text()


@given(st.text(min_size=1))
def test_a_users_text_stays_one_word(text):
    command = sbatch_command(job(slurm_partition=text), "job.sh", NAME)
    assert command.count(f"--partition={text}") == 1
    assert len(command) == len(sbatch_command(JOB, "job.sh", NAME)) + 1


def test_the_properties_are_read_from_the_script(tmp_path):
    script = tmp_path / "job.sh"
    script.write_text(f"#!/bin/sh\n# properties = {json.dumps(JOB)}\ntrue\n")
    assert properties(script) == JOB


@pytest.mark.parametrize("text", ["", "#!/bin/sh\ntrue\n", "# properties = {\n"])
def test_another_script_is_refused(tmp_path, text):
    script = tmp_path / "job.sh"
    script.write_text(text)
    with pytest.raises(PairwrightError, match="not a job script"):
        properties(script)
