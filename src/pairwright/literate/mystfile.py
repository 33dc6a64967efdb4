"""A scanner of MyST Markdown: fenced code with options and stored results, as the same model.

A block is a fence of backticks or tildes whose language is ``{code-cell} python``, or just
``python``. Lines ``:key: value`` at its top are its header arguments, ``:name:`` its name; others
of the document's front matter hold for all blocks, or those of a language::

    header-args: ":noweb yes"
    header-args:python: ":results output"

A stored result is a comment ``<!-- result[key]: name -->`` and the fence after it, if there is
output; without a name it belongs to the block before it. Other comments hide what they hold.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pairwright.literate.headers import merged, parse
from pairwright.literate.indentation import is_blank
from pairwright.literate.model import Block, Document, LiterateError, StoredResult

FENCE = re.compile(r"([ \t]*)(`{3,}|~{3,})[ \t]*([^`\n]*?)[ \t]*$")
_CELL = re.compile(r"\{code-cell\}[ \t]*(\S+)?|\{code-block\}[ \t]*(\S+)?|([A-Za-z][\w+#.-]*)$")
_OPTION = re.compile(r"[ \t]*:([A-Za-z][\w-]*):(?:[ \t]+(.*?))?[ \t]*$")
_RESULT = re.compile(r"[ \t]*<!--[ \t]*result(?:\[([^\]]*)\])?:[ \t]*(.*?)[ \t]*-->[ \t]*$")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_SETTING = re.compile(r"""header-args(:[\w-]+)?:[ \t]+(["']?)(.*)\2[ \t]*$""")
_OUTPUT = ("", "text", "output", "none")


@dataclass
class _State:
    """Where the scan stands."""

    settings: dict[str, str]
    heading: str = ""
    ordinal: int = 0
    preamble: int = 1
    blocks: list[Block] = field(default_factory=list)
    results: list[StoredResult] = field(default_factory=list)


@dataclass(frozen=True)
class _Fence:
    """A fence: its indentation and language, the lines inside (from 0), and the line behind it."""

    indentation: str
    info: str
    first: int
    last: int
    behind: int
    closed: bool


def read_myst(path: str | Path) -> Document:
    """Read a document; raises LiterateError when it cannot be read or a block has no end."""
    try:
        with Path(path).open(encoding="utf-8", newline="") as stream:
            return scan_myst(stream.read(), Path(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise LiterateError(f"{path}: cannot be read as UTF-8 text ({reason})") from None


def scan_myst(text: str, path: Path) -> Document:
    """Find blocks and results in the text of a MyST document.

    Raises LiterateError when a block of code has no end.
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+$", text)
    plain = [line.rstrip("\r\n") for line in lines]
    settings, number = _front_matter(plain)
    state = _State(settings)
    while number < len(plain):
        number = _step(state, plain, number, path)
    return Document(path, lines, state.blocks, state.results)


def _front_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """Return the header arguments of the front matter, by language, and the line behind it."""
    if not lines or lines[0].rstrip() != "---":
        return {}, 0
    found: dict[str, str] = {}
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return found, number + 1
        if setting := _SETTING.match(line.strip()):
            found[(setting[1] or "").removeprefix(":")] = setting[3]
    return {}, 0


def _step(state: _State, lines: Sequence[str], number: int, path: Path) -> int:
    """Read what begins in a line (from 0) and return the line behind it."""
    line = lines[number]
    if result := _RESULT.match(line):
        return _read_result(state, lines, number, result)
    if line.lstrip().startswith("<!--"):
        return _behind_comment(lines, number)
    if heading := _HEADING.match(line):
        state.heading, state.ordinal, state.preamble = heading[2], 0, number + 2
        return number + 1
    fence = _fence(lines, number)
    if fence is None:
        return number + 1
    cell = _CELL.match(fence.info)
    if cell is None:
        return fence.behind
    if not fence.closed:
        raise LiterateError(f"{path}: line {number + 1}: this block of code has no closing fence")
    _read_block(state, lines, number, fence, cell[1] or cell[2] or cell[3] or "")
    return fence.behind


def _behind_comment(lines: Sequence[str], number: int) -> int:
    """Return the line behind a comment, the next line if it has no end."""
    for place in range(number, len(lines)):
        if "-->" in lines[place]:
            return place + 1
    return number + 1


def _fence(lines: Sequence[str], number: int) -> _Fence | None:
    """Return the fence that opens in a line."""
    match = FENCE.match(lines[number])
    if match is None:
        return None
    sign, length = match[2][0], len(match[2])
    closing = re.compile(rf"[ \t]*{re.escape(sign)}{{{length},}}[ \t]*$")
    for place in range(number + 1, len(lines)):
        if closing.match(lines[place]):
            return _Fence(match[1], match[3], number + 1, place, place + 1, True)
    return _Fence(match[1], match[3], number + 1, len(lines), len(lines), False)


def _read_block(
    state: _State, lines: Sequence[str], number: int, fence: _Fence, language: str
) -> None:
    state.ordinal += 1
    options: list[tuple[str, str | None]] = []
    name, first = "", fence.first
    while first < fence.last and (option := _OPTION.match(lines[first])):
        if option[1] == "name":
            name = option[2] or ""
        else:
            options += parse(f":{option[1]} {option[2] or ''}")
        first += 1
    if first > fence.first and first < fence.last and is_blank(lines[first]):
        first += 1
    layers = [parse(state.settings.get(key)) for key in ("", language)]
    body = [_inside(line, fence.indentation) for line in lines[first : fence.last]]
    state.blocks.append(
        Block(
            name,
            language,
            "",
            merged([*layers, options]),
            tuple(body),
            len(fence.indentation.expandtabs()),
            # The line before the body, so that lines count from it as they do in Org.
            first,
            fence.behind,
            state.heading,
            state.ordinal,
            preamble=(state.preamble, number),
        )
    )
    state.preamble = fence.behind + 1


def _inside(line: str, indentation: str) -> str:
    """Return a line without the indentation of its fence, as far as it has it."""
    place = 0
    while place < min(len(line), len(indentation)) and line[place] in " \t":
        place += 1
    return line[place:]


def _read_result(state: _State, lines: Sequence[str], number: int, match: re.Match[str]) -> int:
    """Read a result's comment and the fence after it."""
    fence = _fence(lines, number + 1) if number + 1 < len(lines) else None
    text, form, behind = "", "empty", number + 1
    if fence is not None and fence.closed and fence.info in _OUTPUT:
        inside = [_inside(line, fence.indentation) for line in lines[fence.first : fence.last]]
        text, form, behind = "\n".join(inside), "example", fence.behind
    before = state.blocks[-1] if state.blocks else None
    close = before is not None and not "".join(lines[before.last_line : number]).strip()
    owner = before if close and not match[2] else None
    state.results.append(
        StoredResult(match[2], match[1] or "", text, form, number + 1, behind, owner)
    )
    return behind


def written_myst(name: str, key: str, text: str) -> list[str]:
    """Return the lines of a result, with line ends, in a fence longer than any inside."""
    mark = f"[{key}]" if key else ""
    head = f"<!-- result{mark}: {name}".rstrip() + " -->\n"
    if not text:
        return [head]
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [head, f"{fence}\n", *(f"{line}\n" for line in text.split("\n")), f"{fence}\n"]
