"""Which blocks are what."""

import pytest
from literate.programs import document, example

from pairwright.literate.roles import Roles, placeholders

TEXT = """\
* Module
#+begin_src python :tangle a.py :noweb yes
def f():
    '''A function.

    <<doctest("first")>>
    <<doctest('Second')>>
    '''
    <<chunk>>
#+end_src

#+name: chunk
#+begin_src python
return 1
#+end_src

#+begin_src python :noweb-ref chunk
pass
#+end_src

#+name: first
#+begin_src python
f()
#+end_src

#+name: second
#+begin_src ipython :eval never
f()
#+end_src

#+begin_src python
x = 1
#+end_src

#+begin_src python :eval no
x = 2
#+end_src

#+begin_src sh
ls
#+end_src

* COMMENT Not now
#+begin_src python
'''<<doctest("third")>>'''
#+end_src
"""


def test_a_placeholder_is_known_by_name_and_line_of_the_document(tmp_path):
    found = placeholders(document(tmp_path, TEXT))
    assert [(place.name, place.line) for place in found] == [("first", 6), ("Second", 7)]


def test_every_python_block_has_a_role(tmp_path):
    kinds = [kind for _, kind in Roles(document(tmp_path, TEXT)).kinds()]
    expected = ["definition", "chunk", "chunk", "example", "not run", "session", "not run"]
    assert kinds == expected


@pytest.mark.parametrize("language", ["python", "ipython", "jupyter-python", "Python"])
def test_python_has_several_names(tmp_path, language):
    text = f"#+begin_src {language}\n1\n#+end_src\n"
    assert [kind for _, kind in Roles(document(tmp_path, text)).kinds()] == ["session"]


def test_a_tangled_block_that_a_docstring_shows_is_an_example(tmp_path):
    text = "#+begin_src python :tangle a.py\n'<<doctest(\"x\")>>'\n#+end_src\n\n"
    kinds = [
        k for _, k in Roles(document(tmp_path, text + example("1", "X", ":tangle b.py"))).kinds()
    ]
    assert kinds == ["definition", "example"]
