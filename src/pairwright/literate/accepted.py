"""What a stored result may say to be that of a recorded block, and what we write."""

import ast
import re
from collections.abc import Iterator

from pairwright.literate.modes import Mode, same
from pairwright.literate.record import BlockRecord, Raised

HEADER = "Traceback (most recent call last):"


def transcript(block: BlockRecord) -> str:
    """Return what a session shows of a block, without prompts: output, values, exceptions."""
    parts = []
    for statement in block.statements:
        parts.append(_ended(statement.output))
        if statement.exception is not None:
            parts.append("\n".join([HEADER, *statement.exception.lines]) + "\n")
    return "".join(parts).removesuffix("\n")


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def has_output(block: BlockRecord) -> bool:
    """Say whether a block shows anything."""
    return any(s.output or s.exception is not None for s in block.statements)


def _prompted(block: BlockRecord) -> str:
    """Return what a session shows, with prompts."""
    parts = []
    for statement in block.statements:
        first, *rest = statement.source.split("\n")
        parts += [f">>> {first}", *(f"... {line}".rstrip() for line in rest)]
        parts += _ended(statement.output).splitlines()
        if statement.exception is not None:
            parts += [HEADER, *statement.exception.lines]
    return "\n".join(parts)


def forms(block: BlockRecord) -> Iterator[str]:
    """Yield the texts that a stored result may have."""
    yield transcript(block)
    yield "".join(_ended(statement.output) for statement in block.statements)
    yield "".join(statement.stdout for statement in block.statements)
    yield _prompted(block)
    ran = [statement for statement in block.statements if not _is_comment(statement.source)]
    if ran and ran[-1].exception is None:
        last = ran[-1]
        yield last.value if last.value is not None else "None"
        if last.value_text is not None:
            yield last.value_text


def _is_comment(source: str) -> bool:
    return all(not line.strip() or line.strip().startswith("#") for line in source.split("\n"))


def accepts(block: BlockRecord, text: str, mode: Mode) -> bool:
    """Say whether a stored text is what the block gave, in one of the forms that occur.

    That is the transcript, stdout alone, or the last value (repr, str, or an Org table); of a
    traceback the first line and what the exception says count, or only the latter. With
    ``:doctest ellipsis``, ``...`` stands for any text.
    """
    wanted = _plain(text)
    if not wanted and _plain(transcript(block)):
        return False
    if any(same(_plain(form), wanted, mode) for form in forms(block)):
        return True
    if mode.ellipsis and "..." in wanted:
        pattern = ".*".join(re.escape(part) for part in wanted.split("..."))
        if any(re.fullmatch(pattern, _plain(form), re.DOTALL) for form in forms(block)):
            return True
    if text.lstrip().startswith("|") and _table_fits(block, text):
        return True
    raised = next((s.exception for s in reversed(block.statements) if s.exception), None)
    return raised is not None and _traceback_fits(block, raised, wanted)


def _plain(text: str) -> str:
    """Leave out blanks at the ends of lines, and empty lines at both ends."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _traceback_fits(block: BlockRecord, raised: Raised, wanted: str) -> bool:
    """Compare a traceback by its first and last lines, which are all that stays the same."""
    last = _plain("\n".join(raised.lines))
    if wanted == last:
        return True
    printed, header, rest = wanted.partition(HEADER)
    if not header or not _ends_with(rest, last):
        return False
    before = _plain("".join(_ended(s.output) for s in block.statements))
    return _plain(printed) in ("", before)


def _ends_with(text: str, last: str) -> bool:
    """Say whether a traceback ends with an exception, its module's name in front or not."""
    lines, wanted = text.strip("\n").split("\n"), last.split("\n")
    end = lines[-len(wanted) :]
    if len(lines) < len(wanted) or end[1:] != wanted[1:]:
        return False
    return re.fullmatch(rf"(?:[\w.]+\.)?{re.escape(wanted[0])}", end[0]) is not None


def _table_fits(block: BlockRecord, text: str) -> bool:
    """Compare an Org table with the last value, a list or tuple."""
    last = next((s.value for s in reversed(block.statements) if s.source), None)
    try:
        value = ast.literal_eval(last or "")
    except (ValueError, SyntaxError):
        return False
    if not isinstance(value, list | tuple):
        return False
    rows = value if all(isinstance(row, list | tuple) for row in value) else [value]
    wanted = [[_cell(cell) for cell in row] for row in rows if row is not None]
    lines = [line.strip() for line in text.strip("\n").split("\n")]
    found = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if not line.startswith("|-")
    ]
    return wanted == found


def _cell(value: object) -> str:
    return "" if value is None else str(value)
