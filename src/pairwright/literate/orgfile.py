"""A line scanner of Org documents: sections, properties, source blocks, stored results.

It knows the part of Org that matters for running and tangling, and keeps every line as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pairwright.literate.headers import merged, parse
from pairwright.literate.indentation import without_indentation
from pairwright.literate.model import Block, Document, Finding, LiterateError, StoredResult
from pairwright.literate.orgresults import result_at

_HEADLINE = re.compile(r"(\*+)[ \t]+(.*?)[ \t]*$")
_TAGS = re.compile(r"[ \t]+:([\w@#%:]+):$")
_TODO = re.compile(r"(?:TODO|DONE)[ \t]+|\[#[A-Z0-9]\][ \t]*")
_KEYWORD = re.compile(r"[ \t]*#\+(\w+)(?:\[([^\]]*)\])?:[ \t]*(.*?)[ \t]*$")
_BEGIN = re.compile(r"[ \t]*#\+begin_(\S+)(?:[ \t]+(.*?))?[ \t]*$", re.IGNORECASE)
_SOURCE = re.compile(
    r"(\S+)((?:[ \t]+(?:[-+]n(?:[ \t]+\d+)?|-l[ \t]+\"[^\"\n]+\"|[-+][A-Za-z]))*)(.*)$"
)
_PROPERTY = re.compile(r"[ \t]*:(\S+?)(\+?):(?:[ \t]+(.*?))?[ \t]*$")
_DRAWER = re.compile(r"[ \t]*:PROPERTIES:[ \t]*$", re.IGNORECASE)
_END = re.compile(r"[ \t]*:END:[ \t]*$", re.IGNORECASE)
_COMMA = re.compile(r"^([ \t]*),(,*(?:\*|#\+))")
_FILE_PROPERTY = re.compile(r"(\S+?)(\+?)[ \t]+(.*)$")
_VERBATIM = ("example", "export", "comment", "src")
_AFFILIATED = ("caption", "name", "header", "headers", "plot", "results")


@dataclass
class _Section:
    """A headline with what it sets for the blocks below it."""

    level: int
    title: str
    asleep: bool
    properties: dict[str, str] = field(default_factory=dict)
    commented: bool = False


@dataclass
class _State:
    """Where the scan stands."""

    sections: list[_Section]
    ordinal: int = 0
    name: str = ""
    header_lines: list[str] = field(default_factory=list)
    preamble: int = 1
    blocks: list[Block] = field(default_factory=list)
    results: list[StoredResult] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def forget(self) -> None:
        """Lose name and header arguments that no block has followed."""
        self.name, self.header_lines = "", []


def read_org(path: str | Path) -> Document:
    """Read a document; raises LiterateError when it cannot be read."""
    try:
        with Path(path).open(encoding="utf-8", newline="") as stream:
            return scan(stream.read(), Path(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise LiterateError(f"{path}: cannot be read as UTF-8 text ({reason})") from None


def scan(text: str, path: Path) -> Document:
    """Find blocks and results in the text of an Org document; any text is one."""
    # Not splitlines: it ends lines at form feeds and other signs too.
    lines = re.findall(r"[^\n]*\n|[^\n]+$", text)
    plain = [line.rstrip("\r\n") for line in lines]
    state = _State([_Section(0, "", False, _file_properties(plain))])
    number = 0
    while number < len(plain):
        number = _step(state, plain, number, path)
    return Document(path, lines, state.blocks, state.results, state.warnings)


def _file_properties(lines: Sequence[str]) -> dict[str, str]:
    """Return the header arguments that hold for the whole document."""
    found: dict[str, str] = {}
    inside = ""
    for line in lines:
        begin = _BEGIN.match(line)
        if inside:
            if re.match(rf"[ \t]*#\+end_{re.escape(inside)}[ \t]*$", line, re.IGNORECASE):
                inside = ""
        elif begin and begin[1].lower() in _VERBATIM:
            inside = begin[1]
        elif (
            (keyword := _KEYWORD.match(line))
            and keyword[1].lower() == "property"
            and (setting := _FILE_PROPERTY.match(keyword[3]))
        ):
            _set(found, setting[1], setting[2], setting[3])
    return found


def _set(properties: dict[str, str], name: str, plus: str, value: str) -> None:
    key = name.lower()
    if not key.startswith("header-args") and key != "custom_id":
        return
    properties[key] = f"{properties[key]} {value}" if plus and key in properties else value


def _step(state: _State, lines: Sequence[str], number: int, path: Path) -> int:
    """Read what begins in a line (from 0) and return the line behind it."""
    line = lines[number]
    if headline := _HEADLINE.match(line):
        return _open_section(state, lines, number, headline)
    if _DRAWER.match(line) and number == 0:
        return _read_drawer(state.sections[0], lines, number)
    if begin := _BEGIN.match(line):
        kind = begin[1].lower()
        if kind == "src":
            return _read_block(state, lines, number, begin[2] or "", path)
        state.forget()
        return _after(lines, number, kind) if kind in _VERBATIM else number + 1
    if keyword := _KEYWORD.match(line):
        return _read_keyword(state, lines, number, keyword)
    state.forget()
    return number + 1


def _after(lines: Sequence[str], number: int, kind: str) -> int:
    """Return the line behind the end of a block, the next line if there is no end."""
    end = re.compile(rf"[ \t]*#\+end_{re.escape(kind)}[ \t]*$", re.IGNORECASE)
    for place in range(number + 1, len(lines)):
        if end.match(lines[place]):
            return place + 1
        if _HEADLINE.match(lines[place]):
            break
    return number + 1


def _open_section(state: _State, lines: Sequence[str], number: int, headline: re.Match[str]) -> int:
    level, title = len(headline[1]), headline[2]
    while state.sections[-1].level >= level:
        state.sections.pop()
    tags = _TAGS.search(" " + title)
    archived = tags is not None and "ARCHIVE" in tags[1].split(":")
    title = _TAGS.sub("", " " + title)[1:] if tags else title
    title = re.sub(_TODO, "", title, count=2) if _TODO.match(title) else title
    commented = title == "COMMENT" or title.startswith("COMMENT ")
    commented |= state.sections[-1].commented
    asleep = state.sections[-1].asleep or archived or commented
    section = _Section(level, title, asleep, commented=commented)
    state.sections.append(section)
    state.ordinal, state.preamble = 0, number + 2
    state.forget()
    following = number + 1
    while following < len(lines) and re.match(
        r"[ \t]*(?:CLOSED|DEADLINE|SCHEDULED):", lines[following]
    ):
        following += 1
    if following < len(lines) and _DRAWER.match(lines[following]):
        return _read_drawer(section, lines, following)
    return number + 1


def _read_drawer(section: _Section, lines: Sequence[str], number: int) -> int:
    """Read a property drawer and return the line behind it."""
    for place in range(number + 1, len(lines)):
        if _END.match(lines[place]):
            return place + 1
        setting = _PROPERTY.match(lines[place])
        if setting is None:
            break
        name, plus = setting[1] + setting[2], setting[2]
        # Of equal names the first counts; those that end in + are all added.
        if plus or name.lower() not in section.properties:
            _set(section.properties, name, plus, setting[3] or "")
    return number + 1


def _read_keyword(state: _State, lines: Sequence[str], number: int, keyword: re.Match[str]) -> int:
    name = keyword[1].lower()
    if name in ("name", "srcname", "source", "tblname") and keyword[3]:
        state.name = keyword[3]
    elif name in ("header", "headers"):
        state.header_lines.append(keyword[3])
    elif name == "results":
        return _read_result(state, lines, number, keyword)
    elif name not in _AFFILIATED and not name.startswith("attr_"):
        state.forget()
    return number + 1


def _read_result(state: _State, lines: Sequence[str], number: int, keyword: re.Match[str]) -> int:
    asleep = state.sections[-1].asleep
    form, text, behind = result_at(lines, number + 1)
    before = state.blocks[-1] if state.blocks else None
    close = before is not None and not "".join(lines[before.last_line : number]).strip()
    if not asleep:
        state.results.append(
            StoredResult(
                keyword[3],
                keyword[2] or "",
                text,
                form,
                number + 1,
                behind,
                before if close and not keyword[3] else None,
            )
        )
    state.forget()
    return behind


def _read_block(
    state: _State, lines: Sequence[str], number: int, parameters: str, path: Path
) -> int:
    end = _after(lines, number, "src")
    if end == number + 1 and not _ends(lines, number):
        reason = "this source block has no #+end_src, so it is text"
        label = state.name or parameters.strip()
        state.warnings.append(Finding(str(path), number + 1, label, "no end", reason))
        state.forget()
        return number + 1
    section = state.sections[-1]
    state.ordinal += 1
    match = _SOURCE.match(parameters)
    language, switches, rest = (match[1], match[2].strip(), match[3]) if match else ("", "", "")
    raw = [_COMMA.sub(r"\1\2", line) for line in lines[number + 1 : end - 1]]
    keeps = "-i" in switches.split()
    body, columns = (raw, 0) if keeps else without_indentation(raw)
    layers = [*_inherited(state, language), parse(rest), *map(parse, reversed(state.header_lines))]
    header = merged(layers)
    block = Block(
        state.name,
        language,
        switches,
        header,
        tuple(body),
        columns,
        number + 1,
        end,
        section.title,
        state.ordinal,
        section.asleep,
        (state.preamble, number),
        section.properties.get("custom_id", ""),
        section.commented,
    )
    _warn_of_lost_targets(state, block, path)
    state.blocks.append(block)
    state.preamble = end + 1
    state.forget()
    return end


def _ends(lines: Sequence[str], number: int) -> bool:
    return (
        number + 1 < len(lines)
        and re.match(r"[ \t]*#\+end_src[ \t]*$", lines[number + 1], re.I) is not None
    )


def _inherited(state: _State, language: str) -> list[list[tuple[str, str | None]]]:
    """Return the layers of header arguments that properties give: for all, and for a language."""
    return [
        parse(_property(state.sections, key)) for key in ("header-args", f"header-args:{language}")
    ]


def _property(sections: Sequence[_Section], key: str) -> str | None:
    """Return the nearest property; one whose name ends in + is added to what is farther out."""
    added: list[str] = []
    key = key.lower()
    for section in reversed(sections):
        if key + "+" in section.properties:
            added.insert(0, section.properties[key + "+"])
        if key in section.properties:
            return " ".join([section.properties[key], *added])
    return " ".join(added) if added else None


def _warn_of_lost_targets(state: _State, block: Block, path: Path) -> None:
    """Say where the nearest property hides a target that an outer one of the same name sets."""
    if block.asleep or block.argument("tangle") != "no":
        return
    for key in ("header-args", f"header-args:{block.language}"):
        owners = [s for s in state.sections if key.lower() in s.properties]
        if len(owners) < 2:
            continue
        near, outer = owners[-1].properties[key.lower()], owners[:-1]
        if "tangle" in dict(parse(near)):
            continue
        if any("tangle" in dict(parse(s.properties[key.lower()])) for s in outer):
            state.warnings.append(
                Finding(
                    str(path),
                    block.first_line,
                    block.label,
                    "target lost",
                    f"the property {key} of section {owners[-1].title!r} replaces an outer one "
                    f"that sets :tangle; write :{key}+: there, or repeat :tangle",
                )
            )
