"""Mutations of a configuration: each is refused in one clear line, or has a plain meaning."""

import math
import re
from collections import Counter
from copy import deepcopy

import pytest
import yaml

from pairwright import config
from pairwright.errors import PairwrightError

COMPLETE = config.validated({"database": {"path": "any.db"}})
NODES = dict(config.documented_keys())


def types_of(node) -> set[str]:
    found = node.get("type", [])
    return {found} if isinstance(found, str) else set(found)


def wrong_types(node):
    """Yield a value of each type that a key does not take."""
    known = types_of(node)
    if not known:  # an enumeration
        yield from (["no such choice"], {"a": 1}, -17, 0.5)
        return
    for kind, value in {
        "string": "wörd ☃",
        "number": 0.5,
        "boolean": True,
        "array": ["fcc", 1],
        "object": {"a": 1},
        "null": None,
    }.items():
        taken = kind in known or (kind == "number" and "integer" in known)
        if not taken:
            yield value


def wrong_values(node):
    """Yield values of the right type that are out of range or of another form."""
    known = types_of(node)
    if "minimum" in node:
        yield node["minimum"] - 1
    if "exclusiveMinimum" in node:
        yield node["exclusiveMinimum"]
    if "maximum" in node:
        yield from (node["maximum"] + 1, 10**400)
    if "exclusiveMaximum" in node:
        yield node["exclusiveMaximum"]
    if "integer" in known:
        yield node.get("minimum", 0) + 0.5
    if "number" in known:
        yield from (math.nan, math.inf, -math.inf, 10**400, "1e-3")
    if node.get("minItems"):
        yield []
    if node.get("minLength") or "pattern" in node:
        yield ""
    if "pattern" in node:
        hostile = ("$(touch x)", "../../x", "a\nb", "a;b", "{a}")
        yield from (text for text in hostile if not re.search(node["pattern"], text))
    if node.get("uniqueItems"):
        default = node.get("default") or ["a"]
        yield [default[0], default[0]]
    if "enum" in node:
        yield from ("", "no such choice", str(node["enum"][0]).upper() + " ")


def with_value(dotted: str, value):
    """Return the complete configuration with one value replaced."""
    copy = deepcopy(COMPLETE)
    *parents, last = dotted.split(".")
    node = copy
    for part in parents:
        node = node[part]
    node[last] = value
    return copy


def with_typo(dotted: str):
    """Return the complete configuration with one key misspelt, and the misspelling."""
    copy = deepcopy(COMPLETE)
    *parents, last = dotted.split(".")
    node = copy
    for part in parents:
        node = node[part]
    misspelt = last[:-1] + "x" + last[-1]
    node[misspelt] = node.pop(last)
    return copy, misspelt


WRONG = [
    (dotted, value)
    for dotted, node in NODES.items()
    if not dotted.startswith("dft.crystals.")
    for value in [*wrong_types(node), *wrong_values(node)]
]


def one_line(raw) -> str:
    """Return the message with which a configuration is refused."""
    with pytest.raises(PairwrightError) as refused:
        config.validated(raw)
    message = str(refused.value)
    assert "\n" not in message
    assert len(message) < 600, message
    return message


def test_there_are_many_mutations():
    assert len(WRONG) > 500
    assert Counter(dotted for dotted, _ in WRONG).keys() >= {
        dotted for dotted in NODES if not dotted.startswith("dft.crystals.")
    }


@pytest.mark.parametrize("dotted", sorted({dotted for dotted, _ in WRONG}))
def test_a_wrong_value_is_refused_by_its_key(dotted):
    for value in [value for name, value in WRONG if name == dotted]:
        message = one_line(with_value(dotted, value))
        assert message.startswith(f"configuration: {dotted}"), message
        assert "allowed" in message or "missing" in message or "unknown key" in message, message


@pytest.mark.parametrize("dotted", [name for name in NODES if "crystals." not in name])
def test_a_misspelt_key_is_refused_with_the_right_one(dotted):
    raw, misspelt = with_typo(dotted)
    message = one_line(raw)
    assert misspelt in message
    assert f"did you mean '{dotted.rsplit('.', 1)[-1]}'?" in message


