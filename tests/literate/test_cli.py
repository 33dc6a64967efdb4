"""The command as people and programs call it."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairwright.literate.cli import main
from pairwright.literate.model import LiterateError
from pairwright.literate.orgfile import scan
from pairwright.literate.tangle import write
from pairwright.literate.work import results_stored, run_doctests, tangled

DOCUMENT = '''\
#+TITLE: Halves
#+PROPERTY: header-args:python :noweb yes

* Code
#+begin_src python :tangle halves.py
"""Halves."""


def half(a):
    """Return a / 2.

    <<doctest("half-of-two")>>

    <<doctest("half-of-a-word")>>
    """
    return a / 2
#+end_src

* Examples
#+name: half-of-two
#+begin_src python
b = 2
half(b)
for c in (1, 3):
    print(half(c))

half(0)
#+end_src

#+name: half-of-a-word
#+begin_src python
half("word")
#+end_src
'''


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "halves.org"
    path.write_text(DOCUMENT)
    return path


def called(capsys, *arguments):
    """Return the exit status, the findings as lists, and what standard error says."""
    status = main([str(argument) for argument in arguments])
    output, error = capsys.readouterr()
    return status, [line.split("\t") for line in output.splitlines()], error


def test_store_check_tangle_and_doctest_follow_each_other(document, capsys):
    status, findings, _ = called(capsys, "check", document)
    assert status == 1
    assert {tuple(row[2:4]) for row in findings} == {
        ("half-of-two", "missing result"),
        ("half-of-a-word", "missing result"),
    }
    status, findings, _ = called(capsys, "tangle", document)
    assert status == 1
    assert not (document.parent / "halves.py").exists()
    assert called(capsys, "store", document)[:2] == (0, [])
    text = document.read_text()
    assert called(capsys, "store", document)[:2] == (0, [])
    assert document.read_text() == text
    assert called(capsys, "check", document)[:2] == (0, [])
    assert called(capsys, "tangle", document)[:2] == (0, [])
    assert called(capsys, "doctest", document)[:2] == (0, [])
    module = (document.parent / "halves.py").read_text()
    assert ">>> b = 2\n    >>> half(b)\n    1.0\n" in module
    assert "TypeError: unsupported operand" in module
    done = subprocess.run(
        [sys.executable, "-m", "doctest", "halves.py"], cwd=document.parent, check=False
    )
    assert done.returncode == 0


def test_changed_code_is_found_and_nothing_is_written(document, capsys):
    called(capsys, "store", document)
    called(capsys, "tangle", document)
    before = (document.parent / "halves.py").read_bytes()
    document.write_text(document.read_text().replace("b = 2\n", "b = 4\n"))
    status, findings, _ = called(capsys, "tangle", document)
    assert status == 1
    assert ["half-of-two", "code changed"] in [row[2:4] for row in findings]
    assert (document.parent / "halves.py").read_bytes() == before
    status, findings, error = called(capsys, "tangle", "--lenient", document)
    assert (status, findings) == (0, [])
    assert "code changed" in error
    assert (document.parent / "halves.py").read_bytes() != before


def test_a_definition_above_changes_what_examples_give(document, capsys):
    called(capsys, "store", document)
    document.write_text(document.read_text().replace("return a / 2\n", "return a * 0.5 + 1\n"))
    states = {row[2]: row[3] for row in called(capsys, "check", document)[1]}
    assert states["half-of-two"] == "something above changed"


def test_a_result_edited_by_hand_is_found(document, capsys):
    called(capsys, "store", document)
    document.write_text(document.read_text().replace(": 1.5\n", ": 1.6\n"))
    (row,) = called(capsys, "check", document)[1]
    assert row[2:4] == ["half-of-two", "edited by hand"]


def test_an_edit_of_a_module_comes_back(document, capsys):
    called(capsys, "store", document)
    called(capsys, "tangle", document)
    module = document.parent / "halves.py"
    module.write_text(module.read_text().replace("Return a / 2.", "Return half of a."))
    status, findings, _ = called(capsys, "doctest", document)
    assert status == 1
    assert findings[0][3] == "edited module"
    assert called(capsys, "stitch", document)[:2] == (0, [])
    assert '"""Return half of a.\n' in document.read_text()
    assert called(capsys, "doctest", document)[0] in (0, 1)
    edited = module.read_text()
    called(capsys, "store", document)
    assert called(capsys, "tangle", document)[:2] == (0, [])
    assert module.read_text() == edited


def test_an_edit_of_a_generated_doctest_is_refused(document, capsys):
    called(capsys, "store", document)
    called(capsys, "tangle", document)
    module = document.parent / "halves.py"
    module.write_text(module.read_text().replace(">>> b = 2", ">>> b = 22"))
    before = document.read_bytes()
    status, findings, _ = called(capsys, "stitch", document)
    assert status == 1
    assert "half-of-two" in "\t".join(findings[0])
    assert document.read_bytes() == before


