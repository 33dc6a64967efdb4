"""String literals of a source text: which one a line stands in, and how it has to be written."""

import io
import re
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pairwright.literate.model import LiterateError
from pairwright.literate.roles import PLACEHOLDER

_LITERAL = re.compile(r"([A-Za-z]*)(\"\"\"|'''|\"|')")
_FORMATTED = (getattr(tokenize, "FSTRING_START", -1), getattr(tokenize, "TSTRING_START", -1))
_FORMATTED_END = (getattr(tokenize, "FSTRING_END", -1), getattr(tokenize, "TSTRING_END", -1))


@dataclass(frozen=True)
class Literal:
    """A string literal: from where to where (line from 1, column), its prefix and delimiter."""

    start: tuple[int, int]
    end: tuple[int, int]
    prefix: str
    delimiter: str


@lru_cache(maxsize=16)
def literals(source: str) -> tuple[Literal, ...]:
    """Return the string literals of a source text, as far as it can be read."""
    found: list[Literal] = []
    opened: list[tokenize.TokenInfo] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in _FORMATTED:
                opened.append(token)
            elif token.type in _FORMATTED_END:
                found.append(_literal(opened.pop(), token.end))
            elif token.type == tokenize.STRING:
                found.append(_literal(token, token.end))
    except (tokenize.TokenError, SyntaxError):
        pass
    return tuple(found)


def _literal(token: tokenize.TokenInfo, end: tuple[int, int]) -> Literal:
    match = _LITERAL.match(token.string)
    prefix, delimiter = (match[1].lower(), match[2]) if match else ("", "")
    return Literal(token.start, end, prefix, delimiter)


def literal_at(source: str, line_number: int, column: int) -> Literal | None:
    """Return the literal that a place of a source text (line from 1) stands in."""
    place = (line_number, column)
    return next((item for item in literals(source) if item.start <= place < item.end), None)


@lru_cache(maxsize=4)
def _joined(lines: tuple[str, ...]) -> str:
    return "\n".join(text.rstrip("\r\n") for text in lines) + "\n"


def docstring_at(source_lines: Sequence[str], line_number: int) -> tuple[bool, str]:
    """Say how the string is written that a placeholder's line (from 1) stands in: (raw, delimiter).

    Raises LiterateError where it stands in none, in an f-string or in bytes.
    """
    line = source_lines[line_number - 1]
    match = PLACEHOLDER.search(line)
    column = match.start() if match else len(line) - len(line.lstrip())
    literal = literal_at(_joined(tuple(source_lines)), line_number, column)
    asked = (match[0] if match else line).strip()
    if literal is None:
        raise LiterateError(
            f"{asked}: stands in no string; examples belong in docstrings, and the text around "
            "must be valid Python"
        )
    for letter, kind in (("f", "a formatted string"), ("b", "bytes"), ("t", "a template string")):
        if letter in literal.prefix:
            raise LiterateError(f"{asked}: stands in {kind}, which is no docstring")
    return "r" in literal.prefix, literal.delimiter


def escaped(line: str, raw: bool, delimiter: str) -> str:
    r"""Return a line as it has to be written in a string; raises ValueError where it cannot.

    In an ordinary string backslashes are doubled and the delimiter's quotes get one; characters
    that do not print, such as \r, are written as escapes. A raw string is left as it is.
    """
    if len(delimiter) < 3:
        raise ValueError(f"a string between {delimiter} cannot hold several lines")
    if raw:
        if delimiter in line:
            raise ValueError(f"a raw docstring cannot hold its own delimiter {delimiter}")
        if any(c in "\r\0" or "\ud800" <= c <= "\udfff" for c in line):
            raise ValueError("a raw docstring cannot hold characters that need an escape")
        return line
    line = line.replace("\\", "\\\\")
    runs = re.compile(re.escape(delimiter[0]) + "{3,}")
    line = runs.sub(lambda match: ("\\" + delimiter[0]) * len(match[0]), line)
    return "".join(c if c.isprintable() or c in "\t " else _escape(c) for c in line)


def _escape(character: str) -> str:
    if character.isspace() and ord(character) > 127 and character not in "\x85\u2028\u2029":
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def escape(lines: Sequence[str], raw: bool, delimiter: str) -> list[str]:
    """Return lines as they have to be written in a docstring.

    Raises LiterateError, with the line, where a raw docstring cannot say it.
    """
    found = []
    for line in lines:
        try:
            found.append(escaped(line, raw, delimiter))
        except ValueError as error:
            raise LiterateError(f"{error}: {line!r}; use an ordinary one") from None
    return found
