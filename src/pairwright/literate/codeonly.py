"""What a run depends on: a document without prose, results, and the place of its lines.

It is a document itself, with the same blocks; what a run of it says is put back to the lines of
the whole. Editing prose leaves it and its digest as they are, so a workflow that goes by the
digest does not run the examples again.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pairwright.literate.model import Block, Document, LiterateError
from pairwright.literate.mystfile import FENCE
from pairwright.literate.reader import is_myst, scanned
from pairwright.literate.record import BlockRecord, Record, from_json

_HEADLINE = re.compile(r"\*+[ \t]|#{1,6}[ \t]")
_PLANNING = re.compile(r"[ \t]*(?:CLOSED|DEADLINE|SCHEDULED):")
_DRAWER = re.compile(r"[ \t]*:PROPERTIES:[ \t]*$", re.IGNORECASE)
_END = re.compile(r"[ \t]*:END:[ \t]*$", re.IGNORECASE)
_PROPERTY = re.compile(r"[ \t]*#\+property:", re.IGNORECASE)
_NAMING = re.compile(r"[ \t]*#\+(?:tbl|src)?(?:name|headers?|source):", re.IGNORECASE)
_AFFILIATED = re.compile(
    r"[ \t]*#\+(?:(?:tbl|src)?name|headers?|source|caption|plot|attr_\w+)(?:\[.*?\])?:", re.I
)
_TABLE = re.compile(r"[ \t]*\|")


def without_prose(document: Document) -> Document:
    """Return the document that is run: code, headings, properties, and tables with a name."""
    lines = [document.lines[number - 1] for number in code_lines(document)]
    return scanned("".join(lines), document.path)


def code_digest(document: Document) -> str:
    """Return a checksum of what a run depends on, files that it reads apart."""
    return hashlib.sha256(without_prose(document).text.encode()).hexdigest()


def results_digest(document: Document) -> str:
    """Return a checksum of code and stored results: of what a check depends on."""
    found = hashlib.sha256(code_digest(document).encode())
    for result in document.results:
        owner = result.block.label if result.block else ""
        found.update(repr((result.name, result.key, result.form, result.text, owner)).encode())
    return found.hexdigest()


def code_lines(document: Document) -> list[int]:
    """Return the numbers of the lines that a run depends on.

    All lines, if text is copied into modules, or if others cannot be left out without a change of
    the blocks.
    """
    everything = list(range(1, len(document.lines) + 1))
    if any(block.argument("comments") in ("org", "both") for block in document.awake):
        return everything
    kept = set(_markdown(document) if is_myst(document.path) else _org(document))
    for block in document.awake:
        kept.update(range(_opening(document, block), block.last_line + 1))
    numbers = sorted(n for n in kept if not _is_prose(document.lines[n - 1], n, document))
    short = scanned("".join(document.lines[n - 1] for n in numbers), document.path)
    if _essence(short) == _essence(document):
        return numbers
    return everything


def placed(record: Record, document: Document) -> Record:
    """Return the record of a document's code with the lines of the document itself."""
    numbers, short = code_lines(document), without_prose(document)
    labels = {
        (block.label, block.first_line): whole.label
        for block, whole in zip(short.awake, document.awake, strict=True)
    }
    lines = dict(enumerate(numbers, start=1))
    problems = [replace(p, line=lines.get(p.line, p.line)) for p in record.problems]
    return replace(
        record,
        blocks=tuple(_placed(block, lines, labels) for block in record.blocks),
        problems=tuple(problems),
    )


def recorded(path: str | Path, document: Document) -> Record:
    """Read the record of a document's code, and give it the lines of the document."""
    try:
        return placed(from_json(Path(path).read_text(encoding="utf-8")), document)
    except OSError as error:
        raise LiterateError(f"{path}: cannot be read ({error.strerror})") from None


def _placed(
    block: BlockRecord, lines: Mapping[int, int], labels: Mapping[tuple[str, int], str]
) -> BlockRecord:
    statements = [replace(s, line=lines.get(s.line, s.line)) for s in block.statements]
    return replace(
        block,
        label=labels.get((block.label, block.line), block.label),
        line=lines.get(block.line, block.line),
        statements=tuple(statements),
    )


def _essence(document: Document) -> list[object]:
    """Return what blocks are, without their place."""
    return [
        (b.name, b.language, b.switches, b.header, b.body, b.body_columns, b.label)
        for b in document.awake
    ]


def _opening(document: Document, block: Block) -> int:
    """Return the first line of what belongs to a block."""
    first = block.first_line
    if is_myst(document.path):
        while first > 1 and not FENCE.match(document.lines[first - 1].rstrip("\r\n")):
            first -= 1
        return first
    while first > 1 and _AFFILIATED.match(document.lines[first - 2]):
        first -= 1
    return first


def _is_prose(line: str, number: int, document: Document) -> bool:
    """Say whether a line above a block is a caption or the like."""
    inside = any(b.first_line <= number <= b.last_line for b in document.awake)
    return not inside and bool(_AFFILIATED.match(line)) and not _NAMING.match(line)


def _markdown(document: Document) -> list[int]:
    """Return the lines of front matter and headings."""
    lines = document.lines
    found: list[int] = []
    if lines and lines[0].rstrip() == "---":
        ends = (n for n, text in enumerate(lines[1:], 2) if text.rstrip() in ("---", "..."))
        found += range(1, next(ends, 0) + 1)
    return found + _headings(document, len(found) + 1)


def _headings(document: Document, start: int) -> list[int]:
    busy = _inside_blocks(document)
    return [
        number
        for number, line in enumerate(document.lines[start - 1 :], start)
        if number not in busy and _HEADLINE.match(line)
    ]


def _org(document: Document) -> list[int]:
    """Return the lines of headlines, properties, and tables that have a name."""
    lines = document.lines
    found: list[int] = []
    busy = _inside_blocks(document)
    number = 1
    while number <= len(lines):
        line = lines[number - 1]
        if number in busy:
            number += 1
            continue
        headline = _HEADLINE.match(line) and line.startswith("*")
        if headline or (number == 1 and _DRAWER.match(line)) or _PROPERTY.match(line):
            found.append(number)
        if headline or number == 1:
            found += _drawer(lines, number + (1 if headline else 0))
        if _NAMING.match(line) and number < len(lines) and _TABLE.match(lines[number]):
            found.append(number)
            while number < len(lines) and _TABLE.match(lines[number]):
                number += 1
                found.append(number)
        number += 1
    return found


def _drawer(lines: Sequence[str], number: int) -> list[int]:
    """Return the lines of a property drawer that begins in a line, after planning."""
    first = number
    while number <= len(lines) and _PLANNING.match(lines[number - 1]):
        number += 1
    if number > len(lines) or not _DRAWER.match(lines[number - 1]):
        return []
    for end in range(number + 1, len(lines) + 1):
        if _END.match(lines[end - 1]):
            return list(range(first, end + 1))
    return []


def _inside_blocks(document: Document) -> set[int]:
    """Return the lines of blocks and results, also those of sections that nothing looks at."""
    spans = [(b.first_line, b.last_line) for b in document.blocks]
    spans += [(r.first_line, r.last_line) for r in document.results]
    return {number for first, last in spans for number in range(first, last + 1)}
