"""The state of the source that a run was made from, if git knows it."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

SECONDS = 30


def git_state(source: str | Path) -> dict[str, Any] | None:
    """Return the commit that a folder is at, and whether nothing in it differs from that.

    Files that are neither tracked nor ignored count as differences: they may be imported. None
    where there is no git, the folder is not the top of a repository, or nothing is committed yet.
    """
    top = _git(source, "rev-parse", "--show-toplevel")
    commit = _git(source, "rev-parse", "--verify", "HEAD")
    changes = _git(source, "status", "--porcelain")
    if top is None or commit is None or changes is None:
        return None
    if Path(top.strip()).resolve() != Path(source).resolve():
        return None
    return {"commit": commit.strip(), "clean": changes == ""}


def _git(folder: str | Path, *arguments: str) -> str | None:
    """Return what git says, None if it cannot; locks of the repository are left alone."""
    program = shutil.which("git")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 (git, and no shell)
            [program, "-C", str(folder), *arguments],
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            check=False,
            timeout=SECONDS,
        )
    except (OSError, UnicodeDecodeError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
