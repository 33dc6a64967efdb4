"""Pandoc: texts to its syntax tree and back, and walking such a tree.

A tree is JSON as pandoc writes it: elements are ``{"t": kind, "c": contents}``.
"""

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pairwright.literate.model import LiterateError

Element = dict[str, Any]
"""A block or an inline of the tree."""


def program() -> str:
    """Return the path of pandoc, that of the package before others on the machine."""
    try:
        import pypandoc
    except ImportError:
        raise LiterateError(
            "weaving needs pandoc, which is not installed; run: pip install pypandoc_binary"
        ) from None
    for name in ("pandoc", "pandoc.exe"):
        bundled = Path(pypandoc.__file__).parent / "files" / name
        if bundled.is_file():
            return str(bundled)
    try:
        return str(pypandoc.get_pandoc_path())
    except OSError:
        raise LiterateError(
            "weaving needs pandoc, and none was found; run: pip install pypandoc_binary"
        ) from None


def converted(text: str, source: str, target: str, folder: Path, *options: str) -> str:
    """Return a text of one format in another; files it includes are looked up in ``folder``."""
    command = [program(), f"--from={source}", f"--to={target}", "--wrap=preserve", *options]
    done = subprocess.run(  # noqa: S603 (the bundled pandoc, and no shell)
        command, input=text.encode(), capture_output=True, cwd=folder, check=False
    )
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace")
        raise LiterateError(f"pandoc cannot turn {source} into {target}: {reason}")
    return done.stdout.decode()


def tree_of(text: str, source: str, folder: Path) -> Element:
    """Return the syntax tree of a text."""
    tree: Element = json.loads(converted(text, source, "json", folder))
    return tree


def elements(node: Any) -> Iterator[Element]:
    """Yield every element of a tree, outer ones first."""
    if isinstance(node, dict):
        if "t" in node:
            yield node
        for value in node.values():
            yield from elements(value)
    elif isinstance(node, list):
        for value in node:
            yield from elements(value)


def replaced(node: Any, change: Callable[[Element], Sequence[Element] | None]) -> Any:
    """Return a tree in which ``change`` says what stands for an element, None for the same.

    The contents of an element are changed before the element itself.
    """
    if isinstance(node, list):
        found: list[Any] = []
        for item in node:
            new = replaced(item, change)
            instead = change(new) if isinstance(new, dict) and "t" in new else None
            found += [new] if instead is None else instead
        return found
    if isinstance(node, dict):
        return {key: replaced(value, change) for key, value in node.items()}
    return node


def identifiers(tree: Element) -> set[str]:
    """Return the identifiers that elements of a tree have."""
    found = set()
    for element in elements(tree):
        attributes = attributes_of(element)
        if attributes and attributes[0]:
            found.add(attributes[0])
    return found


_ATTRIBUTES = {
    "CodeBlock": 0,
    "Code": 0,
    "Div": 0,
    "Span": 0,
    "Header": 1,
    "Link": 0,
    "Image": 0,
    "Table": 0,
    "Figure": 0,
}


def attributes_of(element: Element) -> list[Any] | None:
    """Return an element's identifier, classes and other attributes, None if it can have none."""
    place = _ATTRIBUTES.get(element["t"])
    return None if place is None else element["c"][place]


def plain_text(inlines: Any) -> str:
    """Return inlines as text without markup."""
    found = ""
    for element in elements(inlines):
        if element["t"] == "Str":
            found += element["c"]
        elif element["t"] in ("Space", "SoftBreak", "LineBreak"):
            found += " "
        elif element["t"] in ("Code", "Math"):
            found += element["c"][1]
    return found


def raw(target: str, text: str) -> Element:
    """Return a block that is put into the result of one format as it is."""
    return {"t": "RawBlock", "c": [target, text]}
