"""Anything at all given to a reader is a result or a refusal, never another exception.

PAIRWRIGHT_FUZZ_SECONDS says how long each reader is fuzzed by the slow tests, 60 unless given;
the others try a fixed number of inputs.
"""

import os
import random
import sqlite3
import time
import warnings
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import database_options, write_lennard_jones_database

from pairwright import config
from pairwright.data.database import read_database
from pairwright.errors import PairwrightError
from pairwright.literate.model import LiterateError
from pairwright.literate.reader import scanned

SECONDS = float(os.environ.get("PAIRWRIGHT_FUZZ_SECONDS", "60"))
COLUMNS = ("positions", "numbers", "cell", "energy", "forces", "stress", "key_value_pairs", "pbc")
# Pieces that mean something to a reader, put together at random.
ORG = [
    "* heading\n", "** COMMENT asleep\n", "#+begin_src python :results output\n", "#+end_src\n",
    "#+begin_src\n", "#+name: a\n", "#+results: a\n", "#+results[abc]:\n", ": 1\n", "| a | b |\n",
    ":PROPERTIES:\n", ":header-args: :tangle x.py\n", ":END:\n", "#+call: a()\n", "<<a>>\n",
    "#+property: header-args:python :session\n", ",* comma\n", "#+begin_example\n", "\t", " ", "\n",
    ":var x=", "(", "[[", "\0", "\u2028", "é", "#+end_example\n", "src_python{1}", ":drawer:\n",
]  # fmt: skip
MYST = [
    "---\n", "```{code-cell} python\n", "```\n", "~~~\n", "````\n", ":name: a\n", "+++\n", "# h\n",
    "<!-- ", " -->\n", "(target)=\n", ":tags: [hide]\n", "- item\n", "  ", "{ref}`a`", "\t", "\0",
]  # fmt: skip
YAML = [
    "database:", " ", "\n", "  path: a.db\n", "seed: ", "1", "-", "- ", "&a ", "*a", "{", "}", "[",
    "]", ",", "? ",": ", "!!int ", "!!binary ", "!!set ", "!!timestamp ", "<<: ", "|\n", ">\n",
    "'", '"', "\\", "0x", "1e9", ".nan", ".inf", "2001-01-99", "1:2:3", "~", "yes", "%YAML 9.9\n",
    "---\n", "...\n", "\t", "#", "\ufeff", "\0", "☃", "!!python/name:os.system ",
    "fit: {forms: [mie]}\n",
]  # fmt: skip


def pieces(words: list[str]) -> st.SearchStrategy[str]:
    """Return texts put together from words that matter and from any others."""
    return st.lists(st.sampled_from(words) | st.text(max_size=5), max_size=30).map("".join)


def quiet(read, *arguments) -> bool:
    """Say whether a reader gives a result; a refusal has one line, anything else is raised."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            read(*arguments)
        except (PairwrightError, LiterateError) as error:
            said = str(error)
        else:
            return True
    assert said == " ".join(said.split())
    return False


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> bytes:
    """The content of a sound database."""
    path = tmp_path_factory.mktemp("sound") / "data.db"
    write_lennard_jones_database(path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder for what is made up."""
    return tmp_path_factory.mktemp("made_up")


def damaged(content: bytes, seed: int) -> bytes:
    """Return a database with bytes changed, cut out, doubled or cut off."""
    generator, changed = random.Random(seed), bytearray(content)
    for _ in range(generator.choice([1, 1, 2, 8, 64])):
        at, length = generator.randrange(len(changed)), generator.choice([1, 1, 4, 16, 200])
        kind = generator.randrange(4)
        if kind == 0:
            changed[at : at + length] = generator.randbytes(length)
        elif kind == 1:
            del changed[at : at + length]
        elif kind == 2:
            changed[at:at] = changed[at : at + length]
        else:
            changed[at] ^= 1 << generator.randrange(8)
    return bytes(changed[: generator.choice([None, None, None, len(changed) // 2])])


def read_damaged(place: Path, content: bytes, seed: int) -> bool:
    path = place / "damaged.db"
    path.write_bytes(damaged(content, seed))
    return quiet(read_database, database_options(path))


def read_changed_value(place: Path, content: bytes, seed: int) -> bool:
    """Read a database one of whose values is another, of any type."""
    generator, path = random.Random(seed), place / "changed.db"
    path.write_bytes(content)
    size = generator.choice([0, 1, 8, 24, 72, 96, 100])
    values = [None, -1, 1 << 62, 1e308, -1e-308, "x", "{}", "[1]", generator.randbytes(size)]
    where = "" if generator.random() < 0.3 else f" WHERE id = {generator.randrange(1, 20)}"
    statement = f"UPDATE systems SET {generator.choice(COLUMNS)} = ?{where}"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement, [generator.choice(values)])
        connection.commit()
    return quiet(read_database, database_options(path))


def read_configuration(place: Path, text: str) -> bool:
    path = place / "made_up.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return quiet(config.load, path)


@given(pieces(ORG))
def test_any_text_as_an_org_document(text):
    quiet(scanned, text, Path("document.org"))


@given(pieces(MYST))
def test_any_text_as_a_markdown_document(text):
    quiet(scanned, text, Path("document.md"))


@given(text=pieces(YAML))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_as_a_configuration(place, text):
    read_configuration(place, text)


@pytest.mark.parametrize("read", [read_damaged, read_changed_value])
def test_any_damage_to_a_database(place, database, read):
    for seed in range(25):
        read(place, database, seed)


def fuzzed(name: str, attempt, capsys) -> None:
    """Try inputs for as long as is asked for, and say how many there were."""
    end, tried, results = time.monotonic() + SECONDS, 0, 0
    while time.monotonic() < end:
        results += attempt(tried)
        tried += 1
    with capsys.disabled():
        print(f"{name}: {tried} inputs in {SECONDS:.0f} s, {results} results, the rest refused")
    assert tried > 0


def text_of(words: list[str], seed: int) -> str:
    """Return a long text put together from words and any characters."""
    generator = random.Random(seed)
    others = [chr(generator.randrange(1, 0x3000)) for _ in range(20)]
    return "".join(generator.choices([*words * 3, *others], k=generator.randrange(120)))


@pytest.mark.slow
@pytest.mark.parametrize(("words", "name"), [(ORG, "document.org"), (MYST, "document.md")])
def test_many_texts_as_documents(words, name, capsys):
    fuzzed(name, lambda n: quiet(scanned, text_of(words, n), Path(name)), capsys)


@pytest.mark.slow
def test_many_texts_as_configurations(place, capsys):
    fuzzed("config.yaml", lambda n: read_configuration(place, text_of(YAML, n)), capsys)


@pytest.mark.slow
@pytest.mark.parametrize("read", [read_damaged, read_changed_value])
def test_much_damage_to_databases(place, database, read, capsys):
    fuzzed(read.__name__, lambda n: read(place, database, 1000 + n), capsys)
