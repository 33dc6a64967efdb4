"""The statements of a block of code, as a person would type them one after the other."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """Lines of a block (from 0, ``last`` is included) that are one input of an interactive session.

    ``code`` is the line in which the statement itself begins, behind the comments that belong to
    it; for comments at the end of a block, that no statement follows, it is None.
    """

    first: int
    last: int
    code: int | None


def split(lines: Sequence[str]) -> list[Piece]:
    """Return the inputs of a block; raises SyntaxError when it cannot be read.

    Statements that share a line are one input; decorators and the comments above it belong to a
    statement. Blank lines between statements belong to none.
    """
    tree = ast.parse("\n".join(lines) + "\n")
    ends: list[tuple[int, int]] = []
    for node in tree.body:
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        if ends and first <= ends[-1][1]:
            ends[-1] = (ends[-1][0], max(last, ends[-1][1]))
        else:
            ends.append((first, last))
    pieces, start = [], 0
    for _, last in ends:
        first = _next_line(lines, start, comments=True)
        pieces.append(Piece(first, last, _next_line(lines, start, comments=False)))
        start = last + 1
    first = _next_line(lines, start, comments=True)
    if first < len(lines):
        pieces.append(Piece(first, len(lines) - 1, None))
    return pieces


def _next_line(lines: Sequence[str], start: int, *, comments: bool) -> int:
    """Return the first line from a start on that is not blank (nor a comment)."""
    for number in range(start, len(lines)):
        text = lines[number].strip()
        if text and (comments or not text.startswith("#")):
            return number
    return len(lines)


def comments_and_code(source: str) -> tuple[list[str], list[str]]:
    """Return the comments above a statement and the lines of the statement."""
    lines = source.split("\n")
    code = _next_line(lines, 0, comments=False)
    return [line.strip() for line in lines[:code] if line.strip()], lines[code:]