def bomb(kind: str) -> str:
    """Return a short text that becomes a billion values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 10):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]")
    if kind == "mapping":
        lines = ["a0: &a0 {x: 1, y: 2}"]
        for level in range(1, 40):
            lines.append(f"a{level}: &a{level} {{x: *a{level - 1}, y: *a{level - 1}}}")
    return "\n".join([*lines, "database: {path: a.db}"])


DATABASE = "database: {path: a.db}\n"
FILES = {
    "nothing": b"",
    "a comment": b"# nothing\n",
    "white space": b" \n\n ",
    "a word": b"resources/argon.db",
    "a path in place of a mapping": b"/etc/passwd\n",
    "a number": b"12",
    "null": b"null",
    "a list": b"- database\n- seed\n",
    "a tab": b"database:\n\tpath: a.db\n",
    "tab between": b"database: {path: a.db}\nfit:\n  starts: 2\n\tforms: [mie]\n",
    "an open bracket": b"seed: [1, 2\n",
    "an open quote": b'database: {path: "a.db}\n',
    "an open brace": b"database: {path: a.db\n",
    "bytes": bytes(range(256)),
    "zeros": b"\0" * 5000,
    "utf-16": DATABASE.encode("utf-16"),
    "latin-1": "database: {path: ö.db}".encode("latin-1"),
    "a key twice": b"seed: 1\nseed: 2\ndatabase: {path: a.db}\n",
    "a section twice": b"database: {path: a.db}\nfit: {starts: 2}\nfit: {starts: 3}\n",
    "an inner key twice": b"database: {path: a.db, path: b.db}\n",
    "a key twice in a list": b"database: {path: a.db}\nfit: {forms: [{a: 1, a: 2}]}\n",
    "two documents": b"seed: 1\n---\nseed: 2\n",
    "a bomb of lists": bomb("list").encode(),
    "a bomb of mappings": bomb("mapping").encode(),
    "itself": b"a: &a [*a]\ndatabase: {path: a.db}\n",
    "itself as a mapping": b"database: &d {path: *d}\n",
    "an alias of nothing": b"database: *nothing\n",
    "deep lists": b"a: " + b"[" * 20_000,
    "deep mappings": b"{a: " * 5_000 + b"1" + b"}" * 5_000,
    "a large file": b"# " + b"x" * (2 << 20) + b"\ndatabase: {path: a.db}\n",
    "a Python object": b"seed: !!python/object/apply:os.getcwd []\n",
    "a Python name": b"seed: !!python/name:os.system\n",
    "a Python module": b"seed: !!python/module:os\n",
    "an unknown tag": b"seed: !mine 3\n",
    "a day that is none": b"seed: 2001-02-31\ndatabase: {path: a.db}\n",
    "a word as a date": b"!!timestamp database: {path: a.db}\n",
    "a time that is none": b"seed: 2001-02-03 99:99:99\ndatabase: {path: a.db}\n",
    "a date": b"seed: 2001-02-03\ndatabase: {path: a.db}\n",
    "a very long number": b"seed: " + b"9" * 5000 + b"\ndatabase: {path: a.db}\n",
    "a huge number": b"cutoff: {radius_A: 1.0e+999}\ndatabase: {path: a.db}\n",
    "sexagesimal": b"cutoff: {radius_A: 12:30}\ndatabase: {path: a.db}\n",
    "not a number": b"cutoff: {radius_A: .nan}\ndatabase: {path: a.db}\n",
    "a comma for a point": b"cutoff: {radius_A: '12,5'}\ndatabase: {path: a.db}\n",
    "yes for a number": b"seed: yes\ndatabase: {path: a.db}\n",
    "a unit behind a number": b"cutoff: {radius_A: 12 A}\ndatabase: {path: a.db}\n",
    "octal": b"fit: {starts: 0o7}\ndatabase: {path: a.db}\n",
    "binary": b"database: {path: !!binary AAECAw==}\n",
    "bad binary": b"database: {path: !!binary '#'}\n",
    "a set": b"fit: {forms: !!set {mie, morse}}\ndatabase: {path: a.db}\n",
    "a list as a key": b"? [a, b]\n: 1\n",
    "a mapping as a key": b"{{a: 1}: 2}\n",
    "an empty key": b"'': 1\ndatabase: {path: a.db}\n",
    "a null key": b"~: 1\ndatabase: {path: a.db}\n",
    "a number as a key": b"1: 1\ndatabase: {path: a.db}\n",
    "a key true": b"true: 1\ndatabase: {path: a.db}\n",
    "a key of another alphabet": "сеед: 1\ndatabase: {path: a.db}\n".encode(),
    "a zero byte in a path": b'database: {path: "a\\0b.db"}\n',
    "an escape in a label": b'database: {path: a.db, element: "\\e[31mAr"}\n',
    "a merge key": b"base: &b {path: a.db}\ndatabase: {<<: *b}\n",
    "expressions": b"__use_yte__: true\nseed: ?1 + 1\ndatabase: {path: a.db}\n",
    "markup": b"<xml><database/></xml>",
    "an ini file": b"[database]\npath = a.db\n",
}
ALLOWED = {
    "a byte order mark": b"\xef\xbb\xbf" + DATABASE.encode(),
    "carriage returns": b"database: {path: a.db}\r\nseed: 3\r\n",
    "an alias used well": b"seed: &s 7\ndatabase: {path: a.db}\ndft: {seed: *s}\n",
    "json": b'{"database": {"path": "a.db"}, "seed": 3}',
    "unicode in a path": "database: {path: 'дата ☃.db'}".encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_means_nothing_is_refused(tmp_path, name):
    path = tmp_path / "mine.yaml"
    path.write_bytes(FILES[name])
    with pytest.raises(PairwrightError) as refused:
        config.load(path)
    message = str(refused.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message


@pytest.mark.parametrize("name", ALLOWED)
def test_an_unusual_file_that_means_something_is_read(tmp_path, name):
    path = tmp_path / "mine.yaml"
    path.write_bytes(ALLOWED[name])
    assert config.load(path)["database"]["path"].endswith(".db")


def test_what_is_read_is_what_a_plain_reader_reads(root):
    text = (root / "config.yaml").read_text(encoding="utf-8")
    assert config.load(root / "config.yaml") == config.validated(yaml.safe_load(text))
