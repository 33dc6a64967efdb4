"""Comments in tangled files: links back to the document, and the prose before a block."""

import os
import re
from pathlib import Path

from pairwright.literate.indentation import without_indentation
from pairwright.literate.model import Block, Document

_BRACKET = re.compile(r"[\[\]]")
"""What a link's target holds behind a backslash."""
_COOKIE = re.compile(r"\[\d*(?:%|/\d*)\]")
"""What counts the tasks of a section, which a link does not depend on."""
_SIGNS = {
    **dict.fromkeys(("emacs-lisp", "elisp", "lisp", "scheme"), (";; ", "")),
    **dict.fromkeys(("c", "C", "css"), ("/* ", " */")),
    **dict.fromkeys(("cpp", "C++", "java", "js", "rust"), ("// ", "")),
    **dict.fromkeys(("html", "xml"), ("<!-- ", " -->")),
    **dict.fromkeys(("sql", "lua", "haskell"), ("-- ", "")),
    **dict.fromkeys(("latex", "tex"), ("%% ", "")),
}
"""What stands before and behind a comment, by language; in others it is as in Python."""


def _comment(block: Block, text: str) -> str:
    before, behind = _SIGNS.get(block.language, ("# ", ""))
    return f"{before}{text}{behind}"


def begin_comment(document: Document, block: Block, target: Path) -> str:
    """Return the comment that links to a block, with a path relative to the tangled file."""
    relative = os.path.relpath(document.path.absolute(), target.absolute().parent)
    place = Path(relative).as_posix()
    return _comment(block, f"[[file:{place}::{_search(document, block)}][{block.label}]]")


def end_comment(block: Block) -> str:
    """Return the comment at the end of a block."""
    return _comment(block, f"{block.label} ends here")


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def _search(document: Document, block: Block) -> str:
    """Return what finds a block: its section's id, its name, its heading, or its own first line."""
    if block.custom_id:
        return f"#{block.custom_id}"
    if block.name:
        return _BRACKET.sub(_escaped, block.name)
    if block.heading:
        title = " ".join(_COOKIE.sub(" ", block.heading).split())
        return f"*{_BRACKET.sub(_escaped, title)}"
    return document.lines[block.first_line - 1].strip().removeprefix("#")


def prose_comment(document: Document, block: Block) -> list[str]:
    """Return the text since the last heading (with it) or block, as comments."""
    first, last = block.preamble
    lines = [line.rstrip("\r\n") for line in document.lines[first - 1 : last]]
    if first > 1 and document.lines[first - 2].startswith("*"):
        title = document.lines[first - 2].rstrip("\r\n").lstrip("*").lstrip()
        lines.insert(0, title)
    elif first > 1:
        lines.insert(0, "")
    lines, _ = without_indentation(lines)
    if not any(line.strip() for line in lines):
        return []
    return [*(_comment(block, line) if line.strip() else "" for line in lines), ""]
