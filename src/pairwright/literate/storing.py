"""Writes what a run gave back into the document, below the blocks it came from.

A command and never a rule: it changes the source, and everything that is made of it.
"""

import re
from collections.abc import Sequence

from pairwright.literate import roles
from pairwright.literate.accepted import accepts, has_output, transcript
from pairwright.literate.keys import body_hash, text_hash
from pairwright.literate.model import Block, Document, StoredResult
from pairwright.literate.modes import mode_of
from pairwright.literate.reader import is_myst, written
from pairwright.literate.record import BlockRecord, Record
from pairwright.literate.roles import Roles

QUIET = frozenset({"none", "silent", "discard", "file", "graphics"})
"""Words of ``:results`` for which no text is stored."""

_Change = tuple[int, int, Sequence[str]]


def stored(document: Document, record: Record) -> str:
    """Return the document's text with the results of a record in it.

    A result is replaced where it stands, or put behind its block. One that says the same in
    another form (a table, the value alone) keeps its form. What was not run, or has changed since,
    stays as it is, and so does every other byte. Doing it again changes nothing.
    """
    results: dict[int, StoredResult] = {}
    known = Roles(document)
    for result in document.results:
        block = known.by_name.get(result.name.casefold()) if result.name else result.block
        if block is not None:
            results.setdefault(block.first_line, result)
    changes: list[_Change] = []
    for block, kind in known.kinds():
        entry = record.of(block)
        if entry is None or not entry.ran or entry.body != body_hash(block):
            continue
        old = results.get(block.first_line)
        if kind == roles.DEFINITION and (old is None or not has_output(entry)):
            continue
        if old is not None:
            changes += _replaced(document, block, entry, old)
        elif has_output(entry) and not QUIET & set(block.argument("results").split()):
            changes.append(_added(document, block, entry))
    return document.with_lines(changes)


def _replaced(
    document: Document, block: Block, entry: BlockRecord, result: StoredResult
) -> list[_Change]:
    """Return the change that brings a stored result up to date."""
    old = document.lines[result.first_line - 1 : result.last_line]
    ending = _ending(document)
    if result.text.lstrip().startswith("[["):
        return []
    fits = accepts(entry, result.text, mode_of(block.header))
    text = result.text if fits else transcript(entry)
    key = f"{entry.key}.{text_hash(text)}"
    lines = written(document, result.name, key, text)
    indentation = _indentation(old[0])
    head = indentation + lines[0].rstrip("\n")
    if old[0].strip().lower().startswith("#+results"):
        spelt = old[0].strip()[: len("#+results")]
        head = indentation + spelt + lines[0].rstrip("\n")[len(spelt) :]
    end = "" if fits and len(old) == 1 and not old[0].endswith("\n") else ending
    if fits:
        return [(result.first_line, result.first_line, [head + end])]
    body = [indentation + line.rstrip("\n") if line.strip() else line for line in lines[1:]]
    body = [line.rstrip("\n") for line in body]
    if result.form == "drawer":
        body = [old[1].rstrip("\r\n"), *body, old[-1].rstrip("\r\n")]
    new = [line + ending for line in [head, *body]]
    return [(result.first_line, result.last_line, [*new, *_gap(document, result.last_line, body)])]


def _added(document: Document, block: Block, entry: BlockRecord) -> _Change:
    """Return the change that puts a result behind a block that has none."""
    text = transcript(entry)
    last = document.lines[block.last_line - 1]
    ending = _ending(document)
    lines = written(document, block.name, f"{entry.key}.{text_hash(text)}", text)
    indentation = _indentation(last)
    body = [(indentation + line if line.strip() else line).rstrip("\n") for line in lines]
    new = [line + ending for line in ["", *body]]
    if not last.endswith("\n"):
        new.insert(0, last + ending)
        return block.last_line, block.last_line, new
    following = document.lines[block.last_line : block.last_line + 1]
    if following and following[0].strip():
        new.append(ending)
    return block.last_line + 1, block.last_line, new


def _gap(document: Document, last: int, body: Sequence[str]) -> list[str]:
    """Return an empty line where what follows would be read as part of the result."""
    following = document.lines[last : last + 1]
    text = following[0].strip() if following else ""
    plain = bool(body) and body[-1].lstrip().startswith(":")
    joins = bool(text) and (not body or (plain and text.startswith(":")))
    return [_ending(document)] if joins and not is_myst(document.path) else []


def _ending(document: Document) -> str:
    return "\r\n" if document.lines and document.lines[0].endswith("\r\n") else "\n"


def _indentation(line: str) -> str:
    match = re.match(r"[ \t]*", line)
    return match[0] if match else ""
