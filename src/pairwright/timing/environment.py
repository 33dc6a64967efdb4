"""Where a timing was made: processor, load, versions, threads. And one thread, please."""

import os
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_info, threadpool_limits

THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)

LIBRARIES = ("ase", "autograd", "numba", "numpy", "scipy", "vesin")


def pin_threads() -> None:
    """Let numerical libraries use one thread: those that are loaded, and those that will be."""
    for name in THREAD_VARIABLES:
        os.environ[name] = "1"
    threadpool_limits(1, user_api="blas")  # numba is told at each call


def load_average() -> float | None:
    """Return how many processes wanted a core in the last minute, None where nobody counts."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def installed_version(distribution: str) -> str | None:
    """Return the version of an installed package, None if it is not installed."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def cores() -> int:
    """Return how many processor cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def processor() -> str:
    """Return the processor's model as the system calls it."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return platform.processor() or platform.machine()
    models = [line.split(":", 1)[1].strip() for line in text.splitlines() if "model name" in line]
    return models[0] if models else platform.processor() or platform.machine()


def environment(distributions: Iterable[str]) -> dict[str, Any]:
    """Return what a reader must know about the machine; versions are null if not installed."""
    return {
        "processor": processor(),
        "cores": cores(),
        "load_average_1min": load_average(),
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "python": platform.python_version(),
        "thread_pools": [
            {name: pool[name] for name in ("internal_api", "version", "num_threads")}
            for pool in threadpool_info()
        ],
        "versions": {
            name: installed_version(name) for name in sorted({*LIBRARIES, *distributions})
        },
    }
