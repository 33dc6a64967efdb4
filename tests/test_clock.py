"""A file with a date in the future is named."""

import os
import time

import pytest

from pairwright.clock import future_dates


@pytest.fixture
def files(tmp_path):
    """A database, and a folder with two results, all of now."""
    (tmp_path / "results" / "fits").mkdir(parents=True)
    for name in ("data.db", "results/a.csv", "results/fits/b.json"):
        (tmp_path / name).touch()
    return tmp_path


def lines(files):
    return future_dates([files / "data.db", files / "results", files / "absent"])


def test_dates_of_now_and_of_the_past_are_fine(files):
    os.utime(files / "data.db", (0, 0))
    assert lines(files) == []


def test_files_of_the_future_are_counted_and_the_first_is_named(files):
    late = (time.time() + 3600,) * 2
    os.utime(files / "results" / "fits" / "b.json", late)
    (line,) = lines(files)
    assert f"{files / 'results/fits/b.json'}: a date in the future" in line
    os.utime(files / "data.db", late)
    assert "data.db and 1 more: a date in the future" in lines(files)[0]
