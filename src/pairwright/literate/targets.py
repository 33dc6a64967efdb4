"""Where a block is tangled to."""

from pathlib import Path

from pairwright.literate.model import Block, Document, LiterateError

EXTENSIONS = {
    "python": "py",
    "ipython": "py",
    "jupyter-python": "py",
    "emacs-lisp": "el",
    "elisp": "el",
    "sh": "sh",
    "bash": "sh",
    "shell": "sh",
}
"""Endings of files for ``:tangle yes``; other languages give their own name."""


def target_of(document: Document, block: Block) -> str | None:
    """Return the file a block is tangled to, as the document writes it, or None.

    Raises LiterateError for a target that would have to be computed.
    """
    value = block.header.get("tangle")
    if value is None or value in ("no", ""):
        return None
    if value == "yes":
        ending = EXTENSIONS.get(block.language, block.language)
        return f"{document.path.stem}.{ending}"
    if value.startswith(("(", "'", "`")):
        raise LiterateError(
            f"{document.path}: line {block.first_line}: :tangle {value} is a Lisp form, which is "
            "not evaluated here; write the name of the file"
        )
    return value


def placed(target: str, folder: Path) -> Path:
    """Return the path of a target, relative ones below ``folder``."""
    return folder / Path(target).expanduser()
