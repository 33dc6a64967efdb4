"""What Slurm's commands say about jobs, read so that a silent controller is no answer."""

import getpass
import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pairwright.errors import PairwrightError

# Job names of both profiles begin like this, which tells them from other jobs of the same folder.
JOB_NAME = "pairwright"

# How long a command may take before the controller counts as silent.
ANSWER_S = 60

_ALIVE = {
    *("PENDING", "CONFIGURING", "RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "SIGNALING"),
    *("REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "RESIZING", "RESV_DEL_HOLD", "STAGE_OUT"),
}
# Reasons for which a job would wait for ever.
_NEVER = ("PartitionTimeLimit", "PartitionNodeLimit", "BadConstraints")
_UNREACHABLE = re.compile(
    r"unable to contact slurm controller|socket timed out|connection refused|connect failure"
    r"|zero bytes were transmitted|temporarily unable|unexpected message received",
    re.IGNORECASE,
)


class SilentControllerError(PairwrightError):
    """Slurm's controller does not answer: nothing is known about any job."""


class NeverStartsError(PairwrightError):
    """A job waits for something that its partition does not have."""


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


def verdict(state: str) -> str:
    """Return what Snakemake wants to know of a job's state: running, success or failed."""
    word = (state.split() or [""])[0].rstrip("+")
    if word == "COMPLETED":
        return "success"
    return "running" if word in _ALIVE else "failed"


def status(identity: str) -> str:
    """Return running, success or failed for the job of that id.

    A job is running as long as Slurm does not say otherwise. One that the controller has
    forgotten is looked for in the accounts; without any, it counts as failed and is done again.
    Raises NeverStartsError for a job that asks for more than its partition has, and cancels it.
    """
    ways = (
        ["squeue", "--noheader", "--states=all", f"--jobs={identity}", "--format=%T|%r"],
        ["sacct", "--noheader", "--allocations", f"--jobs={identity}", "--format=State"],
    )
    for command in ways:
        try:
            answer = call(command).strip()
        except SilentControllerError:
            return "running"
        except PairwrightError:
            continue
        if answer:
            state, _, reason = answer.splitlines()[0].partition("|")
            if state == "PENDING" and reason in _NEVER:
                call(["scancel", identity])
                raise NeverStartsError(
                    f"job {identity} asks for more than its partition has ({reason}); choose "
                    "another slurm_partition, or less mem_mb or runtime under set-resources"
                )
            return verdict(state)
    return "failed"


def jobs_of(folder: str | Path) -> list[Job]:
    """Return the jobs of this project that wait or run and work in ``folder``, but not this one.

    Raises PairwrightError when Slurm cannot be asked.
    """
    here = Path(folder).resolve()
    listed = call(["squeue", "--noheader", f"--user={getpass.getuser()}", "--format=%i|%j|%Z"])
    jobs = [
        Job(identity, name, Path(place))
        for identity, name, place in (line.split("|", 2) for line in listed.splitlines())
    ]
    return [
        job
        for job in jobs
        if job.name.startswith(JOB_NAME)
        and job.folder.resolve() == here
        and job.identity != os.environ.get("SLURM_JOB_ID")
    ]
