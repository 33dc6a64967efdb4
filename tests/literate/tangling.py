"""Tangling as tests do it, in a folder of their own."""

import shutil
import textwrap
from pathlib import Path

from pairwright.literate.orgfile import read_org, scan
from pairwright.literate.tangle import expander_of, tangle, write


def document_of(text):
    """Return the document of an indented Org text."""
    return scan(textwrap.dedent(text).lstrip("\n"), Path("notes.org"))


def some_doctest(name, _lines, _place):
    """Stand in for the doctest of an example."""
    return [f">>> {name}", "1"]


def tangled(text, *, lenient=False, doctests=some_doctest):
    """Return the texts of the files that an Org text makes, by name."""
    document = document_of(text)
    files = tangle(document, expander_of(document, lenient=lenient), Path(), doctests)
    return {file.path.as_posix(): file.text for file in files}


def tangled_files(path, folder):
    """Tangle a copy of a document in a folder; return bytes and executability of each file."""
    folder.mkdir()
    copy = folder / path.name
    shutil.copy(path, copy)
    document = read_org(copy)
    write(tangle(document, expander_of(document), folder, some_doctest), folder)
    return {
        file.relative_to(folder).as_posix(): (
            file.read_bytes(),
            bool(file.stat().st_mode & 0o100),
        )
        for file in folder.rglob("*")
        if file.is_file() and file != copy
    }
