"""Runs the doctests of tangled modules; what fails is told at the document's line."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pairwright.literate import doctest_child
from pairwright.literate.model import Finding, LiterateError
from pairwright.literate.runner import TIMEOUT, wait

CHILD = Path(doctest_child.__file__)
LineMap = tuple[str, Sequence[int | None]]
"""The document, and its line for each line of a module, None for one that is in no document."""


def module_doctests(
    module_paths: Iterable[Path],
    linemaps: Mapping[Path, LineMap] | None = None,
    *,
    timeout: float = TIMEOUT,
) -> list[Finding]:
    """Return the doctests that fail in modules, each run in a new process.

    A module is imported by its name (with its packages), imported from its own folder as
    ``python -m doctest`` does, and executed as a script (without what it does only then). A
    failure is told once, with the ways that show it, at the document's line where ``linemaps`` has
    the module. Raises LiterateError when the process dies or takes too long.
    """
    found: list[Finding] = []
    for path in module_paths:
        linemap = (linemaps or {}).get(path, ("", ()))
        found += _findings(path, linemap, _failures(path.resolve(), timeout))
    return found


def _failures(path: Path, timeout: float) -> list[dict[str, Any]]:
    root, names = path.parent, [path.stem]
    while (root / "__init__.py").is_file() and root.parent != root:
        names.insert(0, root.name)
        root = root.parent
    with tempfile.TemporaryDirectory(prefix="literate-") as folder:
        response, output = Path(folder, "response.json"), Path(folder, "output")
        arguments = [str(path), ".".join(names), str(root), str(response)]
        with output.open("wb") as stream:
            process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", str(CHILD), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                cwd=path.parent,
                env={**os.environ, "MPLBACKEND": "Agg"},
                start_new_session=True,
            )
            status = wait(process, timeout)
        if not response.is_file():
            said = output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            how = f"took more than {timeout:g} s" if status is None else f"ended with {status}"
            raise LiterateError(f"{path}: its doctests {how}{': ' + said[-1] if said else ''}")
        failures: list[dict[str, Any]] = json.loads(response.read_text(encoding="utf-8"))
        return failures


def _findings(
    path: Path, linemap: LineMap, failures: Iterable[Mapping[str, Any]]
) -> Iterable[Finding]:
    ways: dict[tuple[int, str, str], list[str]] = {}
    for failure in failures:
        place = (failure["line"], failure["block"], failure["reason"])
        ways.setdefault(place, []).append(failure["way"])
    for (line, block, reason), how in ways.items():
        document, number = str(path), line
        mapped = next((n for n in reversed(linemap[1][:line]) if n is not None), None)
        if mapped is not None:
            document, number = linemap[0], mapped
        shown = "" if len(how) == 3 else f" ({', '.join(how)})"
        yield Finding(document, number, block, "doctest failed", reason + shown)
