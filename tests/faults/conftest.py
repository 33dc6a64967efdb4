"""One undisturbed run that those with faults are compared with; an end to the time for slow tests.

PAIRWRIGHT_SLOW_SECONDS says for how long slow tests are begun; those after that are skipped.
"""

import os
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "workflow"))
sys.path.insert(0, str(Path(__file__).parent))

from small_runs import completed, fresh

BEGUN = time.monotonic()
ALLOWED_S = float(os.environ.get("PAIRWRIGHT_SLOW_SECONDS", "inf"))


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    """The folder of a run of the fit study in which nothing goes wrong."""
    folder = fresh(tmp_path_factory.mktemp("undisturbed"))
    completed(folder)
    return folder


def pytest_runtest_setup(item):
    if item.get_closest_marker("slow") and time.monotonic() - BEGUN > ALLOWED_S:
        pytest.skip(f"no time left: slow tests began {ALLOWED_S:.0f} s ago")
