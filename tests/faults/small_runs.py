"""Short runs of the workflow that something goes wrong in, and what must be true afterwards."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pytest
from runs import CONFIG, command, environment, prepare, result_hashes, run

SMALL = CONFIG | {
    "studies": ["fit"],
    "fit": {
        "forms": ["lennard-jones"],
        "starts": 2,
        "judging": {
            "folds": 2,
            "learning_fractions": [0.5],
            "learning_drawings": 2,
            "bootstrap": 10,
            "samples": 20,
        },
    },
}


def fresh(folder: Path, changes: dict | None = None) -> Path:
    """Make a folder with the small database and configuration."""
    return prepare(folder, SMALL | (changes or {}))


def started(folder: Path, *targets: str) -> subprocess.Popen[str]:
    """Start a run in a process group of its own, its output in ``screen.txt``."""
    with (folder / "screen.txt").open("w") as screen:
        return subprocess.Popen(
            command(folder, *(targets or ("all",))),
            env=environment(),
            stdout=screen,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )


def screen(folder: Path) -> str:
    """Return what the last started run printed."""
    return (folder / "screen.txt").read_text(errors="replace")


def wait_until(condition: Callable[[], bool], seconds: float = 300) -> None:
    """Wait for something to become true; a test that waits in vain fails."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def end_group(process: subprocess.Popen[str]) -> None:
    """Kill what is left of a started run."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()


def completed(folder: Path, target: str = "all") -> str:
    """Run to the end and return what was printed."""
    done = run(folder, target)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def stopped(folder: Path, target: str = "all") -> str:
    """Run, which must fail without a traceback, and return what was printed."""
    done = run(folder, target)
    printed = done.stdout + done.stderr
    assert done.returncode == 1, printed
    assert "Traceback" not in printed, printed
    return printed


def refused(folder: Path, target: str = "all") -> str:
    """Run, which a job must refuse, and return the one line that says why."""
    printed = stopped(folder, target)
    lines = {line for line in printed.splitlines() if line.startswith("error: ")}
    assert len(lines) == 1, printed
    return lines.pop()


def same_results(folder: Path, undisturbed: Path) -> None:
    """Require every result of the undisturbed run, and no other, with the same bytes."""
    assert result_hashes(folder) == result_hashes(undisturbed)


@contextmanager
def mounted(place: Path, size: str):
    """Mount a small file system in memory; the test is skipped where that is not allowed."""
    place.mkdir(parents=True, exist_ok=True)
    wanted = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    done = subprocess.run(wanted, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"a file system cannot be mounted here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def remount(place: Path, options: str) -> None:
    """Change the size of a mounted file system, or whether it can be written."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True)
