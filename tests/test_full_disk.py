"""A full disk is told in one line."""

import subprocess
import sys

import pytest

from pairwright import full_disk


@pytest.mark.parametrize(("free", "told"), [(0, True), (full_disk.NO_ROOM, False)])
def test_a_disk_is_full_when_a_log_finds_no_room(tmp_path, monkeypatch, free, told):
    usage = full_disk.shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(full_disk.shutil, "disk_usage", lambda _folder: usage)
    line = full_disk.full_disk_line(tmp_path)
    assert (line is not None) == told
    assert line is None or line.startswith(f"warning: {tmp_path}: its disk is full")


def test_a_log_that_cannot_be_written_is_told_by_no_traceback():
    program = (
        "import logging\nfrom pairwright.full_disk import tell_full_disk\ntell_full_disk('.')\n"
        "logging.basicConfig(stream=open('/dev/full', 'w'))\nlogging.error('a line')\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Logging error" not in done.stderr
