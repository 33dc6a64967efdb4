"""What Slurm's commands say about jobs, read so that a silent controller is no answer."""

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pairwright.errors import PairwrightError

# Job names of both profiles begin like this, which tells them from other jobs of the same folder.
JOB_NAME = "pairwright"

# The names in full: submission.job_name ends in a token, the plugin's run id is a UUID.
_OURS = re.compile(
    rf"{JOB_NAME}-.+-[0-9a-f]{{12}}|{JOB_NAME}_[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}"
)

# How long a command may take before the controller counts as silent.
ANSWER_S = 60

_UNREACHABLE = re.compile(
    r"unable to contact slurm controller|socket timed out|connection refused|connect failure"
    r"|zero bytes were transmitted|temporarily unable|unexpected message received"
    r"|protocol authentication error|invalid authentication credential|authentication agent"
    r"|in standby mode|rate limit|backing off",
    re.IGNORECASE,
)


class SilentControllerError(PairwrightError):
    """Slurm's controller does not answer: nothing is known about any job."""


@dataclass(frozen=True)
class Job:
    """One job in the queue: its id, its name and the folder that it works in."""

    identity: str
    name: str
    folder: Path


def call(command: Sequence[str]) -> str:
    """Run one of Slurm's commands and return what it printed.

    Raises SilentControllerError when the controller cannot be reached, PairwrightError with the
    command's own words when it refuses.
    """
    try:
        done = subprocess.run(  # noqa: S603 (Slurm's own commands, and no shell)
            command, capture_output=True, text=True, check=False, timeout=ANSWER_S
        )
    except subprocess.TimeoutExpired:
        raise SilentControllerError(f"{command[0]}: no answer within {ANSWER_S} s") from None
    except FileNotFoundError:
        raise PairwrightError(
            f"{command[0]}: not found; run this where Slurm's commands are, on a login node"
        ) from None
    if done.returncode == 0:
        return done.stdout
    said = " ".join(done.stderr.split()) or f"exit status {done.returncode}"
    kind = SilentControllerError if _UNREACHABLE.search(said) else PairwrightError
    raise kind(f"{command[0]}: {said}")


def jobs_of(folder: str | Path) -> list[Job]:
    """Return the jobs of this project that wait or run and work in ``folder``, but not this one.

    Raises PairwrightError when Slurm cannot be asked.
    """
    here = Path(folder).resolve()
    listed = call(["squeue", "--noheader", f"--user={os.getuid()}", "--format=%i|%j|%Z"])
    fields = [line.split("|", 2) for line in listed.splitlines()]
    # Of several clusters each has a line with its name above its jobs.
    jobs = [Job(line[0], line[1], Path(line[2])) for line in fields if len(line) == 3]
    return [
        job
        for job in jobs
        if _OURS.fullmatch(job.name)
        and job.folder.resolve() == here
        and job.identity != os.environ.get("SLURM_JOB_ID")
    ]
