"""What is run of a document, in which order, and which examples share a docstring."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pairwright.literate import roles
from pairwright.literate.model import Block, Document, LiterateError
from pairwright.literate.roles import Roles, placeholder_names
from pairwright.literate.statements import split
from pairwright.literate.strings import literal_at

Expand = Callable[[Block], list[tuple[str, int]]]
"""Returns a block's lines with references expanded, each with the document's line it is from."""


@dataclass(frozen=True)
class Part:
    """Source that is executed at once, and the document's line of each of its lines."""

    source: str
    lines: tuple[int, ...]
    code: bool = True
    """False for comments that no statement follows: there is nothing to run."""


@dataclass
class Step:
    """Blocks that are run together: one, or definitions that are valid code only together."""

    block: Block
    kind: str
    lines: list[tuple[str, int]]
    parts: list[Part] = field(default_factory=list)
    others: list[Block] = field(default_factory=list)
    """Definitions that complete this one."""

    @property
    def target(self) -> str:
        """Return the file that a definition is written to."""
        return self.block.argument("tangle", "no") if self.kind == roles.DEFINITION else ""

    @property
    def shown(self) -> list[str]:
        """Return the names of the examples that the step's docstrings show."""
        return [name for line, _ in self.lines for name in placeholder_names(line)]


@dataclass
class Plan:
    """The steps of a run in order, and the blocks that are not run."""

    steps: list[Step]
    left: list[tuple[Block, str]]


def own_lines(block: Block) -> list[tuple[str, int]]:
    """Return the lines of a block as they stand in the document."""
    return [(line, block.first_line + 1 + number) for number, line in enumerate(block.body)]


def plan(document: Document, expand: Expand) -> Plan:
    """Return what is to be run.

    Blocks run in the order of the document, but an example that stands before the definition
    which shows it comes right behind that. Raises LiterateError for code that cannot be run.
    """
    known = Roles(document)
    steps: list[Step] = []
    left: list[tuple[Block, str]] = []
    for block, kind in known.kinds():
        if kind in (roles.CHUNK, roles.UNUSED) or is_skipped(block, kind):
            left.append((block, kind if kind == roles.CHUNK else roles.UNUSED))
        else:
            steps.append(Step(block, kind, expand(block)))
    steps = _completed(steps)
    for step in steps:
        step.parts = _parts(document, step)
    return Plan(_ordered(steps), left)


def is_skipped(block: Block, kind: str) -> bool:
    """Say whether an example is one that is shown but not run."""
    return kind == roles.EXAMPLE and "skip" in block.argument("doctest").split()


def _compiles(lines: Sequence[tuple[str, int]]) -> bool:
    try:
        compile("\n".join(line for line, _ in lines) + "\n", "", "exec", 0x400, dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def _completed(steps: list[Step]) -> list[Step]:
    """Join definitions of one target that are valid code only together."""
    found: list[Step] = []
    taken: set[int] = set()
    for number, step in enumerate(steps):
        if number in taken:
            continue
        found.append(step)
        if step.kind != roles.DEFINITION or _compiles(step.lines):
            continue
        lines = list(step.lines)
        used: list[int] = []
        for later in range(number + 1, len(steps)):
            following = steps[later]
            if following.target != step.target or later in taken:
                continue
            lines += [("", following.block.first_line), *following.lines]
            used.append(later)
            if _compiles(lines):
                step.lines, step.others = lines, [steps[place].block for place in used]
                taken.update(used)
                break
    return found


def _ordered(steps: list[Step]) -> list[Step]:
    """Put examples that come too early behind the definition that shows them."""
    shown_at: dict[str, int] = {}
    for number, step in enumerate(steps):
        if step.kind == roles.DEFINITION:
            for name in step.shown:
                shown_at.setdefault(name.casefold(), number)
    places = [
        (max(number, shown_at.get(step.block.name.casefold(), number)), number)
        if step.kind == roles.EXAMPLE
        else (number, -1)
        for number, step in enumerate(steps)
    ]
    order = sorted(range(len(steps)), key=lambda number: places[number])
    return [steps[number] for number in order]


def _parts(document: Document, step: Step) -> list[Part]:
    texts, numbers = [text for text, _ in step.lines], [line for _, line in step.lines]
    if step.kind == roles.DEFINITION:
        return [Part("\n".join(texts) + "\n", tuple(numbers))] if any(texts) else []
    broken = next((line for text, line in step.lines if "\r" in text), None)
    if broken is not None:
        raise LiterateError(
            f"{document.path}: line {broken}: block {step.block.label} holds a carriage return "
            "inside a line, which Python takes for the end of it"
        )
    try:
        pieces = split(texts)
    except SyntaxError:
        return [Part("\n".join(texts), tuple(numbers))]
    except ValueError as error:
        raise LiterateError(
            f"{document.path}: line {step.block.first_line}: block {step.block.label} holds "
            f"characters that Python does not read ({error})"
        ) from None
    for line, number in step.lines:
        if re.match(r"return\b", line) and _outside(texts):
            raise LiterateError(
                f"{document.path}: line {number}: block {step.block.label} returns from no "
                "function; write the value as the last line instead"
            )
    return [
        Part(
            "\n".join(texts[piece.first : piece.last + 1]),
            tuple(numbers[piece.first : piece.last + 1]),
            piece.code is not None,
        )
        for piece in pieces
    ]


def _outside(texts: Sequence[str]) -> bool:
    """Say whether a return stands outside of a function, and not only in a string."""
    try:
        compile("\n".join(texts) + "\n", "", "exec", dont_inherit=True)
    except SyntaxError as error:
        return "return" in str(error)
    return False


def stems(document: Document, steps: Sequence[Step]) -> dict[str, str]:
    """Return the module name of every target, empty where examples could not import it by that."""
    found = {}
    for target in dict.fromkeys(step.target for step in steps if step.target):
        path = PurePosixPath(document.path.stem + ".py" if target == "yes" else target)
        importable = len(path.parts) == 1 and path.suffix == ".py" and path.stem.isidentifier()
        found[target] = path.stem if importable else ""
    return found


def docstrings(steps: Sequence[Step], target: str) -> list[list[str]]:
    """Return the names of the examples that a module shows, those of one docstring together."""
    lines = [line for step in steps if step.target == target for line, _ in step.lines]
    if not any("<<doctest(" in line for line in lines):
        return []
    source = "\n".join(lines) + "\n"
    found: dict[tuple[int, int], list[str]] = {}
    for number, line in enumerate(lines, start=1):
        for match in roles.PLACEHOLDER.finditer(line):
            literal = literal_at(source, number, match.start())
            place = literal.start if literal else (number, match.start())
            found.setdefault(place, []).append(match[1] if match[1] is not None else match[2])
    return list(found.values())
