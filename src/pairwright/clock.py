"""Dates of files that a clock gave which was wrong, or which has been set back since."""

import time
from collections.abc import Iterable
from pathlib import Path

TOLERANCE_S = 60.0
"""Clocks of two machines that share files may differ by this."""


def future_dates(paths: Iterable[str | Path]) -> list[str]:
    """Return one line about files with a date in the future, none when there are none.

    ``paths`` are files, and folders all of whose files are looked at. A run takes what is made from
    such a file for out of date each time it starts.
    """
    now = time.time() + TOLERANCE_S
    late = [str(path) for path in _files(paths) if path.stat().st_mtime > now]
    if not late:
        return []
    more = f" and {len(late) - 1} more" if len(late) > 1 else ""
    return [
        f"warning: {late[0]}{more}: a date in the future, by this machine's clock; what is made "
        "from it is made again in each run until then: set the clock, or `touch` the file"
    ]


def _files(paths: Iterable[str | Path]) -> Iterable[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(item for item in path.rglob("*") if item.is_file())
        elif path.is_file():
            yield path
