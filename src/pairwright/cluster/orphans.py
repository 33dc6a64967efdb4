"""Jobs whose Snakemake is dead: they go on, and nobody waits for their results."""

import shutil
import time
from pathlib import Path

from pairwright.cluster.slurm import Job, SilentControllerError, call, jobs_of
from pairwright.errors import PairwrightError

PAUSE_S = 1
PATIENCE_S = 600


def refuse_orphans(folder: str | Path) -> None:
    """Let no run start beside jobs of a dead one: both would write the same files.

    Where there is no Slurm, or it does not answer, nothing can be said and nothing is refused.
    Raises PairwrightError naming the jobs and what to do.
    """
    if shutil.which("squeue") is None:
        return
    try:
        orphans = jobs_of(folder)
    except PairwrightError:
        return
    if orphans:
        raise PairwrightError(
            f"{folder}: {_described(orphans)} of another run still in the queue; "
            "if that run was killed, `make resume-slurm` cancels them and goes on (see docs/hpc.md)"
        )


def cancel_orphans(folder: str | Path) -> list[Job]:
    """Cancel the jobs that a dead run left in the queue, wait until they are gone, return them.

    Call it only while no run lives in that folder. Waits for a controller that does not answer.
    Raises PairwrightError when a job is still there, or the controller silent, after ten minutes.
    """
    cancelled: dict[str, Job] = {}
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            left = jobs_of(folder)
            if not left:
                return list(cancelled.values())
            call(["scancel", *(job.identity for job in left)])
            cancelled |= {job.identity: job for job in left}
            trouble = f"{_described(left)} not gone; ask squeue, and start again when they are"
        except SilentControllerError as error:
            trouble = f"Slurm gives no answer ({error}); start again when it does"
        if time.monotonic() > deadline:
            raise PairwrightError(f"{folder}: after {PATIENCE_S} s {trouble}")
        time.sleep(PAUSE_S)


def _described(jobs: list[Job]) -> str:
    shown = ", ".join(job.identity for job in jobs[:5])
    more = ", ..." if len(jobs) > 5 else ""
    return f"{len(jobs)} job{'s' * (len(jobs) != 1)} ({shown}{more})"
