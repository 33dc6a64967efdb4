"""One undisturbed run that those with faults are compared with."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "workflow"))
sys.path.insert(0, str(Path(__file__).parent))

from small_runs import completed, fresh


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    """The folder of a run of the fit study in which nothing goes wrong."""
    folder = fresh(tmp_path_factory.mktemp("undisturbed"))
    completed(folder)
    return folder
