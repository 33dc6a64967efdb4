"""Recorded examples as doctests: they pass, or are refused."""

import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from literate.programs import document, example, lines_of, passes, ran_example, using

from pairwright.literate.doctests import doctest_lines
from pairwright.literate.headers import parse
from pairwright.literate.model import LiterateError
from pairwright.literate.runner import run

PASSING = {
    "a value": ("1 + 1", [">>> 1 + 1", "2"]),
    "statements in a row": ("x = 1\nx\nprint(x)", [">>> x = 1", ">>> x", "1", ">>> print(x)", "1"]),
    "a comment": ("1\n# why\n2", [">>> 1", "1", ">>> # why", ">>> 2", "2"]),
    "a comment at the end": ("1\n# end", [">>> 1", "1", ">>> # end"]),
    "only comments": ("# one\n# two", [">>> # one", ">>> # two"]),
    "nothing": ("", []),
    "a block statement": (
        "for i in range(2):\n    print(i)\n\n    pass\n5",
        [
            ">>> for i in range(2):",
            "...     print(i)",
            "...",
            "...     pass",
            "0",
            "1",
            ">>> 5",
            "5",
        ],
    ),
    "a decorator": (
        "@str\ndef f(): pass\n\nlen(f) > 3",
        [">>> @str", "... def f(): pass", ">>> len(f) > 3", "True"],
    ),
    "empty lines": (
        "print('\\n\\na\\n')",
        [r">>> print('\\n\\na\\n')", "<BLANKLINE>", "<BLANKLINE>", "a", "<BLANKLINE>"],
    ),
    "a string over lines": (
        "x = '''a\n\n  b'''\nx",
        [">>> x = '''a", "...", "...   b'''", ">>> x", r"'a\\n\\n  b'"],
    ),
    "an exception": (
        "int('x')",
        [
            ">>> int('x')",
            "Traceback (most recent call last):",
            "ValueError: invalid literal for int() with base 10: 'x'",
        ],
    ),
    "an exception of several lines": (
        "raise ValueError('a\\n\\nb')",
        [
            r">>> raise ValueError('a\\n\\nb')",
            "Traceback (most recent call last):",
            "ValueError: a",
            "<BLANKLINE>",
            "b",
        ],
    ),
    "output before an exception": (
        "print('x'), 1 / 0",
        [
            ">>> print('x'), 1 / 0",
            "Traceback (most recent call last):",
            "ZeroDivisionError: division by zero",
        ],
    ),
    "a printed traceback": (
        "print('Traceback (most recent call last):\\nE: x')",
        [
            r">>> print('Traceback (most recent call last):\\nE: x')",
            "Traceback (most recent call last):",
            "E: x",
        ],
    ),
    "a class of its own": (
        "class E(Exception): pass\n\nraise E('x')",
        [
            ">>> class E(Exception): pass",
            ">>> raise E('x')  # doctest: +IGNORE_EXCEPTION_DETAIL",
            "Traceback (most recent call last):",
            "E: x",
        ],
    ),
    "the module's name": (
        "class E: pass\n\nE",
        [">>> class E: pass", ">>> E  # doctest: +ELLIPSIS", "<class '...E'>"],
    ),
    "a tab": (
        "print('a\\tb')",
        [r">>> print('a\\tb')  # doctest: +NORMALIZE_WHITESPACE", "a\tb"],
    ),
    "quotes": ('\'"""\'', [r">>> '\"\"\"'", r"'\"\"\"'"]),
    "a carriage return": ("print('a\\rb')", [r">>> print('a\\rb')", r"a\rb"]),
    "a syntax error": (
        "1 +",
        [">>> 1 +", "Traceback (most recent call last):", "SyntaxError: invalid syntax"],
    ),
    "a numpy scalar": (
        "import numpy as np\nnp.float64(0.1) * 3  # a third",
        [
            ">>> import numpy as np",
            ">>> print(np.float64(0.1) * 3)  # a third",
            "0.30000000000000004",
        ],
    ),
    "numpy scalars in a list": (
        "import numpy as np\n[np.float64(0.5), np.True_]",
        [
            ">>> import numpy as np",
            ">>> [np.float64(0.5), np.True_]  # doctest: +ELLIPSIS",
            "[...0.5..., ...True...]",
        ],
    ),
}


