"""How much memory a call takes beyond what was in use before it."""

import ctypes
from collections.abc import Callable
from pathlib import Path

STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")
RESET_PEAK = "5"


def peak_memory_mib(call: Callable[[], object]) -> float | None:
    """Return by how many MiB the process grew at most during a call; None where nobody knows.

    The Linux kernel keeps the highest resident memory of a process, and can be told to begin anew.
    Freed memory that the C library still holds is given back first, or the call would not be seen
    to take it.
    """
    try:
        ctypes.CDLL(None).malloc_trim(0)
        CLEAR.write_text(RESET_PEAK)
        before = _status_kib("VmRSS")
    except (OSError, AttributeError):
        return None
    result = call()
    grown = _status_kib("VmHWM") - before
    del result
    return max(grown, 0) / 1024


def _status_kib(name: str) -> int:
    for line in STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise OSError(f"{STATUS} has no {name}")
