"""One finished run that several tests look at."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from runs import prepare, run


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """The folder of an undisturbed run of everything."""
    folder = prepare(tmp_path_factory.mktemp("finished"))
    result = run(folder, "all")
    assert result.returncode == 0, result.stdout + result.stderr
    return folder
