"""The memory of a call is what it takes at most, even if it gives it back."""

import sys

import numpy as np
import pytest

from pairwright.timing import memory
from pairwright.timing.memory import peak_memory_mib

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")


def use(mebibytes):
    return lambda: float(np.ones(mebibytes * 2**20 // 8).sum())


@pytest.mark.parametrize("mebibytes", [8, 64])
def test_the_peak_is_seen(mebibytes):
    assert peak_memory_mib(use(mebibytes)) == pytest.approx(mebibytes, rel=0.1, abs=1)


def test_a_later_smaller_call_is_not_taken_for_an_earlier_larger_one():
    peak_memory_mib(use(100))
    assert peak_memory_mib(use(4)) < 10


def test_elsewhere_nobody_knows(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "CLEAR", tmp_path / "missing" / "clear_refs")
    assert peak_memory_mib(use(1)) is None
