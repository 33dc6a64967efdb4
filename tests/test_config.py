"""The configuration says clearly what is wrong with it, and nothing else ever happens."""

import math
from copy import deepcopy

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pairwright import config
from pairwright.errors import PairwrightError

SMALLEST = {"database": {"path": "any.db"}}

# Keys that other people's files use already: they must stay valid.
RELIED_ON = """
seed: 1
database:
  path: mine.db
  sha256: null
  element: Ne
  selection: natoms<9
  structure_key: label
reference_energy: {mode: value, value_eV: -0.1}
cutoff: {scheme: shift, radius_A: 10}
fit:
  forms: [lennard-jones]
timing:
  source: measured
  peers: []
"""


def leaves(node, path=()):
    """Yield the path of every value that is not a mapping, or an empty one."""
    for key, value in node.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key)


def changed(base, path, value):
    """Return a copy of a configuration with one value replaced."""
    copy = deepcopy(base)
    node = copy
    for key in path[:-1]:
        node = node.setdefault(key, {})
    node[path[-1]] = value
    return copy


def message_of(raw):
    """Return the message with which a configuration is refused; it is one line."""
    with pytest.raises(PairwrightError) as refused:
        config.validated(raw)
    message = str(refused.value)
    assert "\n" not in message
    return message


@pytest.fixture(scope="module")
def shipped(root):
    """Return config.yaml as written."""
    return yaml.safe_load((root / "config.yaml").read_text(encoding="utf-8"))


def test_the_shipped_file_is_valid(root):
    assert config.load(root / "config.yaml")["database"]["path"] == "resources/argon.db"


def test_the_shipped_file_states_every_key(shipped):
    stated = {".".join(path) for path in leaves(shipped)}
    assert {key for key, node in config.documented_keys() if "properties" not in node} == stated


def test_the_shipped_values_are_the_defaults_but_for_the_database(shipped):
    assert config.validated({"database": shipped["database"]}) == config.validated(shipped)


def test_every_default_is_valid_by_itself():
    complete = config.validated(SMALLEST)
    assert config.validated(complete) == complete


def test_every_key_is_described():
    assert [key for key, node in config.documented_keys() if not node.get("description")] == []


def test_every_mapping_refuses_unknown_keys():
    mappings = [config.schema(), *(node for _, node in config.documented_keys())]
    for node in mappings:
        if "properties" in node:
            assert node["additionalProperties"] is False


def test_keys_that_others_rely_on_are_valid():
    assert config.validated(yaml.safe_load(RELIED_ON))["database"]["element"] == "Ne"


def test_validation_leaves_the_given_mapping_as_it_was():
    given_config = deepcopy(SMALLEST)
    config.validated(given_config)
    assert given_config == SMALLEST


@pytest.mark.parametrize(
    ("path", "value", "parts"),
    [
        (("sed",), 1, ["sed: unknown key", "did you mean 'seed'?"]),
        (("cutof",), {}, ["cutof: unknown key", "did you mean 'cutoff'?"]),
        (
            ("cutoff", "radius"),
            9,
            ["cutoff.radius: unknown key", "'radius_A'", "allowed in cutoff: scheme, radius_A"],
        ),
        (
            ("fit", "simplex", "sigma"),
            3,
            ["fit.simplex.sigma: unknown key", "did you mean 'sigma_A'?"],
        ),
        (("seed",), "many", ["seed: found 'many'", "a whole number >= 0"]),
        (("seed",), 1.5, ["seed: found 1.5", "a whole number"]),
        (("seed",), True, ["seed: found True", "a whole number"]),
        (("cutoff", "radius_A"), "12 A", ["cutoff.radius_A: found '12 A'", "a number > 0"]),
        (("cutoff", "radius_A"), -1, ["cutoff.radius_A: found -1", "> 0 and <= 100"]),
        (("cutoff", "radius_A"), 1e6, ["cutoff.radius_A: found 1000000.0", "<= 100"]),
        (("cutoff", "scheme"), "shfit", ["found 'shfit'", "cut, shift", "did you mean 'shift'?"]),
        (("cutoff",), None, ["cutoff: found None", "a mapping of keys to values"]),
        (("cutoff",), [1], ["cutoff: found [1]", "a mapping of keys to values"]),
        (("fit", "forms"), "lennard-jones", ["fit.forms: found 'lennard-jones'", "a list"]),
        (("fit", "forms"), [], ["fit.forms: found []", "at least 1"]),
        (("fit", "forms"), ["lj 12-6"], ["fit.forms[0]", "found 'lj 12-6'"]),
        (("fit", "test_fraction"), 1, ["fit.test_fraction: found 1", ">= 0 and <= 0.9"]),
        (("database", "element"), "argon", ["database.element: found 'argon'"]),
        (("database", "sha256"), "abc", ["database.sha256: found 'abc'"]),
        (("database", "path"), "", ["database.path: found ''", "not empty"]),
        (
            ("fit", "weights", "force_eV_per_A"),
            0,
            ["fit.weights.force_eV_per_A: found 0", "allowed: a number > 0, or null"],
        ),
        (("dft", "box_A"), [1, 2], ["dft.box_A: found [1, 2]", "exactly 3"]),
        (("regression", "goal"), 0, ["regression.goal: found 0", "a number > 0"]),
        (("regression", "starts"), 1, ["regression.starts: found 1", "a whole number >= 2"]),
        (("regression", "reach"), 0.5, ["regression.reach: found 0.5", "a number > 1"]),
        (("regression", "hidden"), 3, ["regression.hidden: unknown key"]),
    ],
)
def test_a_wrong_value_is_named_with_its_key_and_what_is_allowed(path, value, parts):
    message = message_of(changed(SMALLEST, path, value))
    assert [part for part in parts if part not in message] == [], message


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(
    "path", [("cutoff", "radius_A"), ("reference_energy", "value_eV"), ("dft", "box_A")]
)
def test_a_number_that_is_not_finite_is_refused(path, value):
    wrong = [value] * 3 if path == ("dft", "box_A") else value
    assert ".".join(path) in message_of(changed(SMALLEST, path, wrong))