@pytest.mark.parametrize("case", PASSING)
def test_what_doctest_can_say_is_written_and_passes(tmp_path, case):
    code, expected = PASSING[case]
    found = lines_of(tmp_path, code)
    assert found == expected
    assert passes(tmp_path, [found]) == ""


REFUSED = {
    "print(1)\nprint('>>> 1')": "line 11: .* begins with >>>",
    "print('... 1')": r"line 10: .* begins with \.\.\.",
    "print('<BLANKLINE>\\n\\n')": "line 10: doctest cannot expect",
    "object()": "line 10: .* address",
    "x = 'a\tb'": "line 10: .* tab",
    "raise KeyboardInterrupt": "line 10: .* KeyboardInterrupt",
    "import numpy as np\nfor i in range(1):\n    np.float64(i)": "line 11: numpy 1",
    "# doctest: +SKIP": "line 10",
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_doctest_cannot_say_is_refused_with_block_and_line(tmp_path, code):
    with pytest.raises(LiterateError, match="block x, " + REFUSED[code]):
        lines_of(tmp_path, code)


MODES = {
    "skip": ("open('none')", [">>> open('none')  # doctest: +SKIP"]),
    "ellipsis": ("object()", [">>> object()  # doctest: +ELLIPSIS", "<object object at 0x...>"]),
    "normalize_whitespace": (
        "print('a   b')",
        [">>> print('a   b')  # doctest: +NORMALIZE_WHITESPACE", "a   b"],
    ),
    "tolerance 1e-6": (
        "1 / 3, -2e-10 / 3, 7",
        [">>> 1 / 3, -2e-10 / 3, 7  # doctest: +ELLIPSIS", "(0.33333..., -6.6666...e-11, 7)"],
    ),
    "tail 1": (
        "for i in range(9):\n    print('step', i)",
        [
            ">>> for i in range(9):  # doctest: +ELLIPSIS",
            "...     print('step', i)",
            "step...",
            "step 8",
        ],
    ),
    "exact": ("1 / 3", [">>> 1 / 3", "0.3333333333333333"]),
}


@pytest.mark.parametrize("mode", MODES)
def test_an_example_may_be_expected_less_exactly(tmp_path, mode):
    code, expected = MODES[mode]
    found = lines_of(tmp_path, code, f":doctest {mode}")
    assert found == expected
    assert passes(tmp_path, [found]) == ""


@pytest.mark.parametrize("code", ["0.2", "0.19999999999999998", "1.9999999999", "100.0"])
def test_a_tolerance_that_could_change_the_digits_is_refused(tmp_path, code):
    with pytest.raises(LiterateError, match=r"line 10: within 0\.000001 of"):
        lines_of(tmp_path, code, ":doctest tolerance 1e-6")


@pytest.mark.parametrize("mode", ["exakt", "tolerance", "tolerance 2", "tail x", "tail 0"])
def test_an_unknown_mode_is_refused(tmp_path, mode):
    with pytest.raises(LiterateError, match="doctest"):
        lines_of(tmp_path, "1", f":doctest {mode}")


def test_a_stored_text_with_dots_is_what_an_ellipsis_example_expects(tmp_path):
    found = ran_example(tmp_path, "print('it took 3.2 s')")
    header = dict(parse(":doctest ellipsis"))
    lines = doctest_lines(found, header, None, "it took ... s")
    assert lines[1:] == ["it took ... s"]
    with pytest.raises(LiterateError, match="cannot expect"):
        doctest_lines(found, header, None, "she took ... s")


def test_the_doctest_of_an_example_that_was_not_run_is_refused(tmp_path):
    text = using("x").replace('"""A', '1 / 0\n"""A') + example("1")
    found = run(document(tmp_path, text)).example("x")
    with pytest.raises(LiterateError, match=r"block x, .* was not run"):
        doctest_lines(found, {})


def test_backslashes_are_left_alone_in_a_raw_docstring(tmp_path):
    found = ran_example(tmp_path, r"'\n'")
    assert doctest_lines(found, {}, (True, '"""')) == [r">>> '\n'", r"'\n'"]
    assert doctest_lines(found, {}, (False, '"""')) == [r">>> '\\n'", r"'\\n'"]


def test_what_a_raw_docstring_cannot_hold_is_refused(tmp_path):
    found = ran_example(tmp_path, '\'"""\'')
    assert doctest_lines(found, {}, (True, "'''"))
    with pytest.raises(LiterateError, match="block x, line 10: a raw docstring"):
        doctest_lines(found, {}, (True, '"""'))


def test_doctests_pass_by_import_and_as_a_script(tmp_path):
    code = "class E(Exception): pass\n\nraise E('x')\nE\nraise Own('y')"
    module = "class Own(Exception): pass"
    found = lines_of(tmp_path, code, module=module)
    end = "\nif __name__ == '__main__':\n    import doctest\n    doctest.testmod()\n"
    assert passes(tmp_path, [found], module) == ""
    (tmp_path / "module.py").write_text((tmp_path / "module.py").read_text() + end)
    done = subprocess.run(
        [sys.executable, "module.py"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout + done.stderr == ""


texts = st.text(alphabet="ab'\"\\ \n\t.>é\u2028\r#<%{", max_size=12)
names = st.sampled_from(["a", "b", "c"])
numbers = st.one_of(st.integers(-9, 9), st.floats(allow_nan=False, width=32))
values = st.one_of(texts, numbers, st.lists(st.one_of(texts, numbers), max_size=3), st.none())
statements = st.one_of(
    values.map(lambda v: f"print({v!r})"),
    values.map(repr),
    texts.map(lambda t: f"print({t!r}, end='')"),
    st.tuples(names, values).map(lambda p: f"{p[0]} = {p[1]!r}"),
    names,
    texts.map(lambda t: f"raise ValueError({t!r})"),
    texts.map(lambda t: "# " + " ".join(t.split())),
    texts.map(lambda t: 'x = """' + re.sub(r'[\\\r"]', "'", t) + '"""; x'),
    values.map(lambda v: f"for i in range(2):\n    print(i, {v!r})\n\n    i"),
    values.map(lambda v: f"@staticmethod\ndef f():\n    return {v!r}\n\nf()"),
    st.just("_"),
    st.just(""),
)
programs = st.lists(statements, min_size=1, max_size=5).map("\n".join)


@settings(max_examples=12)
@given(st.lists(programs, min_size=20, max_size=20), st.sampled_from(['"""', "'''"]))
def test_random_programs_become_doctests_that_pass_or_are_refused(
    tmp_path_factory, many, delimiter
):
    folder = tmp_path_factory.mktemp("random")
    shown = [f"x{number}" for number in range(len(many))]
    text = "".join(using(name).replace("module.py", f"{name}.py") for name in shown)
    for name, code in zip(shown, many, strict=True):
        guarded = f"a = b = c = 0\n0\n{code}".replace("\n*", "\n ,*")
        text += example(guarded, name)
    record = run(document(folder, text))
    written, refusals = [], []
    for name in shown:
        try:
            lines = doctest_lines(record.example(name), {}, (False, delimiter))
        except LiterateError as error:
            refusals.append((name, str(error)))
            continue
        body = "".join(f"    {line}\n" if line else "\n" for line in lines)
        written.append(f"def {name}():\n    {delimiter}Example.\n\n{body}    {delimiter}\n")
    (folder / "module.py").write_text("\n".join(written), encoding="utf-8", newline="")
    done = subprocess.run(
        [sys.executable, "-m", "doctest", "module.py"], cwd=folder, capture_output=True, text=True
    )
    assert done.stdout + done.stderr == ""
    assert all(f"block {name}, line" in message for name, message in refusals)
    assert len(written) > len(many) / 4
