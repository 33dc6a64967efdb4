"""A run killed again and again at random moments ends with the results of an undisturbed one."""

import os
import random
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from runs import result_hashes
from small_runs import fresh, same_results, screen, started

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("PAIRWRIGHT_KILLS", "50"))
EARLY_S, LATE_SHARE = 0.3, 0.5  # from before the first rule is read to several jobs later


def duration(folder: Path) -> float:
    """Return how long a run took (s), from its configuration to its last result by their dates."""
    results = (folder / "results").rglob("*")
    return max(map(date, results)) - date(folder / "settings.yaml")


def date(path: Path) -> float:
    """Return when a file was written."""
    return path.stat().st_mtime


def survived(folder: Path, moment: float, group: bool) -> bool:
    """Start a run and kill it after ``moment`` seconds; say whether it ended before that, well."""
    process = started(folder)
    try:
        status = process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        if group:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        return False
    assert status == 0, screen(folder)
    return True


def share_done(folder: Path, undisturbed: Path) -> float:
    """Return the share of the results that are there."""
    return len(result_hashes(folder)) / len(result_hashes(undisturbed))


def test_kills_lose_nothing(undisturbed, tmp_path, capsys):
    generator = random.Random(2017)
    latest = LATE_SHARE * duration(undisturbed)
    shares: list[float] = []
    rounds = 0
    while len(shares) < KILLS:
        folder = tmp_path / f"round{rounds}"
        if not folder.exists():
            folder.mkdir()
            shutil.copy(undisturbed / "data.db", folder)
            fresh(folder)
        moment = generator.uniform(EARLY_S, latest)
        if survived(folder, moment, group=len(shares) % 2 == 0):
            same_results(folder, undisturbed)
            rounds += 1
            continue
        shares.append(share_done(folder, undisturbed))
        with capsys.disabled():
            print(f"kill {len(shares)}: after {moment:.1f} s, {shares[-1]:.0%} of results there")
    folder = tmp_path / f"round{rounds}"
    while folder.exists() and not survived(folder, 600.0, group=True):
        pass
    if folder.exists():
        same_results(folder, undisturbed)
    with capsys.disabled():
        thirds = [sum(int(min(share, 0.99) * 3) == third for share in shares) for third in range(3)]
        print(f"{KILLS} kills, {rounds + folder.exists()} runs completed, none lost a result;")
        print(f"kills in the first, second and last third of results: {thirds}")
    assert KILLS < 20 or min(thirds) > 0
