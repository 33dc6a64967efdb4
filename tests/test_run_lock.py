"""One run at a time works in a folder, and what another machine's run left is let alone."""

import errno
import fcntl
import os
import socket
import subprocess
import sys

import pytest

from pairwright.run_lock import claim_directory, last_host

CLAIM = "import sys; from pairwright.run_lock import claim_directory as c; print(c(sys.argv[1]))"


def claim(folder):
    """Claim a folder in a process of its own, which ends at once."""
    command = [sys.executable, "-c", CLAIM, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def snakemakes_lock(tmp_path):
    """Return one of Snakemake's own locks, of a run that was killed or is alive."""
    lock = tmp_path / ".snakemake" / "locks" / "0.output.lock"
    lock.parent.mkdir(parents=True)
    lock.write_text("results/database/pairs.npz")
    return lock


def owner(folder):
    return folder / ".snakemake" / "pairwright.lock"


def test_a_new_folder_is_claimed_and_its_owner_written(tmp_path):
    assert claim(tmp_path).stdout == "False\n"
    assert last_host(tmp_path) == socket.gethostname()


def test_locks_that_a_killed_run_left_are_cleared(tmp_path, snakemakes_lock):
    assert claim(tmp_path).stdout == "True\n"
    assert not snakemakes_lock.exists()


def test_while_a_run_is_alive_another_is_refused_and_told_by_whom(tmp_path):
    claim_directory(tmp_path)
    refused = claim(tmp_path)
    assert refused.returncode != 0
    assert f"another run (process {os.getpid()}) is working here" in refused.stderr


def test_the_locks_of_another_machines_run_stay_however_often_one_starts(tmp_path, snakemakes_lock):
    owner(tmp_path).write_text("17 on another-login-node")
    for _ in range(2):
        assert claim(tmp_path).stdout == "False\n"
        assert snakemakes_lock.exists()
        assert last_host(tmp_path) == "another-login-node"


def test_after_another_machines_run_has_ended_the_folder_is_ours(tmp_path):
    owner(tmp_path).parent.mkdir()
    owner(tmp_path).write_text("17 on another-login-node")
    claim(tmp_path)
    assert last_host(tmp_path) == socket.gethostname()


@pytest.mark.parametrize("reason", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_where_nothing_can_be_locked_a_run_starts_with_a_warning_and_clears_nothing(
    tmp_path, snakemakes_lock, monkeypatch, capsys, reason
):
    def no_locks(*_):
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(fcntl, "lockf", no_locks)
    assert claim_directory(tmp_path) is False
    warning = capsys.readouterr().err
    assert warning.startswith(f"warning: {tmp_path}: the file system keeps no locks")
    assert warning.count("\n") == 1
    assert snakemakes_lock.exists()
