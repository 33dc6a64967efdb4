"""An edit in a tangled module comes back to the document, or is refused with the place to edit."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tangling import some_doctest

from pairwright.literate.model import LiterateError
from pairwright.literate.reader import scanned
from pairwright.literate.stitch import stitch
from pairwright.literate.tangle import expander_of, tangle

ORG = '''\
* A module
  #+begin_src python :tangle a.py :noweb yes
    """A module."""
    <<imports>>

    LIMITS = [
        <<limits>>
    ]


    def double(x):
        """Return 2 x.

        <<doctest("of-two")>>
        """
        return 2 * x
  #+end_src

Text between.

#+begin_src python :tangle a.py :noweb yes
def treble(x):
    return 3 * x


<<twice>>
<<twice>>
#+end_src

#+name: imports
#+begin_src python
import math
#+end_src

#+name: limits
#+begin_src python
1,
2,
#+end_src

#+name: twice
#+begin_src python
print("twice")
#+end_src

#+name: of-two
#+begin_src python
double(2)
#+end_src

#+RESULTS: of-two
: 4
'''

MYST = """\
# A module

- In a list

  ```{code-cell} python
  :tangle: a.py

  def double(x):
      return 2 * x
  ```
"""


def line_of(text):
    """Return the line of the document with this text."""
    return ORG.split("\n").index(text) + 1


EXAMPLE = line_of("#+name: of-two") + 1


def files_of(document):
    return tangle(document, expander_of(document), Path(), some_doctest)


def retangled(document):
    return files_of(document)[0].text


def stitched(tmp_path, text, change, name="notes.org"):
    """Return the document after an edit of its first module, and what was refused."""
    document = scanned(text, Path(name))
    file = files_of(document)[0]
    module = tmp_path / "a.py"
    edited = change(file.text)
    assert edited != file.text
    module.write_text(edited, encoding="utf-8")
    new, findings = stitch(document, module, file.origins, file.text, (), retangled)
    assert bool(findings) == (new == text)
    if not findings:
        assert retangled(scanned(new, Path(name))) == edited
    return new, findings


def replacing(old, new):
    return lambda text: text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return 2 * x", "return x + x"),
        ("return 2 * x", "y = 2\n\n    return y * x"),
        ("return 3 * x\n", "return 3 * x\n\n\ndef fourfold(x):\n    return 4 * x\n"),
        ('"""Return 2 x.\n', '"""Return 2 x.\n\n    It is even.\n'),
        ("import math\n", "import math\nimport cmath\n"),
        ("    2,\n", "    2,\n    3,\n"),
        ("    1,\n", ""),
        ('"""A module."""', '"""A module."""  # said'),
        ("return 3 * x", "return [\n        #+ a comment\n        *x,\n    ]"),
        ('"""A module."""\n', '"""A module."""\n\n'),
    ],
)
def test_an_edit_comes_back(tmp_path, old, new):
    _, findings = stitched(tmp_path, ORG, replacing(old, new))
    assert findings == []


def test_only_the_edited_line_changes_and_keeps_its_indentation(tmp_path):
    new, _ = stitched(tmp_path, ORG, replacing("return 2 * x", "return x + x"))
    assert new == ORG.replace("        return 2 * x", "        return x + x")


def test_a_line_that_org_would_misread_gets_a_comma(tmp_path):
    new, _ = stitched(tmp_path, ORG, replacing("return 3 * x", "return (1\n* x)"))
    assert "    return (1\n,* x)\n" in new


def test_line_ends_of_the_document_are_kept(tmp_path):
    text = ORG.replace("\n", "\r\n")
    new, findings = stitched(tmp_path, text, replacing("return 3 * x", "return x * 3"))
    assert findings == []
    assert new == text.replace("return 3 * x", "return x * 3")


def test_an_edit_comes_back_to_markdown(tmp_path):
    new, findings = stitched(tmp_path, MYST, replacing("2 * x", "x * 2"), "notes.md")
    assert findings == []
    assert new == MYST.replace("2 * x", "x * 2")


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (replacing('    1\n    "', '    2\n    "'), EXAMPLE, f"edit that at line {EXAMPLE}"),
        (replacing(">>> of-two", ">>> double(2)"), EXAMPLE, "made from the example of-two"),
        (replacing('"twice"', '"once"'), line_of('print("twice")'), "in 2 places; edit it there"),
        (replacing("    2,", "2,"), line_of("2,"), "does not begin with '    '"),
        (lambda text: text[:-1], 0, "no line end"),
        (replacing("\n\ndef treble", "\n\n\n\ndef treble"), 0, "tangle to something else"),
        (replacing("return 3 * x", "return 3 * x\n<<imports>>"), 0, "something else"),
    ],
)
def test_an_edit_without_a_place_of_its_own_is_refused(tmp_path, change, line, says):
    _, findings = stitched(tmp_path, ORG, change)
    assert [finding.line for finding in findings][:1] == [line]
    assert says in findings[0].reason
    assert "\n" not in findings[0].row()


def test_the_end_of_a_block_is_not_code(tmp_path):
    _, findings = stitched(
        tmp_path, ORG, replacing("return 3 * x", "return 3 * x\n#+end_src\n#+begin_src python")
    )
    assert findings == [] or "block" in findings[0].reason
    _, findings = stitched(tmp_path, MYST, replacing("2 * x", '2\n```\n"""'), "notes.md")
    assert findings != []


def test_a_module_that_cannot_be_compared_is_an_error(tmp_path):
    document = scanned(ORG, Path("notes.org"))
    with pytest.raises(LiterateError, match=r"gone\.py: cannot be read"):
        stitch(document, tmp_path / "gone.py", [1], "x\n")
    module = tmp_path / "a.py"
    module.write_text("x\n")
    with pytest.raises(LiterateError, match="line map has 2 lines"):
        stitch(document, module, [1, 2], "x\n")


def test_line_maps_made_by_hand_are_enough(tmp_path):
    document = scanned("#+begin_src python :tangle a.py\nx = 1\ny = 2\n#+end_src\n", Path("n.org"))
    module = tmp_path / "a.py"
    module.write_text("x = 1\nz = 3\n")
    new, findings = stitch(document, module, [2, 3], "x = 1\ny = 2\n")
    assert (new, findings) == (document.text.replace("y = 2", "z = 3"), [])


LINES = st.lists(
    st.sampled_from(
        ["x = 1", "", "  y = 2", "* star", "#+end_example", "    return 3", "<<limits>>", "é"]
    ),
    max_size=3,
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_comes_back_tangles_to_the_edited_module(tmp_path_factory, data):
    document = scanned(ORG, Path("notes.org"))
    base = files_of(document)[0].text.split("\n")[:-1]
    start = data.draw(st.integers(0, len(base)))
    end = data.draw(st.integers(start, min(start + 3, len(base))))
    new = data.draw(LINES)
    edited = [*base[:start], *new, *base[end:]]
    if edited == base:
        return
    text, findings = stitched(
        tmp_path_factory.mktemp("edit"), ORG, lambda _: "".join(f"{line}\n" for line in edited)
    )
    for finding in findings:
        assert re.search(r"line|block", finding.reason)
    assert findings or text != ORG
