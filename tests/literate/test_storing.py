"""Results written into documents."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from literate.programs import document, example, using

from pairwright.literate.checking import check
from pairwright.literate.orgfile import scan
from pairwright.literate.reader import read
from pairwright.literate.runner import run
from pairwright.literate.storing import stored


def after(tmp_path, text, name="paper.org"):
    """Return a document's text with results; storing again must change nothing."""
    path = document(tmp_path, text, name).path
    paper = read(path)
    first = stored(paper, run(paper))
    path.write_text(first, encoding="utf-8", newline="")
    again = read(path)
    record = run(again)
    assert stored(again, record) == first
    assert check(again, record) == []
    return first


def unkeyed(text):
    """Leave out the keys, which are tested elsewhere."""
    return re.sub(r"(#\+RESULTS|#\+results|result)\[[0-9a-f.]+\]", r"\1", text)


def test_a_new_result_comes_behind_its_block(tmp_path):
    text = using("x") + example("print('a')\n5") + "Words.\n"
    expected = text.replace("#+end_src\n\nWords", "#+end_src\n\n#+RESULTS: x\n: a\n: 5\n\nWords")
    assert unkeyed(after(tmp_path, text)) == expected


def test_a_result_is_replaced_where_it_stands(tmp_path):
    text = using("x") + "#+RESULTS: x\n: old\n: older\n\nWords.\n\n" + example("5")
    assert unkeyed(after(tmp_path, text)) == text.replace(": old\n: older", ": 5")


def test_every_other_byte_stays(tmp_path):
    text = "\ufefftext  \n\t\n" + using("x") + example("5") + "#+results: x\n: 5\n\n\n  end"
    found = after(tmp_path, text)
    assert unkeyed(found) == text


def test_a_block_in_the_last_line_gets_its_result(tmp_path):
    text = using("x") + example("5").rstrip("\n")
    assert unkeyed(after(tmp_path, text)) == text + "\n\n#+RESULTS: x\n: 5\n"


def test_line_ends_are_those_of_the_document(tmp_path):
    found = after(tmp_path, (using("x") + example("5")).replace("\n", "\r\n"))
    assert found.count("\n") == found.count("\r\n")


def test_a_block_in_a_list_keeps_its_result_there(tmp_path):
    code = "for i in range(12):\n    print(' *', i)"
    block = "".join(f"  {line}\n" for line in example(code).rstrip("\n").split("\n"))
    found = unkeyed(after(tmp_path, using("x") + "- item\n" + block + "\n- next\n"))
    assert "\n  #+RESULTS: x\n  #+begin_example\n   ,* 0\n" in found
    assert "\n  #+end_example\n\n- next\n" in found


def test_drawers_stay_drawers(tmp_path):
    text = using("x") + example("5") + "#+RESULTS: x\n:RESULTS:\n: 1\n:END:\nWords\n"
    assert unkeyed(after(tmp_path, text)) == text.replace(": 1", ": 5")


def test_text_that_would_run_into_a_result_is_kept_apart(tmp_path):
    text = using("x") + example("5").rstrip("\n") + "\n: my own line\n"
    assert unkeyed(after(tmp_path, text)).endswith("\n#+RESULTS: x\n: 5\n\n: my own line\n")


def test_an_exception_is_stored_as_first_and_last_lines(tmp_path):
    found = after(tmp_path, using("x") + example("print(1)\n1 / 0"))
    assert found.endswith(
        "\n: 1\n: Traceback (most recent call last):\n: ZeroDivisionError: division by zero\n\n"
    )


def test_blocks_that_ask_for_no_result_get_none(tmp_path):
    text = using("x") + example("5", "x", ":results silent") + example("6", "y", ":doctest no")
    text += "#+begin_src python :results none\n7\n#+end_src\n\n" + example("a = 1", "z")
    found = after(tmp_path, text)
    assert found.count("#+RESULTS") == 1


def test_the_results_of_blocks_that_were_not_run_stay(tmp_path):
    text = using("x") + example("5", "x", ":doctest skip") + "#+RESULTS: x\n: as it was\n"
    assert after(tmp_path, text) == text


def test_a_changed_block_is_not_given_the_result_of_its_older_code(tmp_path):
    paper = document(tmp_path, using("x") + example("5"))
    record = run(paper)
    newer = scan(paper.text.replace("\n5\n", "\n6\n"), paper.path)
    assert stored(newer, record) == newer.text


def test_markdown_gets_its_own_results(tmp_path):
    text = '```{code-cell} python\n:tangle: a.py\n:noweb: yes\n"""<<doctest("x")>>"""\n```\n\n'
    text += "```{code-cell} python\n:name: x\n5\n```\n\nWords.\n"
    found = unkeyed(after(tmp_path, text, "paper.md"))
    assert "<!-- result: x -->" in found
    assert found.endswith("\nWords.\n")


lines = st.text(alphabet="a :*#+|,[]<>-\t\\é", max_size=8)


@settings(max_examples=6)
@given(st.lists(st.lists(lines, max_size=14), min_size=10, max_size=10))
def test_any_output_reads_back_as_it_was_stored(tmp_path_factory, outputs):
    folder = tmp_path_factory.mktemp("outputs")
    names = [f"x{number}" for number in range(len(outputs))]
    text = using(*names)
    for name, output in zip(names, outputs, strict=True):
        text += example(f"print({chr(10).join(output)!r})", name) + "Words\n\n"
    after(folder, text)


@pytest.mark.parametrize("following", ["* Heading\n", "#+name: y\n", "#+header: :eval no\n"])
def test_what_follows_directly_is_not_taken_for_the_result(tmp_path, following):
    text = using("x") + example("5").rstrip("\n") + "\n#+RESULTS: x\n" + following
    assert following in after(tmp_path, text)
