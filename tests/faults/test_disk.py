"""A full disk and one that cannot be written: one clear line, and nothing lost."""

import shutil

import pytest
from small_runs import completed, fresh, mounted, remount, same_results, stopped

pytestmark = pytest.mark.slow

FULL = "cannot be written (No space left on device); make its folder writable, or free some space"


def test_results_on_a_disk_that_is_full_or_cannot_be_written(undisturbed, tmp_path, subtests):
    """It fills up at one result after another, then is not writable, then has room."""
    shutil.copy(undisturbed / "data.db", tmp_path)
    folder = fresh(tmp_path)
    with mounted(folder / "results", "16k") as results:
        for size in ("16k", "64k", "160k", "400k", "1m"):
            remount(results, f"size={size}")
            with subtests.test(size):
                assert FULL in stopped(folder)
                assert not list(results.rglob(".*.*")), "temporary files were left"
        remount(results, "size=64m,ro")
        with subtests.test("read-only"):
            assert "not a folder that can be written" in stopped(folder)
        remount(results, "rw")
        completed(folder)
        same_results(folder, undisturbed)


def test_a_working_directory_on_such_a_disk(undisturbed, tmp_path, subtests):
    """Here Snakemake has no room for its own records and the rules' logs either."""
    with mounted(tmp_path / "disk", "600k") as disk:
        shutil.copy(undisturbed / "data.db", disk)
        folder = fresh(disk)
        remount(disk, "ro")
        with subtests.test("read-only"):
            assert "cannot be written" in stopped(folder)
        remount(disk, "rw")
        for size in ("600k", "1m"):
            remount(disk, f"size={size}")
            with subtests.test(size):
                # A job says so when it is one that finds no room, and not Snakemake itself.
                assert "its disk is full; if the run failed, free some space" in stopped(folder)
        remount(disk, "size=64m")
        completed(folder)
        same_results(folder, undisturbed)
