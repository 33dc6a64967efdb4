"""The memory of a call is what it takes at most, even if it gives it back."""

import subprocess
import sys

import numpy as np
import pytest

from pairwright.timing import memory
from pairwright.timing.memory import peak_memory_mib

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")


def use(mebibytes):
    return lambda: float(np.ones(mebibytes * 2**20 // 8).sum())


PROGRAM = """
import sys
import numpy as np
from pairwright.timing.memory import peak_memory_mib
for size in map(int, sys.argv[1:]):
    print(peak_memory_mib(lambda: float(np.ones(size * 2**20 // 8).sum())))
"""


def peaks(*mebibytes):
    """Return the peaks of calls in a process of its own, of which the kernel reclaims nothing."""
    command = [sys.executable, "-c", PROGRAM, *map(str, mebibytes)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(line) for line in done.stdout.split()]


@pytest.mark.parametrize("mebibytes", [8, 64])
def test_the_peak_is_seen(mebibytes):
    assert peaks(mebibytes) == [pytest.approx(mebibytes, rel=0.1, abs=1)]


def test_a_later_smaller_call_is_not_taken_for_an_earlier_larger_one():
    assert peaks(100, 4)[1] < 10


def test_elsewhere_nobody_knows(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "CLEAR", tmp_path / "missing" / "clear_refs")
    assert peak_memory_mib(use(1)) is None
