"""What a run depends on is the code of a document and not its prose."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairwright.literate.codeonly import (
    code_digest,
    code_lines,
    placed,
    results_digest,
    without_prose,
)
from pairwright.literate.model import LiterateError
from pairwright.literate.reader import scanned
from pairwright.literate.work import checked, executed, tangled

ORG = """\
#+title: A title
#+property: header-args:python :noweb yes

Some prose.

* Halves :tag:
:PROPERTIES:
:header-args+: :results output
:END:
More prose.

#+name: numbers
| 1 | 2 |

#+caption: Not code
#+name: module
#+begin_src python :tangle halves.py
def half(a):
    \"""Return a / 2.

    <<doctest("half-of-two")>>
    \"""
    return a / 2
#+end_src

#+begin_example
,* no heading
#+property: header-args :tangle no
#+end_example

#+name: half-of-two
#+begin_src python
half(2)
#+end_src

#+RESULTS: half-of-two
: 1.0

#+begin_src python :var row=numbers
print(row)
#+end_src
"""

MYST = '''\
---
header-args: ":noweb yes"
---
# Halves

Prose.

```python
:tangle: halves.py

def half(a):
    """Return a / 2.

    <<doctest("half-of-two")>>
    """
    return a / 2
```

Prose.

```python
:name: half-of-two
half(2)
```

<!-- result: half-of-two -->
```
1.0
```
'''


def org(text=ORG):
    return scanned(text, Path("halves.org"))


@pytest.mark.parametrize("document", [org(), scanned(MYST, Path("halves.md"))], ids=["org", "myst"])
def test_the_blocks_stay_and_prose_and_results_go(document):
    short = without_prose(document)
    assert [(b.name, b.body, b.header) for b in short.blocks] == [
        (b.name, b.body, b.header) for b in document.blocks
    ]
    assert short.results == []
    assert "rose" not in short.text
    assert "caption" not in short.text


def test_named_tables_stay_because_code_may_read_them():
    assert "#+name: numbers\n| 1 | 2 |\n" in without_prose(org()).text


def test_editing_prose_changes_no_checksum():
    edited = org(
        ORG.replace("Some prose.", "Other prose.\n\nOf more lines.\n").replace("title", "t")
    )
    assert code_digest(edited) == code_digest(org())
    assert results_digest(edited) == results_digest(org())


def test_editing_a_result_changes_what_a_check_depends_on_only():
    edited = org(ORG.replace(": 1.0", ": 1.5"))
    assert code_digest(edited) == code_digest(org())
    assert results_digest(edited) != results_digest(org())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("half(2)", "half(4)"),
        ("| 1 |", "| 7 |"),
        ("results output", "results value"),
        (" yes", " no"),
    ],
)
def test_editing_code_or_its_arguments_changes_both(old, new):
    edited = org(ORG.replace(old, new))
    assert code_digest(edited) != code_digest(org())
    assert results_digest(edited) != results_digest(org())


def test_text_that_is_copied_into_a_module_counts_as_code():
    text = ORG.replace(":tangle halves.py", ":tangle halves.py :comments org")
    edited = org(text.replace("More prose", "Other prose"))
    assert code_digest(edited) != code_digest(org(text))


@pytest.mark.parametrize(("text", "name"), [(ORG, "halves.org"), (MYST, "halves.md")])
def test_a_run_without_prose_says_what_a_run_of_the_whole_says(tmp_path, text, name):
    path = tmp_path / name
    path.write_text(text)
    document = scanned(text, path)
    whole = executed(document)
    short = placed(executed(without_prose(document)), document)
    assert [b.line for b in short.blocks] == [b.line for b in whole.blocks]
    assert replace(short, seconds={}) == replace(whole, seconds={})
    assert checked(document, short) == checked(document, whole)
    assert tangled(document, tmp_path, short) == tangled(document, tmp_path, whole)


LINES = [*ORG.splitlines(keepends=True), "* COMMENT x\n", "text\n", "#+begin_src python\n"]
LINES += ["#+end_src\n", ":END:\n", "| a |\n", "#+name: b\n", "#+begin_example\n"]


@given(st.lists(st.sampled_from(LINES), max_size=25).map("".join))
def test_no_document_loses_a_block(text):
    try:
        document = org(text)
    except LiterateError:
        return
    numbers = code_lines(document)
    assert numbers == sorted(set(numbers))
    short = without_prose(document)
    assert [b.body for b in short.awake] == [b.body for b in document.awake]
    assert [b.header for b in short.awake] == [b.header for b in document.awake]