def test_weights_of_nothing_are_refused():
    nothing = {"energy_eV_per_atom": None, "force_eV_per_A": None, "stress_GPa": None}
    message = message_of(changed(SMALLEST, ("fit", "weights"), nothing))
    assert "fit.weights: found only null" in message
    config.validated(changed(SMALLEST, ("fit", "weights"), nothing | {"stress_GPa": 1.0}))


def test_constraints_of_a_form_that_is_not_fitted_are_refused():
    constraints = {"morse": {"epsilon": {"fixed": 0.01}}}
    fit = {"forms": ["mie"], "constraints": constraints}
    message = message_of(changed(SMALLEST, ("fit",), fit))
    assert "fit.constraints: found 'morse'; allowed: the forms that are fitted, mie" in message
    config.validated(changed(SMALLEST, ("fit",), fit | {"forms": ["morse"]}))


def test_a_missing_database_path_is_asked_for():
    assert "database.path: missing" in message_of({"database": {}})
    assert "database: missing" in message_of({"seed": 1})


def test_a_typo_of_a_required_key_is_called_a_typo():
    assert "did you mean 'path'?" in message_of({"database": {"pth": "any.db"}})


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "expected a mapping"),
        (b"# only a comment\n", "expected a mapping"),
        (b"just words", "expected a mapping"),
        (b"- a\n- list\n", "expected a mapping"),
        (b"seed: [1, 2\n", "not readable as YAML"),
        (b"\xff\xfe\x00", "not readable as YAML"),
        (b"seed: !!python/object/apply:os.getcwd []\n", "not readable as YAML"),
    ],
)
def test_a_file_that_is_no_configuration_is_named(tmp_path, content, part):
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(PairwrightError) as refused:
        config.load(path)
    message = str(refused.value)
    assert message.startswith(str(path))
    assert part in message
    assert "\n" not in message


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PairwrightError, match=r"absent\.yaml: no such configuration file"):
        config.load(tmp_path / "absent.yaml")


def test_a_folder_in_place_of_the_file_is_named(tmp_path):
    with pytest.raises(PairwrightError, match="not readable"):
        config.load(tmp_path)


def test_a_dotted_key_finds_its_value(root):
    assert config.lookup(config.load(root / "config.yaml"), "fit.simplex.sigma_A") == 3.5


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=6) | st.integers(), inner, max_size=3)
    ),
    max_leaves=6,
)
PATHS = sorted(leaves(config.validated(SMALLEST)))
PREFIXES = sorted({path[:length] for path in PATHS for length in range(1, len(path) + 1)})


@given(st.sampled_from(PREFIXES), VALUES)
def test_any_value_anywhere_gives_a_valid_configuration_or_one_clear_line(path, value):
    raw = changed(config.validated(SMALLEST), path, value)
    try:
        complete = config.validated(raw)
    except PairwrightError:
        assert path[0] in message_of(raw)
    else:
        assert config.validated(complete) == complete


@given(st.sampled_from(PREFIXES), st.text(max_size=8) | st.integers() | st.none() | st.booleans())
def test_any_unknown_key_anywhere_is_refused_by_name(path, key):
    parent = path[:-1]
    complete = config.validated(SMALLEST)
    node = complete
    for part in parent:
        node = node[part]
    if key in node:
        return
    message = message_of(changed(complete, (*parent, key), 1))
    assert "unknown key" in message


@given(VALUES)
def test_anything_in_place_of_the_whole_configuration_is_refused_or_valid(raw):
    if isinstance(raw, dict):
        message_of(raw)


def test_a_number_that_yaml_takes_for_a_text_is_explained():
    """YAML 1.1 reads 1e-6 as a text."""
    raw = yaml.safe_load("database: {path: a.db}\nfit: {simplex: {xtol: 1e-6}}")
    with pytest.raises(PairwrightError, match=r"fit\.simplex\.xtol: found '1e-6'.*1\.0e-6"):
        config.validated(raw)
