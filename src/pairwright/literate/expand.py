"""Noweb references in code: ``<<name>>``, ``<<name(args)>>`` and ``<<doctest("name")>>``.

Every line that comes out knows the line of the document that it comes from.
"""

import difflib
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pairwright.literate.model import Block, Document, Finding, LiterateError

REFERENCE = re.compile(r"<<([^ \t\n](?:.*?[^ \t\n])??)>>")
DOCTEST = re.compile(r"""<<doctest\(\s*(["'])(.+?)\1\s*\)>>""")
_CALL = re.compile(r"(.*?)\((.*)\)$", re.DOTALL)
_TANGLING = ("yes", "tangle", "no-export", "strip-export")
_RUNNING = (*_TANGLING, "eval", "strip-tangle")

Origin = int | None
"""The line of the document that a line comes from, None for one that nobody wrote there."""


@dataclass(frozen=True)
class Line:
    """A line of code, and where it was written."""

    text: str
    origin: Origin


@dataclass(frozen=True)
class Placeholder:
    """A ``<<doctest("name")>>`` in an expanded block: which example, and with what before it."""

    example: str
    indentation: str
    origin: int


Part = Line | Placeholder
Call = Callable[[Block, str], str]
"""Runs a block with arguments and returns its value as text."""
Wrap = Callable[[Block], tuple[str, str]]
"""Returns the comments before and behind a chunk."""


@dataclass
class Expander:
    """Expands the blocks of one document.

    ``call`` answers ``<<name(args)>>``. A lenient one goes on where a reference is unknown (it
    becomes nothing) or ambiguous (the first block counts), and notes it in ``findings``. One for
    ``running`` expands where ``:noweb`` asks for it when code is run. ``wrap`` gives the comments
    around a chunk in a block that has ``:comments noweb``; only chunks with lines of their own get
    them.
    """

    document: Document
    call: Call
    lenient: bool = False
    running: bool = False
    wrap: Wrap | None = None
    findings: list[Finding] = field(default_factory=list)

    def parts(self, block: Block, under: Sequence[str] = ()) -> list[Part]:
        """Return a block's lines with its references expanded, as its ``:noweb`` says.

        Raises LiterateError for an unknown or doubled name, or references in a circle.
        """
        mode = block.argument("noweb", "no").split(" ")[0]
        lines = [
            Line(text, block.first_line + 1 + number) for number, text in enumerate(block.body)
        ] or [Line("", block.first_line)]
        if mode == "strip-tangle" and not self.running:
            return [Line(REFERENCE.sub("", line.text), line.origin) for line in lines]
        if mode not in (_RUNNING if self.running else _TANGLING):
            return list(lines)
        found: list[Part] = []
        for line in lines:
            found += self._expanded(block, line, under)
        return found

    def _expanded(self, block: Block, line: Line, under: Sequence[str]) -> list[Part]:
        """Return what one line becomes."""
        placeholder = DOCTEST.search(line.text)
        if placeholder:
            return self._around(block, line, placeholder, under)
        result: list[Part] = [Line("", line.origin)]
        place = 0
        for match in REFERENCE.finditer(line.text):
            prefix = line.text[place : match.start()]
            place = match.end()
            pieces = self._referenced(block, match[1], line, under)
            _append(result, prefix, pieces, self._repeats_prefix(block))
        _finish(result, line.text[place:])
        return result

    @staticmethod
    def _repeats_prefix(block: Block) -> bool:
        return block.argument("noweb-prefix", "yes") != "no"

    def _around(
        self, block: Block, line: Line, match: re.Match[str], under: Sequence[str]
    ) -> list[Part]:
        """Give a doctest placeholder a line of its own; what stands beside it gets others."""
        before, after = line.text[: match.start()], line.text[match.end() :]
        indentation = before[: len(before) - len(before.lstrip(" \t"))]
        origin = line.origin or 0
        self._target(match[2], f"{self.document.path}: line {origin}")
        found: list[Part] = []
        if before.strip():
            found += self._expanded(block, Line(before.rstrip(), origin), under)
        found.append(Placeholder(match[2], indentation, origin))
        if after.strip():
            found += self._expanded(block, Line(indentation + after.strip(), origin), under)
        return found

    def _referenced(
        self, block: Block, reference: str, line: Line, under: Sequence[str]
    ) -> list[Part]:
        """Return what a reference stands for."""
        where = f"{self.document.path}: line {line.origin}"
        if reference.endswith(")") and (call := _CALL.match(reference)):
            called = self._target(call[1], where)
            if called is None:
                return self._unknown(block, reference, line, where)
            text = self.call(called[0], call[2])
            return [Line(piece, line.origin) for piece in re.split(r"[\n\r]", text)]
        targets = self._target(reference, where)
        if targets is None:
            return self._unknown(block, reference, line, where)
        chain = [*under, reference.casefold()]
        if reference.casefold() in under:
            circle = " -> ".join(chain[under.index(reference.casefold()) :])
            raise LiterateError(f"{where}: these references run in a circle: {circle}")
        alone = line.text.strip() == f"<<{reference}>>"
        wrap = self.wrap if alone and block.argument("comments") == "noweb" else None
        found = self._chunk(targets[0], chain, wrap)
        for before, target in itertools.pairwise(targets):
            separator = before.header.get("noweb-sep")
            following = self._chunk(target, chain, wrap)
            found = _joined(found, "\n" if separator is None else separator, following)
        return found

    def _chunk(self, target: Block, chain: Sequence[str], wrap: Wrap | None) -> list[Part]:
        """Return a referenced block's lines, between comments where there are any."""
        found = self.parts(target, chain)
        if wrap is None:
            return found
        begin, end = wrap(target)
        return [Line(begin, None), *found, Line(end, None)]

    def _target(self, reference: str, where: str) -> list[Block] | None:
        """Return the blocks of a reference: the one of that name, or all with that noweb-ref."""
        wanted = reference.casefold()
        known = [b for b in self.document.referable if b.name and b.name.casefold() == wanted]
        # A block in use is meant rather than its older version in an archived section.
        named = [b for b in known if not b.asleep] or known
        if len(named) > 1:
            lines = " and ".join(str(block.first_line) for block in named)
            message = f"two blocks are named {reference} (lines {lines}); rename one"
            if not self.lenient:
                raise LiterateError(f"{where}: {message}")
            self._note(int(where.rsplit(" ", 1)[1]), reference, "doubled name", message)
        if named:
            return named[:1]
        gathered = [b for b in self.document.referable if b.header.get("noweb-ref") == reference]
        return gathered or None

    def _unknown(self, block: Block, reference: str, line: Line, where: str) -> list[Part]:
        blocks = self.document.referable
        names = {b.name for b in blocks} | {b.argument("noweb-ref") for b in blocks}
        spelt = {name.casefold(): name for name in sorted(names - {""})}
        bare = reference.split("(", 1)[0].casefold()
        near = difflib.get_close_matches(bare, spelt, n=3, cutoff=0.5)
        hint = f"; near names: {', '.join(spelt[name] for name in near)}" if near else ""
        message = f"<<{reference}>> in block {block.label} names no block of this document{hint}"
        if not self.lenient:
            raise LiterateError(f"{where}: {message}")
        self._note(line.origin or 0, block.label, "unknown reference", message)
        return [Line("", line.origin)]

    def _note(self, line: int, block: str, state: str, reason: str) -> None:
        self.findings.append(Finding(str(self.document.path), line, block, state, reason))


def _append(result: list[Part], prefix: str, pieces: Sequence[Part], repeat: bool) -> None:
    """Put pieces behind the last line of the result, the prefix before each of them."""
    last = result.pop()
    start = last.text if isinstance(last, Line) else ""
    for number, piece in enumerate(pieces):
        lead = start + prefix if number == 0 else prefix if repeat else ""
        if isinstance(piece, Placeholder):
            blank = lead if not lead.strip() else " " * len(lead)
            result.append(Placeholder(piece.example, blank + piece.indentation, piece.origin))
            continue
        text = lead + piece.text
        # The rest of the line may still follow the last piece.
        ends = piece.text.strip() or number == len(pieces) - 1
        result.append(Line(text if ends else text.rstrip(), piece.origin))


def _finish(result: list[Part], rest: str) -> None:
    """Put the rest of a line behind what its last reference gave."""
    last = result[-1]
    if isinstance(last, Placeholder):
        if rest.strip():
            result.append(Line(last.indentation + rest.strip(), last.origin))
        return
    text = last.text + rest
    referenced = text != rest
    result[-1] = Line(text.rstrip() if referenced and not text.strip() else text, last.origin)


def _joined(found: list[Part], separator: str, following: list[Part]) -> list[Part]:
    """Return the lines of two blocks with a separator between their texts."""
    first, *middle = separator.split("\n")
    last = found[-1]
    if isinstance(last, Placeholder) or not isinstance(following[0], Line):
        return [*found, *following]
    if not middle:
        glued = Line(last.text + first + following[0].text, last.origin)
        return [*found[:-1], glued, *following[1:]]
    between = [Line(text, None) for text in middle[:-1]]
    begins = Line(middle[-1] + following[0].text, following[0].origin)
    return [*found[:-1], Line(last.text + first, last.origin), *between, begins, *following[1:]]
