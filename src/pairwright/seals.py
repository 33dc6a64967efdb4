"""Checksums of what jobs wrote, so that a file that is damaged or changed later is noticed.

They are kept beside Snakemake's own records in the working directory. A file without one, such as
an input of the user's own, is not checked.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from pairwright.errors import PairwrightError
from pairwright.store import sha256, write_text

FOLDER = Path(".snakemake") / "pairwright-seals"


def seal(paths: Iterable[str]) -> None:
    """Keep the checksums of files that a job has written, given relative to the run's folder."""
    for path in paths:
        if _can_have_one(path):
            write_text(_seal_of(path), sha256(path))


def accept(paths: Iterable[str]) -> None:
    """Take files as they are now for what the run wrote: whoever changed them knows why.

    Raises PairwrightError naming a file that no job has written.
    """
    known = list(paths)
    for path in known:
        if not (_can_have_one(path) and _seal_of(path).is_file()):
            raise PairwrightError(
                f"{path}: no result of a run in this folder; give its path as the run prints it, "
                "such as results/fits/mie/fit.json"
            )
    seal(known)


def refuse_damaged(paths: Iterable[str]) -> None:
    """Check files that a job is going to read.

    Raises PairwrightError naming a file that is not as the job that wrote it left it.
    """
    for path in paths:
        if _is_broken(path):
            raise PairwrightError(
                f"{path}: not as the run wrote it: damaged, or changed by hand; delete it and run "
                f"again, which makes it anew, or keep your change: pairwright accept {path}"
            )


def _is_broken(path: str) -> bool:
    if not _can_have_one(path) or not _seal_of(path).is_file():
        return False
    return _seal_of(path).read_text(encoding="ascii") != sha256(path)


def _can_have_one(path: str) -> bool:
    return not Path(path).is_absolute() and Path(path).is_file()


def _seal_of(path: str) -> Path:
    """Return where the checksum of a file is kept; a name of any length has one."""
    return FOLDER / hashlib.sha256(Path(path).as_posix().encode()).hexdigest()
