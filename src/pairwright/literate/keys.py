"""Keys that tell whether a stored result belongs to the code it stands below."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from pairwright.literate.model import Block

HALF = 8


def digest(parts: Iterable[str]) -> str:
    """Return the first 16 hexadecimal digits of a hash over texts."""
    found = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass")
        found.update(f"{len(content)}:".encode() + content)
    return found.hexdigest()[: 2 * HALF]


def key(block: Block, code: Sequence[str], before: Sequence[str], folder: Path) -> str:
    """Return the key of a block: its own half, and the half of what ran before it.

    The own half covers the expanded code and the files that ``:inputs`` names, relative to
    ``folder``; the other half covers the keys of the blocks before.
    """
    inputs = [part for name in block.argument("inputs").split() for part in _file(folder / name)]
    return digest([*code, *inputs])[:HALF] + digest(before)[:HALF]


def _file(path: Path) -> tuple[str, str]:
    try:
        return path.name, hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return path.name, "missing"


def same_code(first: str, second: str) -> bool:
    """Say whether two keys belong to the same code, whatever ran before it."""
    return first[:HALF] == second[:HALF]


def body_hash(block: Block) -> str:
    """Return a hash of a block as it stands in the document."""
    inputs = block.argument("inputs")
    return digest([*block.body, inputs] if inputs else block.body)


def text_hash(text: str) -> str:
    """Return a hash of a result's text, blanks at the ends of lines left out."""
    lines = [line.rstrip() for line in text.split("\n")]
    return digest(["\n".join(lines).strip("\n")])[:HALF]
