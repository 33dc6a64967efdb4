"""A shipped document is fresh, and the modules in the library are what it tangles to.

The others run for longer: tests/workflow/test_literate.py says the same of all of them.
"""

from pairwright.literate.checking import check
from pairwright.literate.reader import read
from pairwright.literate.work import executed, tangled


def test_every_result_is_fresh_and_every_module_is_tangled(root):
    document = read(root / "literate" / "doctests.org")
    record = executed(document)
    assert [finding.row() for finding in check(document, record)] == []
    folder = root / "src" / "pairwright" / "autodiff"
    files, findings = tangled(document, folder, record)
    assert findings == []
    assert len(files) > 0
    for file in files:
        assert file.path.read_text(encoding="utf-8") == file.text, file.path.name
