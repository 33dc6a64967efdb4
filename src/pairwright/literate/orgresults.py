"""Stored results in an Org document: where one ends, what it says, and how one is written."""

import re
from collections.abc import Sequence

HASHED = re.compile(r"[ \t]*#\+RESULTS(?:\[([^\]]*)\])?:[ \t]*(.*?)[ \t]*$", re.IGNORECASE)
_FIXED = re.compile(r"[ \t]*:(?: (.*)|)$")
_DRAWER = re.compile(r"[ \t]*:(results|RESULTS|Results):[ \t]*$")
_DRAWER_END = re.compile(r"[ \t]*:end:[ \t]*$", re.IGNORECASE)
_BEGIN = re.compile(r"[ \t]*#\+begin_(\S+)", re.IGNORECASE)
_COMMA = re.compile(r"^([ \t]*),(,*(?:\*|#\+))")
_TABLE = re.compile(r"[ \t]*\|")


def result_at(lines: Sequence[str], number: int) -> tuple[str, str, int]:
    """Return form and text of the result that begins in a line (from 0), and the line behind it."""
    if number >= len(lines) or not lines[number].strip() or lines[number].startswith("*"):
        return "empty", "", number
    if _DRAWER.match(lines[number]):
        return _drawer(lines, number)
    if begin := _BEGIN.match(lines[number]):
        return _block(lines, number, begin[1])
    if _FIXED.match(lines[number]):
        return _run(lines, number, _FIXED, "plain")
    if _TABLE.match(lines[number]):
        return _run(lines, number, _TABLE, "other")
    if lines[number].lstrip().startswith("#+"):
        return "empty", "", number
    behind = number
    while (
        behind < len(lines) and lines[behind].strip() and not lines[behind].startswith(("*", "#+"))
    ):
        behind += 1
    return "other", "\n".join(lines[number:behind]), max(behind, number + 1)


def _run(
    lines: Sequence[str], number: int, kind: re.Pattern[str], form: str
) -> tuple[str, str, int]:
    behind = number
    while behind < len(lines) and kind.match(lines[behind]):
        behind += 1
    taken = lines[number:behind]
    if form == "plain":
        taken = [match[1] or "" for line in taken if (match := _FIXED.match(line))]
    return form, "\n".join(taken), behind


def _drawer(lines: Sequence[str], number: int) -> tuple[str, str, int]:
    for place in range(number + 1, len(lines)):
        if _DRAWER_END.match(lines[place]):
            inside = lines[number + 1 : place]
            if inside:
                form, text, behind = result_at(inside, 0)
                if form in ("plain", "example") and behind == len(inside):
                    return "drawer", text, place + 1
            return "drawer", "\n".join(inside), place + 1
        if lines[place].startswith("*"):
            break
    return "other", lines[number], number + 1


def _block(lines: Sequence[str], number: int, kind: str) -> tuple[str, str, int]:
    end = re.compile(rf"[ \t]*#\+end_{re.escape(kind)}[ \t]*$", re.IGNORECASE)
    for place in range(number + 1, len(lines)):
        if end.match(lines[place]):
            columns = len(lines[number]) - len(lines[number].lstrip(" \t"))
            inside = [_inside(line, columns) for line in lines[number + 1 : place]]
            form = "example" if kind.lower() == "example" else "other"
            return form, "\n".join(inside), place + 1
    return "other", lines[number], number + 1


def _inside(line: str, columns: int) -> str:
    """Return a line without its escaping comma and the indentation of its block."""
    blanks = len(line) - len(line.lstrip(" \t"))
    return _COMMA.sub(r"\1\2", line[min(blanks, columns) :])


def written(name: str, key: str, text: str) -> list[str]:
    """Return the lines of a result, with line ends.

    Fixed-width lines where Org cannot misread them, an example block for texts that are long.
    """
    mark = f"[{key}]" if key else ""
    head = f"#+RESULTS{mark}: {name}".rstrip() + "\n"
    if not text:
        return [head]
    lines = text.split("\n")
    if len(lines) <= LONGEST_FIXED:
        return [
            head,
            *(f": {line}".rstrip(" ") + "\n" if not line else f": {line}\n" for line in lines),
        ]
    guarded = [re.sub(r"^([ \t]*)(,*(?:\*|#\+))", r"\1,\2", line) for line in lines]
    return [head, "#+begin_example\n", *(f"{line}\n" for line in guarded), "#+end_example\n"]


LONGEST_FIXED = 10
"""Results of more lines become example blocks, as Org does it."""
