"""What can be done with a document: each command's work, from the document to its findings."""

import functools
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pairwright.literate import roles
from pairwright.literate.checking import check
from pairwright.literate.doctests import doctest_lines
from pairwright.literate.model import Document, Finding, LiterateError
from pairwright.literate.moduletests import module_doctests
from pairwright.literate.reader import read, scanned
from pairwright.literate.record import Record, from_json
from pairwright.literate.runner import run
from pairwright.literate.stitch import stitch
from pairwright.literate.storing import stored
from pairwright.literate.strings import docstring_at
from pairwright.literate.tangle import Tangled, expander_of, running_lines, tangle, write

NEEDED = (
    "missing result",
    "never run",
    "code changed",
    "something above changed",
    "edited by hand",
    "changed outside",
    "dangling example",
    "leans on another example",
)
"""States of an example in which it makes no doctest that can be trusted."""


def executed(
    document: Document, figures: Path | None = None, hash_seed: int = 0, *, lenient: bool = False
) -> Record:
    """Run a document and return its record."""
    expander = expander_of(document, lenient=lenient, running=True)
    expand = functools.partial(running_lines, expander)
    return run(document, expand=expand, figures=figures, hash_seed=hash_seed)


def recorded(document: Document, path: Path | None) -> Record:
    """Return the record in a file, or without one, that of a run.

    Raises LiterateError when the file is missing, damaged, or that of another document.
    """
    if path is None:
        return executed(document)
    try:
        record = from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LiterateError(f"{path}: cannot be read ({error.strerror})") from None
    if record.document != document.path.name:
        raise LiterateError(f"{path}: is the record of {record.document}, not {document.path.name}")
    return record


def checked(document: Document, record: Record | None = None) -> list[Finding]:
    """Return what is to be said of a document's results; examples run under two hash seeds."""
    first = record or executed(document)
    second = executed(document, hash_seed=1 if first.hash_seed == 0 else 0)
    return [*document.warnings, *check(document, first, second)]


def checked_with_figures(
    document: Document,
) -> tuple[list[Finding], dict[str, list[tuple[str, bytes]]]]:
    """Return what :func:`checked` does, and each block's figures, (name, content), by its label."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        record = executed(document, place)
        figures = {
            block.label: [(name, (place / name).read_bytes()) for name in block.figures]
            for block in record.blocks
            if block.figures
        }
    return checked(document, record), figures


def tangled(
    document: Document, folder: Path, record: Record | None, *, lenient: bool = False
) -> tuple[list[Tangled], list[Finding]]:
    """Return a document's files below ``folder``, and findings.

    Where findings stand in the way, and it is not lenient, there are no files.
    """
    expander = expander_of(document, lenient=lenient)
    findings: list[Finding] = list(document.warnings)
    filled = roles.placeholders(document)
    if filled and record is None:
        record = executed(document, lenient=lenient)
    if filled and record is not None:
        wanted = {place.name.casefold() for place in filled}
        problems = record.findings(document)
        findings += [
            found
            for found in check(document, record)
            if found in problems or (found.state in NEEDED and found.block.casefold() in wanted)
        ]
        if findings[len(document.warnings) :] and not lenient:
            return [], findings
    fill = functools.partial(_doctest, document, record)
    files = tangle(document, expander, folder, fill)
    return files, [*findings, *expander.findings]


def _doctest(
    document: Document, record: Record | None, name: str, lines: Sequence[str], place: int
) -> list[str]:
    """Return the lines of an example's doctest for a place in a module."""
    block = document.named(name)
    example = record.example(name) if record else None
    if block is None or example is None:
        return []
    kind = docstring_at(lines, place + 1)
    result = document.result_of(block)
    return doctest_lines(example, block.header, kind, result.text if result else None)


def run_doctests(document: Document, folder: Path) -> list[Finding]:
    """Run the doctests of a document's modules below ``folder``; of new ones, where one is missing.

    Modules that are there are tested as they are; one that differs from the document is a finding.
    """
    files, findings = tangled(document, folder, None)
    present = [file for file in files if file.path.is_file()]
    if len(present) < len(files):
        with tempfile.TemporaryDirectory() as place:
            again, _ = tangled(document, Path(place), None)
            write(again, Path(place))
            return [*findings, *_doctests_of(document, again)]
    for file in present:
        if file.path.read_text(encoding="utf-8") != file.text:
            reason = f"{file.path} differs from the document; tangle again, or stitch its edits"
            findings.append(Finding(str(document.path), 0, "", "edited module", reason))
    return [*findings, *_doctests_of(document, files)]


def _doctests_of(document: Document, files: Sequence[Tangled]) -> list[Finding]:
    modules = [file for file in files if file.path.suffix == ".py"]
    return module_doctests(
        [file.path for file in modules],
        {file.path: (str(document.path), file.origins) for file in modules},
    )


def stitched(document: Document, folder: Path) -> tuple[str, list[Finding]]:
    """Return a document's text with the edits of its modules below ``folder``, and findings."""
    record = executed(document) if roles.placeholders(document) else None
    files, findings = tangled(document, folder, record, lenient=True)
    for path in [file.path for file in files if file.path.is_file()]:

        def retangled(new: Document, path: Path = path) -> str:
            again, _ = tangled(new, folder, record, lenient=True)
            return next((file.text for file in again if file.path == path), "")

        file = next(file for file in files if file.path == path)
        others = [other.origins for other in files if other.path != path]
        text, refused = stitch(document, path, file.origins, file.text, others, retangled)
        findings += refused
        if text != document.text:
            document = scanned(text, document.path)
            files, _ = tangled(document, folder, record, lenient=True)
    return document.text, findings


def replace_text(path: Path, text: str) -> None:
    """Write a document's new text, all of it or nothing."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def read_document(path: str) -> Document:
    """Read a document of either kind."""
    return read(path)


def results_stored(document: Document) -> tuple[str, list[Finding]]:
    """Return the text of a document with the results of a run, and what went wrong in it."""
    record = executed(document)
    return stored(document, record), record.findings(document)
