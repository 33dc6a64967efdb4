"""A file that is not as its job left it is noticed before another job reads it."""

import pytest

from pairwright.errors import PairwrightError
from pairwright.seals import accept, refuse_damaged, seal


@pytest.fixture
def written(tmp_path, monkeypatch):
    """The name of a file that a job has written, in its folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.csv").write_bytes(b"1,2,3\n")
    seal(["table.csv"])
    return tmp_path / "table.csv"


def test_a_file_that_is_as_it_was_is_read(written):
    written.touch()
    refuse_damaged(["table.csv"])


@pytest.mark.parametrize("content", [b"1,2,4\n", b"1,2", b""])
def test_a_file_that_is_not_is_named_with_what_to_do(written, content):
    written.write_bytes(content)
    with pytest.raises(PairwrightError, match=r"^table\.csv: not as .*delete it and run again"):
        refuse_damaged(["table.csv"])


def test_a_file_that_is_written_again_has_a_new_checksum(written):
    written.write_bytes(b"4,5,6\n")
    seal(["table.csv"])
    refuse_damaged(["table.csv"])


def test_what_no_job_has_written_is_not_checked(written):
    (written.parent / "own.csv").write_bytes(b"mine")
    refuse_damaged(["own.csv", "absent.csv", str(written), "."])


def test_a_change_by_hand_may_be_kept(written):
    written.write_bytes(b"mine")
    with pytest.raises(PairwrightError, match=r"pairwright accept table\.csv"):
        refuse_damaged(["table.csv"])
    accept(["table.csv"])
    refuse_damaged(["table.csv"])


def test_what_no_job_has_written_cannot_be_accepted(written):
    (written.parent / "own.csv").write_bytes(b"mine")
    with pytest.raises(PairwrightError, match="no result of a run"):
        accept(["own.csv"])
