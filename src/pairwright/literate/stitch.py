"""Stitching: edits that were made by hand in a tangled module come back to the document.

What was tangled and what is there now are compared line by line; a changed line goes where the line
map says it was written. Lines that tangling makes, and text that is written to several places, have
no one line of their own: such an edit is refused, with the place where it can be made. Either all
edits of a module come back, or none.
"""

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pairwright.literate.expand import DOCTEST
from pairwright.literate.model import Block, Document, Finding, LiterateError
from pairwright.literate.reader import is_myst, scanned

LineMap = Sequence[int | None]
"""For each line of a module the document's line, None where nobody wrote it there."""

_GUARDED = re.compile(r"^([ \t]*)(,*(?:\*|#\+))")


@dataclass(frozen=True)
class _Place:
    """Where a line of a module was written: the block, the document's line, what stands before."""

    block: Block
    line: int
    prefix: str


class _RefusedError(Exception):
    """An edit that cannot come back: the document's line, the block, and what to do."""

    def __init__(self, line: int, block: str, reason: str) -> None:
        super().__init__(reason)
        self.line, self.block, self.reason = line, block, reason


def stitch(
    document: Document,
    module: Path,
    line_map: LineMap,
    tangled: str,
    others: Iterable[LineMap] = (),
    retangled: Callable[[Document], str] | None = None,
) -> tuple[str, list[Finding]]:
    """Return the document's text with a module's edits in it, and the edits that were refused.

    ``tangled`` is what tangling the document gives for this module, with its ``line_map``;
    ``others`` are the line maps of the document's other modules. Where anything is refused, the
    text is the old one. ``retangled`` tangles a changed document: when given, what it makes of the
    new text must be the edited module. Raises LiterateError if the module cannot be read.
    """
    try:
        with module.open(encoding="utf-8", newline="") as stream:
            edited = stream.read()
    except (OSError, UnicodeDecodeError) as error:
        raise LiterateError(f"{module}: cannot be read: {error}") from None
    if len(line_map) != tangled.count("\n"):
        raise LiterateError(
            f"{module}: its line map has {len(line_map)} lines, but {document.path} tangles to "
            f"{tangled.count(chr(10))}; tangle again"
        )
    work = _Stitching(document, module, line_map, tangled.split("\n")[:-1], others)
    text, findings = work.stitched(edited)
    if not findings and text != document.text:
        findings = work.misread(text)
        if not findings and retangled is not None:
            findings = _unlike(document, module, edited, text, retangled)
    return (document.text if findings else text), findings


