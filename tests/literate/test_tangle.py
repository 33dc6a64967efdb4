"""References, targets and placeholders: what Emacs gets wrong is done as a person would want it."""

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tangling import document_of, tangled

from pairwright.literate.headers import merged, parse
from pairwright.literate.model import LiterateError
from pairwright.literate.orgfile import read_org, scan
from pairwright.literate.tangle import expander_of, tangle, write

CHUNK = """
    #+name: chunk
    #+begin_src python
    one

    two
    #+end_src
"""


def block(body, arguments=""):
    """Return an Org text with a chunk and one block that is tangled to a.py."""
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    begin = f"    #+begin_src python :tangle a.py :noweb yes {arguments}"
    return f"{CHUNK}{begin}\n{lines}\n    #+end_src\n"


def test_blank_expanded_lines_get_no_trailing_blanks():
    assert tangled(block("x\n  # <<chunk>>"))["a.py"] == "x\n  # one\n  #\n  # two\n"


def test_a_prefix_may_be_given_once():
    text = tangled(block("# <<chunk>>", ":noweb-prefix no"))["a.py"]
    assert text == "# one\n\ntwo\n"


def test_two_references_on_a_line_are_two():
    assert tangled(block('"<<c>>", "<<chunk>>"'), lenient=True)["a.py"].startswith('"", "one\n')


def test_a_placeholder_has_lines_of_its_own_at_its_indentation():
    text = tangled(block('def f():\n    """Say it. <<doctest("x")>> And more."""'))["a.py"]
    assert text == 'def f():\n    """Say it.\n    >>> x\n    1\n\n    And more."""\n'


def test_text_in_the_line_after_a_placeholder_is_no_output_of_its_example():
    text = tangled(block('"""\n<<doctest("x")>>\n<<doctest("y")>>\nMore.\n"""'))["a.py"]
    assert text == '"""\n>>> x\n1\n>>> y\n1\n\nMore.\n"""\n'


def test_a_placeholder_repeats_only_the_blanks_before_it():
    text = tangled(block('"""<<doctest(\'x\')>>"""'))["a.py"]
    assert text == '"""\n>>> x\n1\n"""\n'


def test_a_placeholder_in_a_chunk_stands_where_the_chunk_is():
    text = """
        #+name: body
        #+begin_src python :noweb yes
        Doc.

        <<doctest("x")>>
        #+end_src

        #+begin_src python :tangle a.py :noweb yes
        def f():
            '''
            <<body>>
            '''
        #+end_src
    """
    assert tangled(text)["a.py"] == "def f():\n    '''\n    Doc.\n\n    >>> x\n    1\n    '''\n"


def test_an_unknown_reference_names_document_line_and_near_names():
    with pytest.raises(LiterateError, match=r"notes\.org: line 8: <<chuck>>.*near names: chunk"):
        tangled(block("<<chuck>>"))
    assert tangled(block("a <<chuck>> b"), lenient=True)["a.py"] == "a  b\n"


def test_an_unknown_call_is_an_unknown_reference():
    with pytest.raises(LiterateError, match=r"<<chuck\(3\)>>.*names no block"):
        tangled(block("<<chuck(3)>>"))


def test_two_blocks_of_one_name_are_refused_where_the_name_is_used():
    text = CHUNK + CHUNK.replace("chunk", "CHUNK") + block("<<chunk>>").removeprefix(CHUNK)
    with pytest.raises(LiterateError, match=r"two blocks are named chunk \(lines 2 and 9\)"):
        tangled(text)
    assert tangled(text, lenient=True)["a.py"] == "one\n\ntwo\n"


def test_two_examples_of_one_name_are_refused_where_a_placeholder_asks_for_it():
    text = CHUNK + CHUNK.replace("chunk", "CHUNK")
    text += block('"""<<doctest("chunk")>>"""').removeprefix(CHUNK)
    with pytest.raises(LiterateError, match=r"two blocks are named chunk \(lines 2 and 9\)"):
        tangled(text)
    assert ">>> chunk" in tangled(text, lenient=True)["a.py"]


def test_a_block_in_use_is_meant_rather_than_its_archived_version():
    old = CHUNK.replace("one", "old")
    text = f"    * Old :ARCHIVE:\n{old}\n    * New\n{block('<<chunk>>')}"
    assert tangled(text)["a.py"] == "one\n\ntwo\n"


def test_chunks_with_lines_of_their_own_get_comments_where_noweb_asks_for_them():
    text = tangled(block("if x:\n    <<chunk>>\n    y = [<<chunk>>]", ":comments noweb"))["a.py"]
    assert (
        "if x:\n    # [[file:notes.org::chunk][chunk]]\n    one\n\n    two\n"
        "    # chunk ends here\n    y = [one\n"
    ) in text
    assert text.count("ends here") == 2


def test_near_names_are_found_without_regard_to_case():
    with pytest.raises(LiterateError, match="near names: chunk"):
        tangled(block("<<CHUNKS>>"))


def test_references_in_a_circle_are_named():
    text = """
        #+name: a
        #+begin_src python :noweb yes
        <<b>>
        #+end_src
        #+name: b
        #+begin_src python :noweb yes :tangle x.py
        <<A>>
        #+end_src
    """
    for lenient in (False, True):
        with pytest.raises(LiterateError, match="circle: a -> b -> a"):
            tangled(text, lenient=lenient)


def test_a_lisp_form_as_target_is_refused():
    with pytest.raises(LiterateError, match=r"line 1: :tangle \(concat .* is a Lisp form"):
        tangled('#+begin_src python :tangle (concat "a" ".py")\nx\n#+end_src\n')


