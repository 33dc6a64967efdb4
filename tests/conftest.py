"""Settings and helpers of all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples every time: a test passes or fails because of the code, not of luck.
settings.register_profile("deterministic", derandomize=True, deadline=None, database=None)
settings.load_profile("deterministic")

os.environ["MPLBACKEND"] = "Agg"

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the repository."""
    return ROOT
