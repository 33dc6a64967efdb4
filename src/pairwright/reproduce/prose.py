"""Numbers typed by hand in the text of the paper, where only results should give them.

A digit may stand in a constant marked by ``#given[...]``, in a year, in a name (D3, C6, 3-body), a
whole number may stand in a formula, and lengths belong to the layout. Everything else is found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SKIPPED = (
    r"//[^\n]*",  # comments
    r"`[^`\n]*`",  # code
    r'"[^"\s]*"',  # names in calls, such as "rows"; a text with blanks is prose
    r"[@<][\w-]+>?",  # references and labels
    r"\d+(\.\d+)?(fr|mm|cm|pt|em)\b",  # lengths
    r"\b(19|20)\d\d\b",  # years
    r"(?<=[A-Za-z_])\d+",  # names such as D3
    r"\b\d-(?=[a-z])",  # 3-body
)
_GIVEN = "#given["
_FORMULA = re.compile(r"\$[^$]*\$")
_WHOLE = re.compile(r"(?<![\d.])\d{1,2}(?![\d.]*\d)")
_NUMBER = re.compile(r"\d[\d.,\u202f]*")


@dataclass(frozen=True)
class Typed:
    """A number typed by hand, and its line."""

    line: int
    number: str


def hand_typed(text: str) -> list[Typed]:
    """Return the numbers of a Typst text that are typed and not looked up."""
    rest = _FORMULA.sub(lambda found: _blanked(_WHOLE, found[0]), _without_given(text))
    for pattern in _SKIPPED:
        rest = _blanked(re.compile(pattern), rest)
    return list(_found(rest))


def _found(text: str) -> Iterator[Typed]:
    for line_number, line in enumerate(text.splitlines(), start=1):
        for number in _NUMBER.findall(line):
            yield Typed(line_number, number.rstrip(".,"))


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """Replace what a pattern finds by blanks; lines stay where they are."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def _without_given(text: str) -> str:
    """Blank the constants that are marked, with whatever brackets they hold."""
    while (start := text.find(_GIVEN)) >= 0:
        end, depth = start + len(_GIVEN), 1
        while depth and end < len(text):
            depth += {"[": 1, "]": -1}.get(text[end], 0)
            end += 1
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return text
