"""Times of files that a jumping clock gives: the run ends right."""

import os
import shutil
import time

import pytest
from small_runs import completed, same_results

pytestmark = pytest.mark.slow

YEAR_S = 365 * 86400


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
