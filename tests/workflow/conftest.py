"""One finished run that several tests look at."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from runs import STALE_CHECKPOINT, prepare, run


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """The folder of an undisturbed run of everything, where an old run had left a checkpoint."""
    folder = prepare(tmp_path_factory.mktemp("finished"))
    checkpoint = folder / STALE_CHECKPOINT
    checkpoint.parent.mkdir(parents=True)
    checkpoint.write_bytes(b"of another configuration")
    result = run(folder, "all")
    assert result.returncode == 0, result.stdout + result.stderr
    return folder
