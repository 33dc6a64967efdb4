"""Checking: the state of every stored result, and the reason."""

import pytest
from literate.programs import MODULE, document, example, using

from pairwright.literate.checking import check, leaning
from pairwright.literate.model import LiterateError
from pairwright.literate.orgfile import scan
from pairwright.literate.runner import run
from pairwright.literate.storing import stored

MODULE_OF_TWO = MODULE.format(
    'def f(x):\n    """<<doctest("x")>>\n    """\n    return x\n\n\n'
    'def g(x):\n    """<<doctest("y")>>\n    """\n    return -x'
)
TWO = MODULE_OF_TWO + example("f(1)", "x") + "Words.\n\n" + example("g(2)", "y")


def states(found):
    return [(finding.line, finding.block, finding.state) for finding in found]


def fresh(tmp_path, text):
    """Return the text of a document with its results stored."""
    paper = document(tmp_path, text)
    return stored(paper, run(paper))


def checked(tmp_path, text, second=False):
    paper = document(tmp_path, text)
    return check(paper, run(paper), run(paper, hash_seed=1) if second else None)


def line_of(text, part):
    return next(n for n, line in enumerate(text.split("\n"), 1) if part in line)


def test_what_was_just_stored_is_fresh(tmp_path):
    assert checked(tmp_path, fresh(tmp_path, TWO), second=True) == []


def test_a_missing_result_is_told_at_its_block(tmp_path):
    found = checked(tmp_path, TWO)
    assert [(f.block, f.state) for f in found] == [("x", "missing result"), ("y", "missing result")]
    assert found[0].line == line_of(TWO, "f(1)") - 1


def test_an_example_without_output_needs_no_result(tmp_path):
    assert checked(tmp_path, using("x") + example("a = 1")) == []


def test_changed_code_is_the_reason(tmp_path):
    text = fresh(tmp_path, TWO).replace("f(1)", "f(3)")
    assert states(checked(tmp_path, text)) == [(line_of(text, "#+RESULTS"), "x", "code changed")]


def test_a_change_above_is_the_reason_and_named(tmp_path):
    text = fresh(tmp_path, TWO).replace("return x", "return 5 * x")
    (found,) = checked(tmp_path, text)
    assert (found.block, found.state) == ("x", "something above changed")
    assert "No heading:1 (line 1) changed" in found.reason
    assert "gives 5" in found.reason


def test_of_several_blocks_above_the_changed_one_is_found(tmp_path):
    text = fresh(tmp_path, TWO + MODULE.format("s = 1") + using("z") + example("s", "z"))
    (found,) = checked(tmp_path, text.replace("s = 1", "s = 2"))
    assert (found.block, found.state) == ("z", "something above changed")
    assert "No heading:1" not in found.reason.replace("No heading:1 (line 1)", "No heading:1")


def test_a_change_of_an_example_above_is_named(tmp_path):
    text = fresh(tmp_path, using("x", "y") + example("a = 1\na", "x") + example("a", "y"))
    x, y = checked(tmp_path, text.replace("a = 1", "a = 2"))
    assert (x.block, x.state) == ("x", "code changed")
    assert (y.block, y.state) == ("y", "something above changed")
    assert "block x in line" in y.reason


def test_a_text_edited_by_hand_is_noticed(tmp_path):
    text = fresh(tmp_path, TWO).replace("\n: 1\n", "\n: 11\n")
    assert [(f.block, f.state) for f in checked(tmp_path, text)] == [("x", "edited by hand")]


def test_a_text_deleted_by_hand_is_noticed(tmp_path):
    text = fresh(tmp_path, TWO).replace("\n: 1\n", "\n")
    assert [(f.block, f.state) for f in checked(tmp_path, text)] == [("x", "edited by hand")]


def test_the_same_code_with_another_output_changed_outside(tmp_path):
    (tmp_path / "data").write_text("1", encoding="utf-8")
    text = fresh(tmp_path, using("x") + example("open('data').read()"))
    (tmp_path / "data").write_text("2", encoding="utf-8")
    assert [f.state for f in checked(tmp_path, text)] == ["changed outside"]


def test_a_changed_input_that_is_declared_counts_as_code(tmp_path):
    (tmp_path / "data").write_text("1", encoding="utf-8")
    text = fresh(tmp_path, using("x") + example("open('data').read()", "x", ":inputs data"))
    (tmp_path / "data").write_text("2", encoding="utf-8")
    assert [f.state for f in checked(tmp_path, text)] == ["code changed"]


def test_a_record_of_an_older_document_is_noticed(tmp_path):
    text = fresh(tmp_path, TWO)
    paper = document(tmp_path, text)
    record = run(paper)
    newer = scan(text.replace("f(1)", "f(3)"), paper.path)
    assert [(f.block, f.state) for f in check(newer, record)] == [
        ("x", "code changed"),
        ("y", "something above changed"),
    ]


def test_results_after_a_failed_definition_were_never_run(tmp_path):
    text = fresh(tmp_path, TWO).replace("return x\n", "return x\n\n1 / 0\n")
    found = checked(tmp_path, text)
    assert [f.state for f in found] == ["error", "never run", "never run"]


def test_orphans_are_told(tmp_path):
    text = fresh(tmp_path, TWO) + "\nText.\n\n#+RESULTS: gone\n: 1\n\nText\n\n#+RESULTS:\n: 2\n"
    text += "\n#+RESULTS: x\n: 1\n"
    found = checked(tmp_path, text)
    assert [f.state for f in found] == ["orphan result"] * 3
    assert "named gone" in found[0].reason


