"""A clock that jumps, and times of files that such a clock gave: the run ends right."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from small_runs import completed, end_group, fresh, same_results, screen, started, wait_until

pytestmark = pytest.mark.slow

DAY_S = 86400
YEAR_S = 365 * DAY_S


@pytest.fixture
def jumping_clock(tmp_path, monkeypatch):
    """The file that says by how many seconds the clock of what is started next is ahead."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    source, library = Path(__file__).with_name("jumping_clock.c"), tmp_path / "jumping_clock.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source], check=True)
    ahead = tmp_path / "ahead"
    ahead.write_text("0")
    monkeypatch.setenv("LD_PRELOAD", str(library))
    monkeypatch.setenv("CLOCK_AHEAD", str(ahead))
    return ahead


def test_a_clock_that_jumps_during_a_run(undisturbed, tmp_path, jumping_clock, monkeypatch):
    """A day ahead after the first job, two days back after the second, right after the third."""
    folder = tmp_path / "run"
    folder.mkdir()
    shutil.copy(undisturbed / "data.db", folder)
    process = started(fresh(folder))
    try:
        for jobs, ahead in ((1, DAY_S), (2, -DAY_S), (4, 0)):
            wait_until(lambda jobs=jobs: screen(folder).count("Finished jobid") >= jobs)
            jumping_clock.write_text(str(ahead))
        assert process.wait(timeout=600) == 0, screen(folder)
    finally:
        end_group(process)
    days = {line.split()[2] for line in screen(folder).splitlines() if line.startswith("[")}
    assert len(days) >= 2, "the clock did not jump"
    same_results(folder, undisturbed)
    monkeypatch.delenv("LD_PRELOAD")
    completed(folder)
    same_results(folder, undisturbed)


def test_files_from_the_future_and_the_past(undisturbed, tmp_path, subtests):
    folder = tmp_path / "run"
    shutil.copytree(undisturbed, folder, symlinks=True)
    results = folder / "results"
    cases = {
        "the database is from the future": (folder / "data.db", YEAR_S),
        "the database is from 1970": (folder / "data.db", -time.time()),
        "an early result is from the future": (results / "database" / "dataset.npz", YEAR_S),
        "a late result is from the past": (results / "fits/lennard-jones/fit.json", -YEAR_S),
    }
    for name, (path, ahead) in cases.items():
        with subtests.test(name):
            os.utime(path, (time.time() + ahead,) * 2)
            printed = completed(folder)
            assert ("a date in the future" in printed) == (ahead > 0)
            same_results(folder, undisturbed)
            os.utime(path)
    completed(folder)
    same_results(folder, undisturbed)
