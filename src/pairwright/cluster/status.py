"""Whether a job runs, has succeeded or has failed: it runs as long as Slurm does not say otherwise.

A job that is wrongly called failed is submitted again, beside the one that still runs, and both
write the same files. So what is no clear answer is none.
"""

import sys
import time
from pathlib import Path

from pairwright.cluster.slurm import call
from pairwright.cluster.submission import LOGS
from pairwright.errors import PairwrightError

# A job that the queue has forgotten, where no accounts are kept; or that they do not know yet.
FORGOTTEN, UNACCOUNTED = "FORGOTTEN", "UNACCOUNTED"

# How long the accounts may lag behind the queue.
LAG_S = 900

_ENDED_BADLY = {
    *("FAILED", "CANCELLED", "TIMEOUT", "OUT_OF_MEMORY", "NODE_FAIL", "BOOT_FAIL", "DEADLINE"),
    *("PREEMPTED", "REVOKED", "SPECIAL_EXIT", "LAUNCH_FAILED", "RECONFIG_FAIL", FORGOTTEN),
}
# Reasons for which a job would wait for ever.
_NEVER = {
    *("PartitionTimeLimit", "BadConstraints"),
    *("QOSMaxWallDurationPerJobLimit", "AssocMaxWallDurationPerJobLimit"),
    *("QOSMaxCpuPerJobLimit", "AssocMaxCpuPerJobLimit"),
    *("QOSMaxCpuMinutesPerJobLimit", "AssocMaxCpuMinutesPerJobLimit"),
    *("QOSMaxMemoryPerJob", "AssocMaxMemPerJob"),
}


def verdict(state: str, reason: str = "") -> str:
    """Return running, success, failed, or hopeless for a job that would wait for ever.

    Args:
        state: a job's state in the words of squeue or sacct.
        reason: why it waits, in the words of squeue.

    """
    word = (state.split() or [""])[0].rstrip("+")
    if word == "COMPLETED":
        return "success"
    if word == "PENDING" and reason in _NEVER:
        return "hopeless"
    return "failed" if word in _ENDED_BADLY else "running"


def state_of(identity: str) -> tuple[str, str]:
    """Return state and reason of a job, from the queue or else from the accounts.

    Raises PairwrightError with Slurm's own words when neither gives an answer.
    """
    rows = _answer(
        ["squeue", "--noheader", "--states=all", f"--jobs={identity}", "--format=%T|%r"],
        "invalid job id",
    )
    # Of several clusters each has a line with its name above its jobs.
    for row in filter(lambda line: "|" in line, rows or ()):
        state, _, reason = row.partition("|")
        return state, reason
    accounted = _answer(
        ["sacct", "--noheader", "--allocations", f"--jobs={identity}", "--format=State"],
        "accounting storage is disabled",
        "sacct: not found",
    )
    if accounted is None:
        return FORGOTTEN, ""
    return (accounted[0] if accounted else UNACCOUNTED), ""


def _answer(command: list[str], *knows_nothing: str) -> list[str] | None:
    """Return the lines that a command prints; None if it refuses in one of these words."""
    try:
        return [line for line in call(command).splitlines() if line.strip()]
    except PairwrightError as error:
        if any(words in str(error).lower() for words in knows_nothing):
            return None
        raise


def status(identity: str) -> str:
    """Return running, success or failed for the job of that id, whatever Slurm does.

    One that neither queue nor accounts know has failed, and is done again; the accounts are given
    a while. So has one that asks for more than it can ever get; it is cancelled. Why there is no
    answer, or none to hope for, is printed to the standard error.
    """
    try:
        state, reason = state_of(identity)
        if state == UNACCOUNTED and _unknown_for(identity) > LAG_S:
            state = FORGOTTEN
        said = verdict(state, reason)
        if said != "hopeless":
            return said
        call(["scancel", identity])
    except (PairwrightError, OSError) as error:
        print(f"job {identity} counts as running: {error}", file=sys.stderr)
        return "running"
    print(
        f"error: job {identity} asks for more than it can ever get ({reason}); choose another "
        "slurm_partition or qos, or less mem_mb, threads or runtime, under set-resources",
        file=sys.stderr,
    )
    return "failed"


def _unknown_for(identity: str) -> float:
    """Return the seconds since a job was first not found, and note the first time in a file."""
    note = Path(LOGS) / f"{identity}.unknown"
    if not note.exists():
        note.parent.mkdir(parents=True, exist_ok=True)
        note.touch()
    return time.time() - note.stat().st_mtime
