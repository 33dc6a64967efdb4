"""How many steps of an output ended before their energies were converged.

ASE reads such steps like any others. What programs write: VASP into OUTCAR one line for each step
that converged, and into vasprun.xml the electronic iterations of each step, of which there are at
most NELM; Quantum ESPRESSO a line for each step that did not converge.
"""

import lzma
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ase.io.formats import open_with_compression

_NELM = re.compile(rb'name="NELM"[^>]*>\s*(\d+)')


def unconverged_steps(path: Path, kind: str, steps: int) -> int:
    """Return how many of the ``steps`` that were read did not converge; 0 where it is not told.

    ``kind`` is what ASE calls the file's format.
    """
    count = _COUNTS.get(kind)
    return min(count(_lines(path), steps), steps) if count else 0


def _outcar(lines: Iterable[bytes], steps: int) -> int:
    reached = sum(b"aborting loop because EDIFF is reached" in line for line in lines)
    return max(steps - reached, 0)


def _vasprun(lines: Iterable[bytes], _steps: int) -> int:
    most, iterations, count = 0, 0, 0
    for line in lines:
        if not most and (match := _NELM.search(line)):
            most = int(match[1])
        elif b"<calculation" in line:
            iterations = 0
        elif b"<scstep" in line:
            iterations += 1
        elif b"</calculation" in line:
            count += 0 < most <= iterations
    return count


def _espresso(lines: Iterable[bytes], _steps: int) -> int:
    return sum(b"convergence NOT achieved" in line for line in lines)


_COUNTS: dict[str, Callable[[Iterable[bytes], int], int]] = {
    "vasp-out": _outcar,
    "vasp-xml": _vasprun,
    "espresso-out": _espresso,
}


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file that may be compressed, up to where it is damaged."""
    damaged = (OSError, EOFError, zlib.error, lzma.LZMAError)
    with suppress(*damaged), open_with_compression(str(path), "rb") as stream:
        yield from stream
