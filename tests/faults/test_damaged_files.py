"""A file between two jobs that is damaged is named with what to do, or made again."""

import os
import shutil
from pathlib import Path

import pytest
from runs import run
from small_runs import completed, same_results

pytestmark = pytest.mark.slow


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    """Change one bit of a number, which leaves the file readable."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def garbage(path: Path) -> None:
    path.write_bytes(b"garbage\0" * 100)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def one_line_less(path: Path) -> None:
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def another_digit(path: Path) -> None:
    path.write_text(path.read_text().replace("0.", "1.", 1))


DAMAGE = [
    ("database/dataset.npz", cut),
    ("database/dataset.npz", empty),
    ("database/pairs.npz", flip),
    ("database/pairs.npz", garbage),
    ("database/summary.json", empty),
    ("fits/lennard-jones/fit.json", garbage),
    ("fits/lennard-jones/fit.json", another_digit),
    ("fits/lennard-jones/predictions.csv", empty),
    ("fits/lennard-jones/predictions.csv", one_line_less),
    ("database/configurations.csv", one_line_less),
]


def test_no_damage_goes_unnoticed(undisturbed, tmp_path, subtests):
    """Where what a file is made from is made anew in the same run, so is the file."""
    folder = tmp_path / "run"
    shutil.copytree(undisturbed, folder, symlinks=True)
    named = 0
    for name, harm in DAMAGE:
        damaged = folder / "results" / name
        with subtests.test(f"{name} {harm.__name__}"):
            if not damaged.is_file():
                # What a refusing job was to write is gone with it.
                completed(folder)
            harm(damaged)
            os.utime(damaged)
            done = run(folder, "all")
            if done.returncode == 0:
                same_results(folder, undisturbed)
                continue
            assert f"error: results/{name}: not as the run wrote it" in done.stderr
            assert "Traceback" not in done.stdout + done.stderr
            named += 1
            damaged.unlink()
    assert named >= len(DAMAGE) / 2
    completed(folder)
    same_results(folder, undisturbed)
