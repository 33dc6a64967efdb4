"""Which blocks of a document are what: definitions, examples, chunks, and the rest of a session."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pairwright.literate.model import Block, Document

PYTHON = frozenset({"python", "ipython", "jupyter-python"})
"""Languages whose blocks are run and tangled."""

PLACEHOLDER = re.compile(r"<<doctest\(\s*(?:\"([^\"\n]*)\"|'([^'\n]*)')\s*\)>>")
_REFERENCE = re.compile(r"<<([^\s<>](?:[^<>\n]*?[^\s<>])?)>>")

DEFINITION = "definition"
EXAMPLE = "example"
SESSION = "session"
CHUNK = "chunk"
UNUSED = "not run"
"""Kinds of blocks; the last is for those that :eval keeps from being run."""


@dataclass(frozen=True)
class Placeholder:
    """A place in a docstring that an example is to fill; ``line`` is that of the document."""

    name: str
    line: int
    block: Block


def placeholder_names(line: str) -> list[str]:
    """Return the names of the examples that a line asks for."""
    return [match[1] if match[1] is not None else match[2] for match in PLACEHOLDER.finditer(line)]


def is_python(block: Block) -> bool:
    """Say whether a block is Python, for Org's plain Python or for Jupyter."""
    return block.language.casefold() in PYTHON


def placeholders(document: Document) -> list[Placeholder]:
    """Return the placeholders in the document's Python blocks, in order."""
    return [
        Placeholder(name, block.first_line + number, block)
        for block in document.awake
        if is_python(block)
        for number, line in enumerate(block.body, start=1)
        for name in placeholder_names(line)
    ]


@dataclass(frozen=True)
class Roles:
    """The roles of a document's blocks."""

    document: Document

    @cached_property
    def placeholders(self) -> list[Placeholder]:
        """The placeholders, in order."""
        return placeholders(self.document)

    @cached_property
    def by_name(self) -> dict[str, Block]:
        """The first awake block of each name, names without regard to case."""
        found: dict[str, Block] = {}
        for block in self.document.awake:
            if block.name:
                found.setdefault(block.name.casefold(), block)
        return found

    def example(self, name: str) -> Block | None:
        """Return the Python block that a placeholder's name means."""
        block = self.by_name.get(name.casefold())
        return block if block is not None and is_python(block) else None

    @cached_property
    def _examples(self) -> set[int]:
        found = (self.example(placeholder.name) for placeholder in self.placeholders)
        return {block.first_line for block in found if block is not None}

    @cached_property
    def _referenced(self) -> set[str]:
        """The names in references such as <<name>> and <<name(x=1)>>."""
        return {
            match[1].split("(")[0].casefold()
            for block in self.document.awake
            for line in block.body
            if "<<" in line
            for match in _REFERENCE.finditer(line)
        }

    def kind(self, block: Block) -> str:
        """Return the role of a Python block.

        An example is named by a placeholder. Else a block that is tangled is a definition, and one
        that others refer to is a chunk. What is left runs as part of the session.
        """
        unwanted = block.argument("eval").split()[:1] in (["no"], ["never"], ["nil"])
        if block.first_line in self._examples:
            return UNUSED if unwanted else EXAMPLE
        if block.argument("tangle", "no") != "no":
            return DEFINITION
        names = {block.name.casefold(), block.argument("noweb-ref").casefold()} - {""}
        if names & self._referenced:
            return CHUNK
        return UNUSED if unwanted else SESSION

    def kinds(self) -> Iterator[tuple[Block, str]]:
        """Yield the document's Python blocks with their roles."""
        for block in self.document.awake:
            if is_python(block):
                yield block, self.kind(block)
