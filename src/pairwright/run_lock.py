"""One run at a time in a working directory, and none blocked by a run that was killed.

Snakemake's own locks stay behind when it is killed. Here the operating system keeps a lock for as
long as the process lives: who holds it may clear Snakemake's locks, who does not get it must wait.
"""

import errno
import fcntl
import os
import shutil
import socket
import sys
from collections.abc import Iterable
from pathlib import Path

from pairwright.errors import PairwrightError

LOCK = "pairwright.lock"

_held: list[int] = []


def claim_directory(directory: str | Path) -> bool:
    """Hold the run lock of a working directory until this process ends.

    Returns true when locks of a killed run were cleared.
    Raises PairwrightError naming the process that is running there, or an unwritable directory.
    """
    for name in ("results", "logs"):
        _check_folder(Path(directory) / name)
    state = Path(directory) / ".snakemake"
    try:
        state.mkdir(exist_ok=True)
        handle = os.open(state / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise PairwrightError(
            f"{directory}: cannot be written ({error.strerror}); choose another working directory"
        ) from None
    locked = _locked(handle, directory)
    # Read by this handle: closing another one of the same file would drop the lock.
    host = os.pread(handle, 300, 0).decode().partition(" on ")[2]
    # Some file systems keep locks to one machine, or none: what is there may belong to a live run.
    ours = locked and host in ("", socket.gethostname())
    if ours or not _has_files(state / "locks"):
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()} on {socket.gethostname()}".encode(), 0)
    _held.append(handle)
    return ours and _clear_stale_locks(state / "locks")


def _locked(handle: int, directory: str | Path) -> bool:
    """Lock an open file; return whether its file system can do that, and warn where it cannot.

    Raises PairwrightError naming the process that holds the lock.
    """
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EAGAIN):
            print(
                f"warning: {directory}: the file system keeps no locks ({error.strerror}); "
                "see to it that only one run works here",
                file=sys.stderr,
            )
            return False
        owner = os.pread(handle, 300, 0).decode().split(" on ")[0] or "unknown"
        os.close(handle)
        raise PairwrightError(
            f"{directory}: another run (process {owner}) is working here; "
            "wait until it has ended, or give another --directory"
        ) from None
    return True


def last_host(directory: str | Path) -> str:
    """Return the machine on which the last run of a working directory was, "" if unknown."""
    lock = Path(directory) / ".snakemake" / LOCK
    return lock.read_text(encoding="utf-8").partition(" on ")[2] if lock.is_file() else ""


def _check_folder(folder: Path) -> None:
    if folder.exists() and not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        raise PairwrightError(
            f"{folder}: not a folder that can be written; move it away or change its permissions"
        )


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _clear_stale_locks(locks: Path) -> bool:
    if not _has_files(locks):
        return False
    shutil.rmtree(locks)
    locks.mkdir()
    return True


def error_lines(logs: Iterable[str | Path]) -> list[str]:
    """Return the messages about bad input that Snakemake's logs hold, each once, in order."""
    lines = [
        line
        for log in logs
        if Path(log).is_file()
        for line in Path(log).read_text(encoding="utf-8", errors="replace").splitlines()
    ]
    return list(dict.fromkeys(line for line in lines if line.startswith("error: ")))