def test_a_failing_doctest_is_told_at_the_documents_line(document, capsys):
    called(capsys, "store", document)
    called(capsys, "tangle", document)
    module = document.parent / "halves.py"
    module.write_text(module.read_text().replace("return a / 2", "return a / 3"))
    findings = called(capsys, "doctest", document)[1]
    lines = DOCUMENT.splitlines()
    assert any("half(b)" in lines[int(row[1]) - 1] or "doctest(" in lines[int(row[1]) - 1]
               for row in findings if row[1] != "0")  # fmt: skip


def test_weaving_gives_a_page_and_a_pdf(document, capsys, tmp_path):
    called(capsys, "store", document)
    folder = tmp_path / "woven"
    assert called(capsys, "weave", document, "--output-dir", folder)[:2] == (0, [])
    page, pdf = (folder / "halves.html").read_bytes(), (folder / "halves.pdf").read_bytes()
    assert b"half-of-two" in page
    assert pdf.startswith(b"%PDF")
    called(capsys, "weave", document, "--output-dir", folder)
    assert (folder / "halves.html").read_bytes() == page
    assert (folder / "halves.pdf").read_bytes() == pdf


def test_a_run_writes_the_same_record_twice_and_can_be_used_again(document, capsys, tmp_path):
    called(capsys, "store", document)
    for folder in ("one", "two"):
        assert called(capsys, "run", document, "--output-dir", tmp_path / folder)[0] == 0
    one, two = (tmp_path / f / "halves.record.json" for f in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    arguments = ("tangle", document, "--record", one, "--output-dir", tmp_path / "out")
    assert called(capsys, *arguments)[:2] == (0, [])
    assert (tmp_path / "out" / "halves.py").exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [("absent.org", "cannot be read"), ("notes.txt", "ends in .org"), ("bad.org", "UTF-8")],
)
def test_a_document_that_cannot_be_read_is_told_in_one_line(tmp_path, capsys, name, words):
    (tmp_path / "bad.org").write_bytes(b"\xff\xfe")
    (tmp_path / "notes.txt").write_text("")
    status, findings, error = called(capsys, "check", tmp_path / name)
    assert status == 1
    assert len(findings) == len(error.splitlines()) == 1
    assert words in error


def test_a_dangling_example_is_told_with_near_names(document, capsys):
    document.write_text(DOCUMENT.replace('doctest("half-of-two")', 'doctest("half-of-tow")'))
    status, findings, _ = called(capsys, "tangle", document)
    assert status == 1
    assert any("half-of-two" in row[4] and row[1] == "12" for row in findings)
    assert not (document.parent / "halves.py").exists()


def test_it_is_a_module_that_python_runs(document):
    command = [sys.executable, "-m", "pairwright.literate", "check", str(document)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.count("\n") == 2
    assert done.stderr == ""


LITERALS = st.one_of(
    st.integers(-99, 99).map(repr),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8).map(repr),
    st.sampled_from(
        ["r'\\d'", '"\\"\\"\\""', "'''a'''", "'\\t'", "[1, 'x\\n']", "{'a': {1}}", "None"]
    ),
)
STATEMENTS = st.one_of(
    LITERALS,
    LITERALS.map("print({})".format),
    LITERALS.map("x = {}".format),
    LITERALS.map("print('a\\n\\nb', {}, sep='\\n')".format),
    LITERALS.map("raise ValueError({})".format),
    LITERALS.map("for i in range(2):\n    print(i, {})\n".format),
    LITERALS.map("# a comment\nf({})  # another".format),
    LITERALS.map("import sys; print({}, file=sys.stderr)".format),
    st.sampled_from(["1/0", "f.nothing", "", "# nothing", "import warnings; warnings.warn('w')"]),
)


@settings(max_examples=25)
@given(
    st.lists(st.lists(STATEMENTS, max_size=4), min_size=1, max_size=3),
    st.sampled_from(['"""', "'''", 'r"""', "r'''"]),
    st.sampled_from(["", "    "]),
)
def test_random_documents_tangle_to_modules_that_pass_or_are_refused(
    tmp_path_factory, examples, quote, indentation
):
    folder = tmp_path_factory.mktemp("random")
    names = [f"example-{number}" for number in range(len(examples))]
    places = "\n\n".join(f'    <<doctest("{name}")>>' for name in names)
    code = f"def f(a):\n    {quote}Doc.\n\n{places}\n    {quote.lstrip('r')}\n    return a\n"
    text = "#+begin_src python :tangle m.py :noweb yes\n"
    text += "".join(f"{indentation}{line}\n" for line in code.splitlines()) + "#+end_src\n"
    for name, statements in zip(names, examples, strict=True):
        body = "\n".join(statements)
        guarded = "\n".join(f",{n}" if n.startswith(("*", "#+")) else n for n in body.split("\n"))
        text += f"\n#+name: {name}\n#+begin_src python\n{guarded}\n#+end_src\n"
    document = scan(text, folder / "random.org")
    try:
        stored, findings = results_stored(document)
        assert findings == []
        document = scan(stored, folder / "random.org")
        files, findings = tangled(document, folder, None)
    except LiterateError as error:
        files, findings, refused = [], [], str(error)
        assert "line " in refused
        return
    if findings:
        assert {finding.block for finding in findings} <= set(names)
        return
    write(files, folder)
    assert run_doctests(document, folder) == []
