"""What Emacs tangles and does right comes out the same here, byte for byte."""

import shutil
import subprocess
from pathlib import Path

import pytest
from tangling import tangled_files

DOCUMENTS = sorted((Path(__file__).parent / "documents").glob("*.org"))
EMACS = shutil.which("emacs")
PROGRAM = """
(require 'org) (require 'ob-tangle) (require 'ob-python)
(setq org-confirm-babel-evaluate nil make-backup-files nil)
(dolist (file command-line-args-left) (org-babel-tangle-file file))
"""


def files_below(folder):
    """Return path, bytes and whether it can be executed, of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), bool(path.stat().st_mode & 0o100))
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".org", ".elisp")
    }


def by_emacs(document, folder):
    """Tangle a copy of a document with Emacs in batch mode."""
    folder.mkdir()
    shutil.copy(document, folder)
    (folder / "tangle.elisp").write_text(PROGRAM)
    command = [EMACS, "--batch", "-Q", "-l", "tangle.elisp", document.name]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)
    return files_below(folder)


@pytest.mark.skipif(EMACS is None, reason="Emacs is not installed")
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_the_files_are_those_of_emacs(document, tmp_path):
    expected = by_emacs(document, tmp_path / "emacs")
    assert len(expected) > 0
    found = tangled_files(document, tmp_path / "ours")
    assert sorted(found) == sorted(expected)
    for name, content in expected.items():
        assert found[name] == content, name
