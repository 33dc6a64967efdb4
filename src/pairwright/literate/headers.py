"""Header arguments of blocks: how they are written, and which of several is in force."""

import re
from collections.abc import Iterable, Sequence

_SPLIT = re.compile(r"[ \t]:")
_ARGUMENT = re.compile(r"(\S+)\s+(\S.*)", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"$')

DEFAULTS = {
    "session": "none",
    "results": "replace",
    "cache": "no",
    "noweb": "no",
    "hlines": "no",
    "tangle": "no",
}
_RESULT_GROUPS = (
    ("file", "list", "vector", "table", "scalar", "verbatim"),
    ("raw", "html", "latex", "org", "code", "pp", "drawer", "link", "graphics"),
    ("replace", "silent", "none", "append", "prepend"),
    ("output", "value"),
)
_EXPORT_GROUPS = (("code", "results", "both", "none"),)


def parse(text: str | None) -> list[tuple[str, str | None]]:
    """Return the arguments of a line such as ``:tangle a.py :noweb yes``, in order.

    What stands between quotes, or round and square brackets that match, holds no arguments.
    """
    if text is None or not text.strip():
        return []
    found: list[tuple[str, str | None]] = []
    for piece in _pieces(text.strip("\n")):
        match = _ARGUMENT.match(piece.strip(" \t"))
        if match:
            found.append((match[1].removeprefix(":"), _value(match[2].strip())))
        elif piece.strip():
            found.append((piece.strip().removeprefix(":"), None))
    return found


def _pieces(text: str) -> list[str]:
    """Split before every colon that follows a blank, outside quotes and matching brackets."""
    pieces, start, place = [], 0, 0
    while place < len(text):
        character = text[place]
        if character in "([":
            place = _closing(text, place)
        elif character == '"' and (place == 0 or text[place - 1] != "\\"):
            end = re.compile(r'[^\\]"').search(text, place + 1)
            place = end.end() if end else place + 1
        elif _SPLIT.match(text, place):
            if text[start:place].strip():
                pieces.append(text[start:place])
            start = place = place + 2
        else:
            place += 1
    return [*pieces, text[start:]]


def _closing(text: str, place: int) -> int:
    """Return the place behind the bracket that closes the one here, the next place if none does."""
    partner = {"(": ")", "[": "]"}
    waiting = [partner[text[place]]]
    for number in range(place + 1, len(text)):
        character = text[number]
        if character in partner:
            waiting.append(partner[character])
        elif character in ")]" and character == waiting[-1]:
            waiting.pop()
            if not waiting:
                return number + 1
    return place + 1


def _value(text: str) -> str:
    """Take the quotes from a quoted text."""
    match = _QUOTED.match(text)
    if match is None:
        return text
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), match[1])


def merged(layers: Iterable[Sequence[tuple[str, str | None]]]) -> dict[str, str | None]:
    """Return the arguments in force, later layers before earlier ones.

    Values of ``results`` and ``exports`` join, those that exclude each other replace each other;
    variables (``var``) are gathered by name.
    """
    found: dict[str, str | None] = dict(DEFAULTS)
    variables: dict[str, str] = {}
    for layer in layers:
        for name, value in layer:
            if name == "results":
                found[name] = _joined(found[name], value, _RESULT_GROUPS)
            elif name == "exports":
                found[name] = _joined(found.get(name), value, _EXPORT_GROUPS)
            elif name == "var" and value is not None:
                for part in _variables(value):
                    key = part.split("=", 1)[0].strip()
                    # One that is set anew comes last.
                    variables.pop(key, None)
                    variables[key] = part.strip()
            else:
                found[name] = value
    if variables:
        found["var"] = " ".join(variables.values())
    return found


def _joined(old: str | None, new: str | None, groups: Sequence[Sequence[str]]) -> str:
    words = (old or "").split()
    for word in (new or "").split():
        for group in groups:
            if word in group:
                words = [other for other in words if other not in group]
        if word not in words:
            words.append(word)
    return " ".join(words)


def _variables(text: str) -> list[str]:
    """Split ``a=1 b="x y"`` at blanks outside quotes and brackets."""
    parts, start, depth, quoted = [], 0, 0, False
    for place, character in enumerate(text):
        if character == '"' and text[place - 1 : place] != "\\":
            quoted = not quoted
        elif not quoted and character in "([":
            depth += 1
        elif not quoted and character in ")]":
            depth -= 1
        elif character == " " and not quoted and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    return [part for part in parts if part.strip()]
