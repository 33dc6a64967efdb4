"""Common indentation of the lines of a block, as Org counts and removes it."""

from collections.abc import Sequence

TAB = 8
"""Columns from one tab stop to the next."""


def indentation(line: str) -> int:
    """Return the column in which a line's text begins."""
    column = 0
    for character in line:
        if character == "\t":
            column += TAB - column % TAB
        elif character == " ":
            column += 1
        else:
            break
    return column


def is_blank(line: str) -> bool:
    """Say whether a line has only blanks and tabs."""
    return not line.strip(" \t")


def without_indentation(lines: Sequence[str]) -> tuple[list[str], int]:
    """Return the lines without their common indentation, and how many columns that was.

    Where there is any, blank lines become empty; otherwise nothing changes.
    """
    columns = min((indentation(line) for line in lines if not is_blank(line)), default=0)
    if columns == 0:
        return list(lines), 0
    return [_moved(line, columns) for line in lines], columns


def _moved(line: str, columns: int) -> str:
    """Take columns from the end of a line's indentation; a tab that is cut becomes blanks."""
    if is_blank(line):
        return ""
    wanted, column, kept = indentation(line) - columns, 0, ""
    for character in line:
        following = indentation(kept + character)
        if following > wanted:
            break
        kept, column = kept + character, following
        if column == wanted:
            break
    return kept + " " * (wanted - column) + line.lstrip(" \t")
