"""``python -m pairwright.cluster submit SCRIPT | status ID | cancel-orphans [FOLDER]``.

The first two are called by Snakemake under profiles/slurm-generic, the last by `make resume-slurm`.
"""

import argparse
import socket
import sys

from pairwright.cluster.orphans import cancel_orphans
from pairwright.cluster.status import status
from pairwright.cluster.submission import submit
from pairwright.errors import PairwrightError
from pairwright.run_lock import claim_directory, last_host


def _cancel_orphans(folder: str) -> str:
    host = last_host(folder)
    if host not in ("", socket.gethostname()):
        raise PairwrightError(
            f"{folder}: the last run was on {host}; resume there, or see that it is dead, "
            "delete .snakemake/pairwright.lock, and resume here"
        )
    claim_directory(folder)
    jobs = cancel_orphans(folder)
    lines = [f"cancelled {job.identity} {job.name}" for job in jobs]
    return "\n".join([*lines, f"jobs of the last run that were still in the queue: {len(jobs)}"])


ACTIONS = {"submit": submit, "status": status, "cancel-orphans": _cancel_orphans}


def main(words: list[str] | None = None) -> int:
    """Do one action and print its answer; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m pairwright.cluster", description=__doc__)
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("subject", nargs="?", default=".")
    given = parser.parse_args(words)
    try:
        print(ACTIONS[given.action](given.subject))
    except PairwrightError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