class _Stitching:
    """The comparison of one module with its document."""

    def __init__(
        self,
        document: Document,
        module: Path,
        line_map: LineMap,
        base: Sequence[str],
        others: Iterable[LineMap],
    ) -> None:
        self.document = document
        self.module = module
        self.line_map = line_map
        self.base = base
        self.changes: list[tuple[int, int, Sequence[str]]] = []
        self.uses = Counter(line for origins in (line_map, *others) for line in origins if line)

    def stitched(self, edited: str) -> tuple[str, list[Finding]]:
        """Return the document's new text and what was refused."""
        lines = edited.split("\n")
        findings: list[Finding] = []
        if lines.pop():
            last = len(lines) + 1
            findings.append(self._finding(0, "", f"line {last} of the module has no line end"))
        changes: list[tuple[int, int, Sequence[str]]] = []
        for hunk in self._hunks(lines):
            try:
                changes.append(self._change(*hunk))
            except _RefusedError as refused:
                findings.append(self._finding(refused.line, refused.block, refused.reason))
        self.changes = changes
        return self.document.with_lines(changes), findings

    def _hunks(self, lines: Sequence[str]) -> list[tuple[int, int, list[str]]]:
        """Return which lines of what was tangled (from, to) became which others."""
        matcher = difflib.SequenceMatcher(None, list(self.base), list(lines), autojunk=False)
        found: list[tuple[int, int, list[str]]] = []
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag == "replace" and i2 - i1 == j2 - j1:
                # As many lines as before: each took the place of one, also in different blocks.
                found += [(i1 + n, i1 + n + 1, [lines[j1 + n]]) for n in range(i2 - i1)]
            elif tag != "equal":
                found.append((i1, i2, list(lines[j1:j2])))
        return found

    def _change(self, start: int, end: int, new: list[str]) -> tuple[int, int, Sequence[str]]:
        """Return which lines of the document have to be replaced, and by what."""
        if start == end:
            place, after = self._beside(start, new)
            first = place.line + (1 if after else 0)
            return first, first - 1, self._written(place, new)
        places = [self._place(line) for line in range(start, end)]
        head = places[0]
        for offset, place in enumerate(places):
            if place.block is not head.block or place.line != head.line + offset:
                raise _RefusedError(
                    place.line,
                    place.block.label,
                    f"lines {start + 1} to {end} of the module come from lines {head.line} and "
                    f"{place.line} of the document; change them in separate edits",
                )
        return head.line, places[-1].line, self._written(head, new)

    def _beside(self, number: int, new: Sequence[str]) -> tuple[_Place, bool]:
        """Return the line beside which new lines belong, and whether they come after it."""
        refused: _RefusedError | None = None
        for neighbour, after in ((number - 1, True), (number, False)):
            if not 0 <= neighbour < len(self.base):
                continue
            try:
                place = self._place(neighbour)
            except _RefusedError as reason:
                refused = refused or reason
                continue
            if all(line.startswith(place.prefix) or not line.strip() for line in new):
                return place, after
            refused = refused or self._misfit(place)
        raise refused or _RefusedError(0, "", "the module has no line of the document")

    def _place(self, number: int) -> _Place:
        """Return where a line of the module (from 0) was written; raises _RefusedError."""
        line = self.line_map[number]
        block = None if line is None else self._block(line)
        if line is None or block is None:
            raise self._made(number)
        code = block.body[line - block.first_line - 1]
        if example := DOCTEST.search(code):
            raise self._generated(number, line, block, example[2])
        if self.uses[line] > 1:
            raise _RefusedError(
                line,
                block.label,
                f"line {number + 1} of the module was written once, at line {line} of the "
                f"document, but stands in {self.uses[line]} places; edit it there",
            )
        text = code.rstrip()
        if not self.base[number].rstrip().endswith(text):
            raise _RefusedError(
                line,
                block.label,
                f"line {number + 1} of the module is put together from several lines of the "
                f"document; edit block {block.label} and the lines that refer to it",
            )
        if not text:
            return _Place(block, line, self._prefix_near(number, block))
        return _Place(block, line, self.base[number].rstrip()[: -len(text)])

    def _prefix_near(self, number: int, block: Block) -> str:
        """Return what stands before the nearest line of the block that is not blank."""
        near = sorted(range(len(self.base)), key=lambda other: abs(other - number))
        for other in near:
            line = self.line_map[other]
            if line is None or self.uses[line] > 1 or self._block(line) is not block:
                continue
            code = block.body[line - block.first_line - 1].rstrip()
            if code and self.base[other].rstrip().endswith(code):
                return self.base[other].rstrip()[: -len(code)]
        return ""

    def _block(self, line: int) -> Block | None:
        """Return the block in whose body a line of the document is."""
        for block in self.document.awake:
            if block.first_line < line <= block.first_line + len(block.body):
                return block
        return None

    def _written(self, place: _Place, new: Sequence[str]) -> list[str]:
        """Return new lines of the module as the document writes them; raises _RefusedError."""
        raw = self.document.lines[place.block.first_line - 1]
        ending = raw[len(raw.rstrip("\r\n")) :] or "\n"
        found: list[str] = []
        for line in new:
            if not line.strip() and len(line) <= len(place.prefix):
                found.append(ending)
                continue
            if not line.startswith(place.prefix):
                raise self._misfit(place)
            code = line[len(place.prefix) :]
            if not is_myst(self.document.path):
                code = _GUARDED.sub(r"\1,\2", code)
            blanks = " " * place.block.body_columns if code.strip() else ""
            found.append(blanks + code + ending)
        return found

    def misread(self, text: str) -> list[Finding]:
        """Return a finding for each block that would not hold what was put into it."""
        try:
            new = scanned(text, self.document.path)
        except LiterateError as error:
            return [self._finding(0, "", f"the document could not be read afterwards: {error}")]
        found: list[Finding] = []
        if [b.name for b in new.blocks] != [b.name for b in self.document.blocks]:
            return [
                self._finding(0, "", "the new lines would begin or end a block of the document")
            ]
        for old, block in zip(self.document.blocks, new.blocks, strict=True):
            touched = [c for c in self.changes if old.first_line < c[0] <= old.last_line]
            if touched and block.body_columns != old.body_columns and any(block.body):
                reason = (
                    f"all lines of block {old.label} would be indented, which tangling takes away; "
                    f"edit the block at line {old.first_line}"
                )
                found.append(self._finding(old.first_line, old.label, reason))
        return found

    def _misfit(self, place: _Place) -> _RefusedError:
        return _RefusedError(
            place.line,
            place.block.label,
            f"a new line does not begin with {place.prefix!r}, which stands before every line of "
            f"block {place.block.label} in the module; edit the block at line {place.line}",
        )

    def _made(self, number: int) -> _RefusedError:
        """Say that tangling made a line by itself, and which block is next to it."""
        before = range(number - 1, -1, -1)
        near = [*before, *range(number + 1, len(self.base))]
        block = next((b for n in near if (b := self._block(self.line_map[n] or 0))), None)
        where = f"; see block {block.label} at line {block.first_line}" if block else ""
        return _RefusedError(
            block.first_line if block else 0,
            block.label if block else "",
            f"line {number + 1} of the module is made by tangling (a blank line between blocks, a "
            f"comment, or what header arguments say){where}",
        )

    def _generated(self, number: int, line: int, block: Block, name: str) -> _RefusedError:
        """Say which example a line of a doctest comes from."""
        example = self.document.named(name)
        if example is None:
            return _RefusedError(line, block.label, f"there is no example {name!r}")
        return _RefusedError(
            example.first_line,
            example.label,
            f"line {number + 1} of the module is a doctest made from the example {name}; edit that "
            f"at line {example.first_line} of the document (or the text beside its placeholder at "
            f"line {line}), run and store it, and tangle again",
        )

    def _finding(self, line: int, block: str, reason: str) -> Finding:
        text = f"{self.module}: {reason}"
        return Finding(str(self.document.path), line, block, "not stitched", text)


def _unlike(
    document: Document,
    module: Path,
    edited: str,
    text: str,
    retangled: Callable[[Document], str],
) -> list[Finding]:
    """Return a finding if the new document does not tangle to the edited module."""
    try:
        again = retangled(scanned(text, document.path))
    except LiterateError as error:
        reason = f"{module}: with its edits the document would not tangle: {error}"
        return [Finding(str(document.path), 0, "", "not stitched", reason)]
    if again == edited:
        return []
    pairs = zip(again.split("\n"), edited.split("\n"), strict=False)
    line = next((n for n, (one, other) in enumerate(pairs, 1) if one != other), 0)
    reason = (
        f"{module}: with its edits the document would tangle to something else, first at line "
        f"{line or 'the end'} of the module; edit the document by hand"
    )
    return [Finding(str(document.path), 0, "", "not stitched", reason)]
