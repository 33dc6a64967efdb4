"""MyST Markdown gives the same model as Org, and keeps every byte."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tangling import some_doctest

from pairwright.literate.model import LiterateError
from pairwright.literate.mystfile import read_myst, scan_myst, written_myst
from pairwright.literate.orgfile import scan
from pairwright.literate.reader import read, scanned, written
from pairwright.literate.tangle import expander_of, tangle
from pairwright.literate.weave import woven_html, woven_pdf

TEXT = '''\
---
title: A title
header-args: ":noweb yes"
header-args:python: ':results output'
---

# One

```{note}
Mind {math}`x^2`.
```

```{code-cell} python
:name: adder
:tangle: a.py

def add(a, b):
    """Add.

    <<doctest("add-two")>>
    """
    return a + b
```

## Two

- item

  ~~~python
  :name: add-two
  add(1,
      2)
  ~~~

  <!-- result[abc.def]: add-two -->
  ```
  3
    more
  ```

<!-- Not looked at:
```python
hidden()
```
-->

````{code-cell} python
text = """
```
"""
````

<!-- result: -->

```sh
ls
```

```
no language
```
'''


def myst(text):
    return scan_myst(text, Path("notes.md"))


def test_blocks_have_name_language_arguments_body_and_lines():
    document = myst(TEXT)
    assert [(b.name, b.language) for b in document.blocks] == [
        ("adder", "python"),
        ("add-two", "python"),
        ("", "python"),
        ("", "sh"),
    ]
    adder, two, text, shell = document.blocks
    assert adder.header["noweb"] == "yes"
    assert "output" in adder.argument("results").split()
    assert "output" not in shell.argument("results").split()
    assert adder.argument("tangle") == "a.py"
    assert (adder.body[0], two.body, two.body_columns) == (
        "def add(a, b):",
        ("add(1,", "    2)"),
        2,
    )
    assert text.body[1] == "```"
    assert text.label == "Two:2"


def test_the_body_begins_in_the_line_after_the_first():
    for block in myst(TEXT).blocks:
        lines = TEXT.split("\n")[block.first_line : block.last_line - 1]
        assert [line[block.body_columns :] for line in lines] == list(block.body)


def test_results_belong_to_their_blocks():
    document = myst(TEXT)
    named, empty = document.results
    assert (named.name, named.key, named.text) == ("add-two", "abc.def", "3\n  more")
    assert document.result_of(document.blocks[1]) is named
    assert (empty.form, empty.block) == ("empty", document.blocks[2])


def test_a_block_without_an_end_is_an_error():
    with pytest.raises(LiterateError, match=r"notes\.md: line 2: .* no closing fence"):
        myst("Text\n```python\nx\n")


def test_the_same_document_in_org_and_in_markdown_tangles_to_the_same():
    org = """#+begin_src python :tangle a.py :noweb yes
    def f():
        <<body>>
#+end_src
#+name: body
#+begin_src python
return 1

#+end_src
"""
    markdown = """```python
:tangle: a.py
:noweb: yes
def f():
    <<body>>
```
```python
:name: body
return 1

```
"""
    texts = []
    for document in (scan(org, Path("n.org")), myst(markdown)):
        (file,) = tangle(document, expander_of(document), Path(), some_doctest)
        texts.append(file.text)
    assert texts[0] == texts[1]


@given(
    st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True),
    st.sampled_from(["", "abc", "abc.def"]),
    st.lists(st.sampled_from(["", "x", "```", "~~~~", "  y", ":name: z", "<!-- -->", "# t"])),
)
def test_a_written_result_is_read_as_it_was(name, key, lines):
    text = "\n".join(lines)
    block = f"```python\n:name: {name}\nx\n```\n\n"
    document = myst(block + "".join(written_myst(name, key, text)) + "\nText.\n")
    (result,) = document.results
    assert (result.name, result.key, result.text) == (name, key, text)


PIECES = [
    "```python\n",
    "```\n",
    ":name: a\n",
    "# T\n",
    "x = 1\r\n",
    "<!-- result: a -->\n",
    "~~~~\n",
]
PIECES += ["---\n", "<!--", "-->", "\n", "\x0c", "  ", "é\n", "````{code-cell}\n"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_every_byte_is_kept(text):
    try:
        document = myst(text)
    except LiterateError:
        return
    assert document.text == text
    assert document.with_lines([]) == text


def test_the_reader_chooses_by_the_ending(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(TEXT, encoding="utf-8", newline="")
    assert read(path).blocks == read_myst(path).blocks
    assert read(path).text == TEXT
    with pytest.raises(LiterateError, match=r"\.org \(Org\) or \.md"):
        read(tmp_path / "a.rst")
    with pytest.raises(LiterateError, match="cannot be read"):
        read(tmp_path / "gone.md")


def test_a_result_is_written_as_its_document_does():
    assert written(scanned("", Path("a.org")), "n", "k", "1") == ["#+RESULTS[k]: n\n", ": 1\n"]
    assert written(scanned("", Path("a.md")), "n", "k", "1") == [
        "<!-- result[k]: n -->\n",
        "```\n",
        "1\n",
        "```\n",
    ]


def test_markdown_is_woven_as_org_is():
    html = woven_html(myst(TEXT), [])
    assert '<h1 class="title">\nA title' in html
    assert 'href="#code-add-two">&lt;&lt;doctest(' in html
    assert "hidden()" not in html
    assert ":name:" not in html
    assert 'class="aside note"' in html
    assert "<math" in html
    assert html.count('class="badge good"') == 2
    assert woven_pdf(myst(TEXT), []).startswith(b"%PDF")
