"""A disk without room is told in one line, also where Snakemake's own files hit it."""

import atexit
import logging
import shutil
import sys
from pathlib import Path

NO_ROOM = 1 << 20
"""A disk with fewer bytes left is full: a log or a record finds no room there."""


def full_disk_line(folder: str | Path) -> str | None:
    """Return what to say when the disk of a folder has no room left, None where it has."""
    if shutil.disk_usage(folder).free >= NO_ROOM:
        return None
    return (
        f"warning: {Path(folder).resolve()}: its disk is full; if the run failed, free some space "
        "and run again"
    )


def tell_full_disk(folder: str | Path) -> None:
    """Say at the end of this process when the disk of a folder is full.

    Lines of a log that find no room are not told by a traceback each.
    """
    logging.raiseExceptions = False
    atexit.register(_tell, folder)


def _tell(folder: str | Path) -> None:
    line = full_disk_line(folder)
    if line is not None:
        print(line, file=sys.stderr)
