"""How long numba takes to compile, apart from all other timings."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import Any

_PROGRAM = """
import sys
from time import perf_counter
from pairwright.lj.implementations import compiled
from pairwright.timing.cases import case
for name in sys.argv[1:]:
    system = case(name)
    start = perf_counter()
    compiled(system.positions, system.cell, system.pbc, **system.model)
    print(perf_counter() - start)
"""


def compilation_seconds(systems: Sequence[str] = ("cluster-13", "fcc-4")) -> dict[str, Any]:
    """Return the seconds of the first calls, without and with machine code on disk.

    The default systems take the two ways there are: few free atoms, and all others.
    ``compiling_s`` is the first call ever, numba's import included; ``loading_s`` the first call
    of a later process, which loads what was kept on disk.
    """
    with tempfile.TemporaryDirectory(prefix="pairwright-numba-") as folder:
        surroundings = {**os.environ, "NUMBA_CACHE_DIR": folder}
        ran = [
            subprocess.run(  # noqa: S603 (our own interpreter and our own text)
                [sys.executable, "-c", _PROGRAM, *systems],
                env=surroundings,
                capture_output=True,
                check=True,
                text=True,
            ).stdout.split()
            for _ in range(2)
        ]
    compiling, loading = ([float(seconds) for seconds in output] for output in ran)
    return {"compiling_s": sum(compiling), "loading_s": sum(loading)}
