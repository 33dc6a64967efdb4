"""Lets these tests run the workflow as those of the workflow do, and speak to a made-up Slurm."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "workflow"))
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def commands(tmp_path, monkeypatch):
    """Return an empty folder that alone holds commands; the working directory is another."""
    folder = tmp_path / "commands"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder
