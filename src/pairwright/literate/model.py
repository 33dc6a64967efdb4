"""What a literate document is: its lines, its blocks, and the results stored in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HeaderArguments = Mapping[str, str | None]
"""Header arguments by name, without the colon; None for one without a value."""


class LiterateError(Exception):
    """A document that cannot be worked with: one line that says where, what, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


@dataclass(frozen=True)
class Finding:
    """Something a person should look at: in which document, line and block, and what it is.

    ``state`` is one word or two that a program may go by, such as ``code changed``; ``line`` is 0
    for the document as a whole.
    """

    document: str
    line: int
    block: str
    state: str
    reason: str

    def row(self) -> str:
        """Return the finding as a line of tab-separated values."""
        parts = (self.document, str(self.line), self.block, self.state, self.reason)
        return "\t".join(" ".join(part.split()) for part in parts)


FINDING_COLUMNS = "document\tline\tblock\tstate\treason"


@dataclass(frozen=True)
class Block:
    """A block of source code.

    ``first_line`` and ``last_line`` are the lines of begin and end in the document, from 1;
    ``body`` are the lines in between as the code they stand for (escaping commas removed, common
    indentation removed unless the block keeps it). ``body_columns`` says how many columns of
    indentation that were. ``header`` holds the header arguments in force. ``heading`` is the title
    of the section and ``ordinal`` the number of the block in it, from 1. ``asleep`` marks blocks of
    commented or archived sections, which are neither run nor tangled; those of archived ones can
    still be referred to.
    """

    name: str
    language: str
    switches: str
    header: HeaderArguments
    body: tuple[str, ...]
    body_columns: int
    first_line: int
    last_line: int
    heading: str
    ordinal: int
    asleep: bool = False
    preamble: tuple[int, int] = (0, 0)
    """The lines of text before the block since the last heading or block, from and to."""
    custom_id: str = ""
    """The section's CUSTOM_ID, by which links find it."""
    commented: bool = False
    """Whether the block is asleep because of a comment, so that no reference finds it."""

    @property
    def label(self) -> str:
        """Return the name, or where it has none, the heading and its number there."""
        return self.name or f"{self.heading or 'No heading'}:{self.ordinal}"

    def argument(self, name: str, default: str = "") -> str:
        """Return a header argument, the default where it is absent or has no value."""
        value = self.header.get(name)
        return default if value is None else value


@dataclass(frozen=True)
class StoredResult:
    """A result in a document: that of the block ``name``, or of the block before it.

    ``first_line`` is the line of ``#+RESULTS``, ``last_line`` the last line that belongs to it;
    ``key`` stands in its brackets, empty if there are none. ``text`` is what it says, without
    the markup of its form; ``form`` is one of plain, example, drawer, empty, other.
    """

    name: str
    key: str
    text: str
    form: str
    first_line: int
    last_line: int
    block: Block | None = None


@dataclass(frozen=True)
class Document:
    """A document: its lines with their ends as they are in the file, and what was found in them."""

    path: Path
    lines: Sequence[str]
    blocks: Sequence[Block]
    results: Sequence[StoredResult]
    warnings: Sequence[Finding] = field(default_factory=tuple)

    @property
    def text(self) -> str:
        """Return the whole text, byte for byte that of the file."""
        return "".join(self.lines)

    @property
    def awake(self) -> list[Block]:
        """Return the blocks outside commented and archived sections."""
        return [block for block in self.blocks if not block.asleep]

    @property
    def referable(self) -> list[Block]:
        """Return the blocks that references find, those of archived sections too."""
        return [block for block in self.blocks if not block.commented]

    def named(self, name: str) -> Block | None:
        """Return the first block of a name, which counts without regard to case."""
        wanted = name.casefold()
        return next((b for b in self.awake if b.name and b.name.casefold() == wanted), None)

    def result_of(self, block: Block) -> StoredResult | None:
        """Return the first stored result of a block."""
        wanted = block.name.casefold()
        for result in self.results:
            if (wanted and result.name.casefold() == wanted) or result.block is block:
                return result
        return None

    def with_lines(self, replacements: Sequence[tuple[int, int, Sequence[str]]]) -> str:
        """Return the text with ranges of lines replaced: (first, last, new lines), from 1.

        ``last`` may be ``first - 1``: the new lines are put before ``first``. All other bytes stay.
        """
        lines = list(self.lines)
        for first, last, new in sorted(replacements, key=lambda item: item[0], reverse=True):
            lines[first - 1 : last] = new
        return "".join(lines)
