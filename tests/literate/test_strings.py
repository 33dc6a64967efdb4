"""Docstrings and what they can hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairwright.literate.model import LiterateError
from pairwright.literate.strings import docstring_at, escape


@pytest.mark.parametrize(
    ("opening", "closing", "kind"),
    [
        ('"""', '"""', (False, '"""')),
        ("'''", "'''", (False, "'''")),
        ('r"""', '"""', (True, '"""')),
        ("R'''", "'''", (True, "'''")),
        ('u"""', '"""', (False, '"""')),
    ],
)
def test_a_docstring_is_known_by_prefix_and_delimiter(opening, closing, kind):
    lines = ["def f():", f"    {opening}Text.", '    <<doctest("x")>>', f"    {closing}"]
    assert docstring_at(lines, 3) == kind
    lines[2] = ""
    assert docstring_at(lines, 3) == kind


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (['# <<doctest("x")>>'], "no string"),
        (['f"""', '<<doctest("x")>>', '"""'], "formatted string"),
        (['b"""', '<<doctest("x")>>', '"""'], "bytes"),
        (["x = 1", "", "y = 2"], "no string"),
    ],
)
def test_a_placeholder_outside_of_a_docstring_is_refused(lines, reason):
    with pytest.raises(LiterateError, match=reason):
        docstring_at(lines, min(2, len(lines)))


def test_a_string_between_single_quotes_cannot_hold_a_doctest():
    with pytest.raises(LiterateError, match="several lines"):
        escape(["x"], False, "'")


@given(st.text().filter(lambda text: "\n" not in text), st.sampled_from(['"""', "'''"]))
def test_what_is_escaped_reads_back_as_it_was(text, delimiter):
    (line,) = escape([text], False, delimiter)
    source = f"{delimiter}\n{line}\n{delimiter}"
    line.encode("utf-8")
    assert eval(source) == f"\n{text}\n"


@given(st.text(alphabet="a'\"\\n\r"), st.sampled_from(['"""', "'''"]))
def test_a_raw_docstring_says_it_or_refuses(text, delimiter):
    if delimiter in text or "\r" in text:
        with pytest.raises(LiterateError, match="raw docstring"):
            escape([text], True, delimiter)
    else:
        (line,) = escape([text], True, delimiter)
        assert eval(f"r{delimiter}\n{line}\n{delimiter}") == f"\n{text}\n"
