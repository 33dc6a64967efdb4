"""A full disk and one that cannot be written: one clear line, and nothing lost."""

import shutil

import pytest
from small_runs import completed, fresh, mounted, refused, remount, same_results

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("size", ["16k", "100k", "600k", "1500k"])
def test_results_on_a_disk_that_fills_up(undisturbed, tmp_path, size):
    shutil.copy(undisturbed / "data.db", tmp_path)
    folder = fresh(tmp_path)
    with mounted(folder / "results", size) as results:
        message = refused(folder)
        assert "results/" in message
        assert "No space left on device" in message
        assert "free some space" in message
        assert not list(results.rglob(".*.*")), "temporary files were left"
        remount(results, "size=64m")
        completed(folder)
        same_results(folder, undisturbed)


def test_everything_on_a_disk_that_fills_up(undisturbed, tmp_path):
    with mounted(tmp_path / "disk", "900k") as disk:
        shutil.copy(undisturbed / "data.db", disk)
        folder = fresh(disk)
        message = refused(folder)
        assert "No space left on device" in message
        remount(disk, "size=64m")
        completed(folder)
        same_results(folder, undisturbed)


def test_results_on_a_disk_that_cannot_be_written(undisturbed, tmp_path):
    shutil.copy(undisturbed / "data.db", tmp_path)
    folder = fresh(tmp_path)
    with mounted(folder / "results", "64m") as results:
        completed(folder, "database")
        remount(results, "ro")
        assert "not a folder that can be written" in refused(folder)
        remount(results, "rw")
        completed(folder)
        same_results(folder, undisturbed)


def test_a_working_directory_that_cannot_be_written(undisturbed, tmp_path):
    with mounted(tmp_path / "disk", "64m") as disk:
        shutil.copy(undisturbed / "data.db", disk)
        folder = fresh(disk)
        remount(disk, "ro")
        assert "cannot be written" in refused(folder)
        remount(disk, "rw")
        completed(folder)
        same_results(folder, undisturbed)
