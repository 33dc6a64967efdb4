"""Documents for tests, and modules made of what was recorded."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pairwright.literate.doctests import doctest_lines
from pairwright.literate.model import Document
from pairwright.literate.orgfile import scan
from pairwright.literate.record import BlockRecord, Record
from pairwright.literate.runner import run

MODULE = "#+begin_src python :tangle module.py :noweb yes\n{}\n#+end_src\n\n"


def document(tmp_path: Path, text: str, name: str = "paper.org") -> Document:
    """Return the document of a text, in a folder of its own."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return scan(text, path)


def example(code: str, name: str = "x", header: str = "") -> str:
    """Return a named example block."""
    return f"#+name: {name}\n#+begin_src python {header}\n{code}\n#+end_src\n\n"


def using(*names: str) -> str:
    """Return a module whose docstring shows examples."""
    body = "\n".join(f'<<doctest("{name}")>>\n' for name in names)
    return MODULE.format(f'"""A module.\n\n{body}"""')


def ran(tmp_path: Path, code: str, header: str = "", module: str = "") -> Record:
    """Run a document of a module and one example, named x."""
    text = (MODULE.format(module) if module else "") + using("x") + example(code, "x", header)
    return run(document(tmp_path, text))


def ran_example(tmp_path: Path, code: str, header: str = "", module: str = "") -> BlockRecord:
    """Run a document of a module and one example, and return the example."""
    found = ran(tmp_path, code, header, module).example("x")
    assert found is not None
    return found


def passes(tmp_path: Path, docstrings: Sequence[Sequence[str]], code: str = "") -> str:
    """Return what ``python -m doctest`` says of a module with these docstrings: nothing if well."""
    functions = []
    for number, lines in enumerate(docstrings):
        body = "".join(f"    {line}\n" if line else "\n" for line in lines)
        functions.append(f'def f{number}():\n    """Example.\n\n{body}    """\n')
    path = tmp_path / "module.py"
    path.write_text(code + "\n" + "\n".join(functions), encoding="utf-8", newline="")
    done = subprocess.run(
        [sys.executable, "-m", "doctest", path.name], cwd=tmp_path, capture_output=True, text=True
    )
    return done.stdout + done.stderr


def lines_of(tmp_path: Path, code: str, header: str = "", module: str = "") -> list[str]:
    """Return the doctest of an example as it stands in an ordinary docstring."""
    from pairwright.literate.headers import parse

    return doctest_lines(
        ran_example(tmp_path, code, header, module), dict(parse(header)), (False, '"""')
    )
