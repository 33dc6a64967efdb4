"""Reading and writing documents of either kind: Org, and MyST Markdown."""

from pathlib import Path

from pairwright.literate import orgresults
from pairwright.literate.model import Document, LiterateError
from pairwright.literate.mystfile import read_myst, scan_myst, written_myst
from pairwright.literate.orgfile import read_org, scan


def is_myst(path: str | Path) -> bool:
    """Say whether a document is Markdown by its ending; LiterateError if it is not Org either."""
    ending = Path(path).suffix.lower()
    if ending not in (".org", ".md"):
        raise LiterateError(f"{path}: a document's name ends in .org (Org) or .md (MyST Markdown)")
    return ending == ".md"


def read(path: str | Path) -> Document:
    """Read a document; raises LiterateError when it cannot be read or a block has no end."""
    return read_myst(path) if is_myst(path) else read_org(path)


def scanned(text: str, path: Path) -> Document:
    """Return the document that a text would be under a path."""
    return scan_myst(text, path) if is_myst(path) else scan(text, path)


def written(document: Document, name: str, key: str, text: str) -> list[str]:
    """Return the lines of a result as the document's kind writes it."""
    write = written_myst if is_myst(document.path) else orgresults.written
    return write(name, key, text)