def test_results_of_calls_and_of_other_languages_are_left_alone(tmp_path):
    text = fresh(tmp_path, TWO) + "\n#+call: x()\n\n#+RESULTS:\n: 1\n"
    text += "\n#+name: s\n#+begin_src sh\nls\n#+end_src\n\n#+RESULTS: s\n: a\n"
    assert checked(tmp_path, text) == []


def test_a_placeholder_without_an_example_is_told_with_near_names(tmp_path):
    text = fresh(tmp_path, TWO).replace('doctest("x")', 'doctest("xx")')
    found = [f for f in checked(tmp_path, text) if f.state == "dangling example"]
    assert [(f.block, f.line) for f in found] == [("xx", 3)]
    assert "near names: x" in found[0].reason


def test_an_example_that_no_docstring_shows_is_told(tmp_path):
    text = fresh(tmp_path, TWO + example("f(7)", "z"))
    assert [(f.block, f.state) for f in checked(tmp_path, text)] == [("z", "example not used")]
    quiet = fresh(tmp_path, TWO + example("f(7)", "z", ":doctest no") + example("a = 1", "setup"))
    assert checked(tmp_path, quiet) == []


def test_output_that_differs_from_run_to_run_is_told(tmp_path):
    text = fresh(tmp_path, using("x") + example("1\nlist({'a', 'b', 'c', 'd', 'e', 'f'})"))
    found = [f for f in checked(tmp_path, text, second=True) if f.state == "output not stable"]
    assert [(f.block, f.line) for f in found] == [("x", 11)]


def test_an_address_is_told_without_a_second_run(tmp_path):
    text = using("x") + example("object()")
    assert "output not stable" in [f.state for f in checked(tmp_path, text)]
    loose = fresh(tmp_path, using("x") + example("object()", "x", ":doctest ellipsis"))
    assert checked(tmp_path, loose, second=True) == []


def test_an_example_that_leans_on_another_is_told_with_line_and_maker(tmp_path):
    text = TWO.replace("f(1)", "b = 1\nf(b)").replace("g(2)", "g(1)\ng(b)")
    paper = document(tmp_path, text)
    (found,) = leaning(paper, run(paper))
    assert (found.block, found.state) == ("y", "leans on another example")
    assert found.line == line_of(text, "g(b)")
    assert "b is made in block x" in found.reason


def test_examples_of_one_docstring_may_share_names(tmp_path):
    paper = document(tmp_path, using("x", "y") + example("b = 1", "x") + example("b", "y"))
    assert leaning(paper, run(paper)) == []
    paper = document(tmp_path, using("y", "x") + example("b = 1", "x") + example("b", "y"))
    assert [f.block for f in leaning(paper, run(paper))] == ["y"]


def test_an_example_that_leans_on_the_session_or_another_module_is_told(tmp_path):
    text = "#+begin_src python\nimport math\n#+end_src\n\n" + using("x") + example("math.pi")
    paper = document(tmp_path, text)
    assert [f.block for f in leaning(paper, run(paper))] == ["x"]


def test_a_module_that_leans_on_the_session_is_told(tmp_path):
    text = "#+begin_src python\nimport math\n#+end_src\n\n"
    text += MODULE.format('"""<<doctest("x")>>"""\na = math.pi') + example("a > 3")
    found = checked(tmp_path, fresh(tmp_path, text))
    assert [(f.line, f.state) for f in found] == [(7, "leans on another block")]


ACCEPTED = {
    "stdout alone": ("print(1)\n5", ": 1"),
    "the last value": ("print(1)\n5", ": 5"),
    "a string without quotes": ("'a b'", ": a b"),
    "nothing": ("x = 1", ": None"),
    "a transcript with prompts": ("x = 1\nx", ": >>> x = 1\n: >>> x\n: 1"),
    "a table": ("[[1, 2], [3, 4.5]]", "| 1 | 2 |\n| 3 | 4.5 |"),
    "a row": ("(1, 'a')", "| 1 | a |"),
    "a drawer": ("5", ":results:\n: 5\n:end:"),
    "an example block": ("print('* a')", "#+begin_example\n,* a\n#+end_example"),
    "a traceback": (
        "1 / 0",
        ': Traceback (most recent call last):\n:   File "<stdin>", line 1\n'
        ": ZeroDivisionError: division by zero",
    ),
    "its last line": ("1 / 0", ": ZeroDivisionError: division by zero"),
    "a figure": ("5", "[[file:a.png]]"),
}


@pytest.mark.parametrize("form", ACCEPTED)
def test_a_result_that_emacs_stored_is_fresh_in_any_form(tmp_path, form):
    code, result = ACCEPTED[form]
    text = using("x") + example(code) + f"#+RESULTS: x\n{result}\n"
    assert checked(tmp_path, text) == []
    assert result in fresh(tmp_path, text)


@pytest.mark.parametrize("result", [": 2", ": 1 0", "| 1 | 0 |", ": Traceback"])
def test_a_result_without_a_key_that_is_wrong_is_told(tmp_path, result):
    text = using("x") + example("print(1)\n[1, 3]") + f"#+RESULTS: x\n{result}\n"
    assert [f.state for f in checked(tmp_path, text)] == ["code changed"]


def test_a_tolerance_counts_for_stored_results(tmp_path):
    text = using("x") + example("1 / 3", "x", ":doctest tolerance 1e-6")
    assert checked(tmp_path, text + "#+RESULTS: x\n: 0.33333334\n") == []
    assert len(checked(tmp_path, text + "#+RESULTS: x\n: 0.333\n")) == 1


def test_an_unknown_mode_is_refused_with_its_place(tmp_path):
    with pytest.raises(LiterateError, match=r"line 9: block x: :doctest exakt"):
        checked(tmp_path, using("x") + example("1", "x", ":doctest exakt"))
