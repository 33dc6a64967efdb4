"""Pieces of Markdown: tables, and numbers in their cells."""

import re
from collections.abc import Sequence

from pairwright.export.digits import with_error

NOTHING = ""


def table(header: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1) -> list[str]:
    """Return the lines of a table; columns after the first ``texts`` are numbers, at the right."""
    rule = [*["---"] * texts, *["--:"] * (len(header) - texts)]
    lines = [list(map(escaped, row)) for row in (header, *rows)]
    return [f"| {' | '.join(row)} |" for row in (lines[0], rule, *lines[1:])]


def escaped(text: str) -> str:
    """Return text of a user's own, such as the label of a crystal, that is no markup."""
    return re.sub(r"([\\`*<|])", r"\\\1", text)


def code(text: str, language: str = "") -> list[str]:
    """Return the lines of a block of code."""
    return [f"```{language}", *text.rstrip("\n").split("\n"), "```"]


def number(value: float | None, digits: int = 3) -> str:
    """Return a number with so many digits that count; nothing for None."""
    if value is None:
        return NOTHING
    shown = f"{value:#.{digits}g}"
    return shown.rstrip(".") if "e" not in shown else f"{value:.{digits - 1}e}"


def measured(value: float | None, error: float | None) -> str:
    """Return a number with its standard error in brackets; three digits without an error."""
    if value is None:
        return NOTHING
    return with_error(value, error) if error else number(value)


def both(
    one: float | None, other: float | None, digits: int, error_of_one: float | None = None
) -> str:
    """Return two numbers to be compared, such as ``5.530 / 5.479`` or ``5.530(11) / 5.479``."""
    if one is None and other is None:
        return NOTHING
    first = with_error(one, error_of_one) if one is not None and error_of_one else ""
    return f"{first or number(one, digits) or 'none'} / {number(other, digits) or 'none'}"
