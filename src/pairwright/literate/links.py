"""Comments in tangled files: links back to the document, and the prose before a block."""

import os
from pathlib import Path

from pairwright.literate.indentation import without_indentation
from pairwright.literate.model import Block, Document

_COMMENT_SIGNS = {"emacs-lisp": ";; ", "elisp": ";; ", "lisp": ";; ", "c": "// ", "C": "// "}


def _sign(block: Block) -> str:
    return _COMMENT_SIGNS.get(block.language, "# ")


def begin_comment(document: Document, block: Block, target: Path) -> str:
    """Return the comment that links to a block, with a path relative to the tangled file."""
    relative = os.path.relpath(document.path.absolute(), target.absolute().parent)
    place = Path(relative).as_posix()
    return f"{_sign(block)}[[file:{place}::{_search(document, block)}][{block.label}]]"


def end_comment(block: Block) -> str:
    """Return the comment at the end of a block."""
    return f"{_sign(block)}{block.label} ends here"


def _search(document: Document, block: Block) -> str:
    """Return what finds a block: its section's id, its name, its heading, or its own first line."""
    if block.custom_id:
        return f"#{block.custom_id}"
    if block.name:
        return block.name
    if block.heading:
        return f"*{block.heading}"
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
    sign = _sign(block)
    return [*(sign + line if line.strip() else "" for line in lines), ""]
