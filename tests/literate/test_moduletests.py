"""Doctests of tangled modules, told at the document's line."""

import pytest

from pairwright.literate.model import LiterateError
from pairwright.literate.moduletests import module_doctests

GOOD = (
    '"""Text.\n\n>>> f(1)\n1\n"""\n\n\n'
    'def f(x):\n    """Text.\n\n    >>> f(2)\n    2\n    """\n    return x\n'
)


def module(folder, text, name="module.py"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_doctests_that_pass_give_no_finding(tmp_path):
    assert module_doctests([module(tmp_path, GOOD)]) == []


def test_a_failure_is_told_once_at_the_line_of_the_document(tmp_path):
    path = module(tmp_path, GOOD.replace("    2\n", "    3\n"))
    numbers = [None, *range(101, 114)]
    (found,) = module_doctests([path], {path: ("paper.org", numbers)})
    assert (found.document, found.line) == ("paper.org", 110)
    assert (found.block, found.state) == ("module.f", "doctest failed")
    assert found.reason.split() == ["f(2):", "expected", "3", ",", "got", "2"]


def test_without_a_map_the_line_is_that_of_the_module(tmp_path):
    path = module(tmp_path, GOOD.replace(">>> f(1)\n1\n", ">>> g(1)\n1\n"))
    (found,) = module_doctests([path])
    assert (found.document, found.line) == (str(path), 3)
    assert "NameError" in found.reason


def test_what_fails_in_one_way_only_is_told_with_the_way(tmp_path):
    text = '"""Text.\n\n>>> __name__\n\'module\'\n"""\n'
    (found,) = module_doctests([module(tmp_path, text)])
    assert found.reason.endswith("(as a script)")


def test_a_module_of_a_package_is_imported_by_its_full_name(tmp_path):
    module(tmp_path, "", "pack/__init__.py")
    module(tmp_path, "a = 1\n", "pack/other.py")
    path = module(tmp_path, "from pack.other import a\n" + GOOD, "pack/module.py")
    found = module_doctests([path])
    assert not any("by import" in finding.reason for finding in found)


def test_a_module_that_cannot_be_imported_is_told_at_its_line(tmp_path):
    (found,) = module_doctests([module(tmp_path, "x = 1\ny = 1 / 0\n")])
    assert (found.line, found.state) == (2, "doctest failed")
    assert "ZeroDivisionError" in found.reason
    (found,) = module_doctests([module(tmp_path, "x = 1\ny = (\n")])
    assert found.line == 2


def test_what_a_module_does_only_as_a_script_is_not_done(tmp_path):
    text = GOOD + "\nif __name__ == '__main__':\n    raise SystemExit(3)\n"
    assert module_doctests([module(tmp_path, text)]) == []


def test_doctests_that_take_too_long_are_ended(tmp_path):
    text = '"""Text.\n\n>>> import time\n>>> time.sleep(60)\n"""\n'
    with pytest.raises(LiterateError, match=r"took more than 0\.5 s"):
        module_doctests([module(tmp_path, text)], timeout=0.5)
