"""MyST's directives and roles in the words of pandoc's Markdown: formulas, notes, figures."""

import re
from collections.abc import Sequence

from pairwright.literate.mystfile import FENCE

_DIRECTIVE = re.compile(r"\{([\w-]+)\}[ \t]*(.*)$")
_OPTION = re.compile(r"[ \t]*:[\w-]+:")
_MATH_ROLE = re.compile(r"\{math\}`([^`\n]+)`")
_COLONS = re.compile(r"([ \t]*)(:{3,})[ \t]*(\{[\w-]+\}.*?)[ \t]*$")
_NOTES = re.compile(
    "admonition|attention|caution|danger|error|hint|important|note|seealso|tip|warning"
)


def without_directives(text: str) -> str:
    """Return a text with what pandoc knows in place of directives and roles."""
    lines = text.splitlines()
    return "\n".join(_translated(lines)) + "\n"


def _translated(lines: Sequence[str]) -> list[str]:
    found: list[str] = []
    number = 0
    while number < len(lines):
        match = FENCE.match(lines[number]) or _COLONS.match(lines[number])
        if match is None:
            found.append(_MATH_ROLE.sub(r"$\1$", lines[number]))
            number += 1
            continue
        end = _closing(lines, number, match[2])
        inside = lines[number + 1 : end]
        directive = _DIRECTIVE.match(match[3])
        known = None if directive is None else _known(directive[1], directive[2], inside)
        if known is None:
            found += lines[number : end + 1]
        else:
            found += [match[1] + line.removeprefix(match[1]) for line in known]
        number = end + 1
    return found


def _closing(lines: Sequence[str], number: int, fence: str) -> int:
    """Return the line that closes a fence, the last line if none does."""
    closing = re.compile(rf"[ \t]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    for place in range(number + 1, len(lines)):
        if closing.match(lines[place]):
            return place
    return len(lines) - 1


def _known(name: str, argument: str, inside: Sequence[str]) -> list[str] | None:
    """Return what a directive is in pandoc's Markdown, None for one that is not known here."""
    start = 0
    while start < len(inside) and _OPTION.match(inside[start]):
        start += 1
    body = list(inside[start:])
    if name == "math":
        return ["$$", *(line for line in [argument, *body] if line.strip()), "$$"]
    if name in ("figure", "image"):
        caption = " ".join(line.strip() for line in body if line.strip())
        return ["", f"![{caption}]({argument})", ""]
    if _NOTES.fullmatch(name):
        title = argument or name.capitalize()
        return [f":::::: {{.aside .{name}}}", f"**{title}**", "", *_translated(body), "", "::::::"]
    return None