@pytest.mark.parametrize(("call", "value"), [("sum()", "5"), ("sum(b=5)", "7"), ("sum(4, 5)", "9")])
def test_a_call_becomes_the_value_of_the_block(call, value):
    text = f"""
        #+name: sum
        #+begin_src python :var a=2 b=3
        a + b
        #+end_src
        #+begin_src python :tangle a.py :noweb yes
        total = <<{call}>>
        #+end_src
    """
    assert tangled(text)["a.py"] == f"total = {value}\n"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("1/0", "ZeroDivisionError"),
        ("x = 1", "neither returns a value nor ends with an expression"),
    ],
)
def test_a_call_that_fails_is_named(body, words):
    text = f"""
        #+name: bad
        #+begin_src python
        {body}
        #+end_src
        #+begin_src python :tangle a.py :noweb yes
        <<bad()>>
        #+end_src
    """
    with pytest.raises(LiterateError, match=f"line 2: block bad .*{words}"):
        tangled(text)


def test_a_nearer_property_that_hides_a_target_is_warned_of():
    document = document_of("""
        #+PROPERTY: header-args:python :tangle all.py
        * A section
        :PROPERTIES:
        :header-args:python: :noweb yes
        :END:
        #+begin_src python
        x
        #+end_src
        * Another
        :PROPERTIES:
        :header-args:python+: :noweb yes
        :END:
        #+begin_src python
        y
        #+end_src
    """)
    (warning,) = document.warnings
    assert (warning.line, warning.state) == (6, "target lost")
    assert "header-args:python+:" in warning.reason


def test_nothing_is_written_when_anything_is_wrong(tmp_path):
    text = "#+begin_src python :tangle a.py\nx\n#+end_src\n"
    text += "#+begin_src python :tangle sub/b.py\nx\n#+end_src\n"
    document = scan(text, tmp_path / "notes.org")
    files = tangle(document, expander_of(document), tmp_path, lambda *_: [])
    with pytest.raises(LiterateError, match=r"its folder does not exist.*:mkdirp yes"):
        write(files, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_shebang_is_the_first_line_and_makes_the_file_executable(tmp_path):
    text = "#+begin_src python :tangle a.py\nx\n#+end_src\n"
    text += '#+begin_src python :tangle a.py :shebang "#!/usr/bin/env python"\ny\n#+end_src\n'
    document = scan(text, tmp_path / "notes.org")
    write(tangle(document, expander_of(document), tmp_path, lambda *_: []), tmp_path)
    assert (tmp_path / "a.py").read_text() == "#!/usr/bin/env python\nx\n\ny\n"
    assert (tmp_path / "a.py").stat().st_mode & stat.S_IXUSR


def test_every_line_knows_where_it_comes_from():
    document = document_of(block("a\n  <<chunk>>\nb"))
    (file,) = tangle(document, expander_of(document), document.path.parent, lambda *_: [])
    assert file.text.splitlines() == ["a", "  one", "", "  two", "b"]
    assert file.origins == (8, 3, 4, 5, 10)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (":tangle a.py :noweb yes", [("tangle", "a.py"), ("noweb", "yes")]),
        (':shebang "#!/bin/x :y" :e', [("shebang", "#!/bin/x :y"), ("e", None)]),
        (":var x=(a :b) :z 1", [("var", "x=(a :b)"), ("z", "1")]),
        (':sep "\\n# :x\\n"', [("sep", "\n# :x\n")]),
        ("", []),
    ],
)
def test_header_arguments_are_split_outside_quotes_and_brackets(text, found):
    assert parse(text) == found


def test_results_words_exclude_their_like_only():
    layers = [parse(":results output replace"), parse(":results value raw")]
    assert set(merged(layers)["results"].split()) == {"value", "raw", "replace"}


@given(st.text())
def test_any_text_is_kept_byte_for_byte(text):
    document = scan(text, document_of("").path)
    assert document.text == document.with_lines([]) == text


LINES = st.sampled_from(
    ["* A", "** B :ARCHIVE:", "#+begin_src python :tangle x.py", "#+end_src", "text", "", ": 1",
     "#+RESULTS: a", "#+name: a", ":results:", ":end:", "#+begin_example", "#+end_example",
     "  <<a>>", ":PROPERTIES:", ":header-args: :tangle y", ":END:", "#+PROPERTY: header-args :x y",
     "\t,* z", "| 1 |", "#+begin_src", "#+header: :noweb yes"]
)  # fmt: skip


@given(st.lists(LINES), st.sampled_from(["\n", "\r\n"]))
def test_any_lines_of_org_are_kept_byte_for_byte(lines, end):
    text = end.join(lines)
    document = scan(text, document_of("").path)
    assert document.text == document.with_lines([]) == text
    for found in document.blocks:
        assert lines[found.first_line - 1].startswith("#+begin_src")
        assert lines[found.last_line - 1] == "#+end_src"


def test_a_block_without_an_end_is_text_and_warned_of():
    document = document_of("#+name: a\n#+begin_src python\nx\n* Heading\n#+end_src\n")
    assert document.blocks == []
    (warning,) = document.warnings
    assert (warning.line, warning.block, warning.state) == (2, "a", "no end")


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "bad.org").write_bytes(b"\xff\xfe\x00")
    for name in ("bad.org", "absent.org"):
        with pytest.raises(LiterateError, match=f"{name}: cannot be read"):
            read_org(tmp_path / name)
