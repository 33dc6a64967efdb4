"""The shipped documents are fresh, and the modules in the library are what they tangle to."""

import pytest

from pairwright.literate.checking import check
from pairwright.literate.reader import read
from pairwright.literate.work import executed, tangled

DOCUMENTS = ("doctests", "autodiff", "lennard-jones")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_result_is_fresh_and_every_module_is_tangled(root, name):
    document = read(root / "literate" / f"{name}.org")
    record = executed(document)
    assert [finding.row() for finding in check(document, record)] == []
    folder = root / "src" / "pairwright" / "autodiff"
    files, findings = tangled(document, folder, record)
    assert findings == []
    assert len(files) > 0
    for file in files:
        assert file.path.read_text(encoding="utf-8") == file.text, file.path.name


def test_every_document_is_looked_at(root):
    found = sorted(path.stem for path in (root / "literate").iterdir())
    assert found == sorted(DOCUMENTS)
