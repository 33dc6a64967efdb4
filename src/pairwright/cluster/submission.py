"""A job script of Snakemake's, handed to Slurm."""

import json
import re
import shlex
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pairwright.cluster.slurm import JOB_NAME, SilentControllerError, call
from pairwright.errors import PairwrightError

# Snakemake itself runs in each job, beside the script that the rule's memory is meant for.
SNAKEMAKE_MB = 300

LOGS = Path("logs/slurm")
PATIENCE_S = 3600
PAUSE_S = 5

_MARK = "# properties = "


def properties(script: str | Path) -> dict[str, Any]:
    """Return what Snakemake says of the job in the second line of a job script.

    Raises PairwrightError when there is no such line.
    """
    try:
        lines = Path(script).read_text(encoding="utf-8").splitlines()
        found = next(line for line in lines if line.startswith(_MARK))
        return dict(json.loads(found.removeprefix(_MARK)))
    except (OSError, StopIteration, ValueError):
        raise PairwrightError(
            f"{script}: not a job script of Snakemake's; submit through profiles/slurm-generic"
        ) from None


def job_name(job: Mapping[str, Any]) -> str:
    """Return a name that no other job has: the project's, that of the rule or group, a token."""
    return f"{JOB_NAME}-{_title(job)}-{uuid.uuid4().hex[:12]}"


def _title(job: Mapping[str, Any]) -> str:
    return str(job.get("groupid") or job["rule"])


def sbatch_command(job: Mapping[str, Any], script: str, name: str) -> list[str]:
    """Return the sbatch command, word by word, for a job of these properties.

    Threads, memory (MB) and time (min) are those of the rule or group. Partition, account and
    quality of service are named only if the user set them; ``slurm_extra`` is added as it is.
    """
    resources = job["resources"]
    command = [
        *("sbatch", "--parsable", "--no-requeue", f"--job-name={name}"),
        *(f"--output={LOGS}/%j-{_title(job)}.log", f"--cpus-per-task={job['threads']}"),
    ]
    if "mem_mb" in resources:
        command.append(f"--mem={int(resources['mem_mb']) + SNAKEMAKE_MB}")
    named = {
        "time": resources.get("runtime"),
        "partition": resources.get("slurm_partition"),
        "account": resources.get("slurm_account"),
        "qos": resources.get("qos"),
        "constraint": resources.get("constraint"),
    }
    command += [f"--{name}={value}" for name, value in named.items() if value]
    return [*command, *shlex.split(resources.get("slurm_extra", "")), script]


def submit(script: str) -> str:
    """Submit a job script and return the job's id; while the controller is silent, wait for it.

    A job that was taken although the answer got lost is found by its name, not submitted twice.
    Raises PairwrightError with sbatch's own words when the job is refused, or after an hour's wait.
    """
    job = properties(script)
    name = job_name(job)
    command = sbatch_command(job, script, name)
    LOGS.mkdir(parents=True, exist_ok=True)
    search = ["squeue", "--noheader", "--states=all", f"--name={name}", "--format=%i"]
    deadline = time.monotonic() + PATIENCE_S
    question, answer = command, ""
    while not answer:
        try:
            answer = call(question).strip()
            question = command
        except SilentControllerError as error:
            if time.monotonic() > deadline:
                raise
            if question is command:
                print(f"a submission waits: {error}", file=sys.stderr)
            question = search
            time.sleep(PAUSE_S)
    return re.split(r"[;\s]", answer)[0]
