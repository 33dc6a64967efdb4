"""The configuration: loaded safely, completed with defaults, checked, and explained."""

import difflib
import math
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, cast

import jsonschema
from ase.data import chemical_symbols

from pairwright.errors import PairwrightError
from pairwright.safe_yaml import parsed, read_yaml

Config = dict[str, Any]
TARGETS = ("energy_eV_per_atom", "force_eV_per_A", "stress_GPa")
EVALUATED = "__use_yte__"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
SCHEMA_PATH = Path(__file__).resolve().parents[2] / "workflow" / "schemas" / "config.schema.yaml"


@cache
def schema() -> Config:
    """Return the JSON schema of config.yaml."""
    loaded: Config = parsed(SCHEMA_PATH.read_text(encoding="utf-8"))
    return loaded


def studies() -> list[str]:
    """Return the names of all studies, in the order in which they are made."""
    names: list[str] = schema()["properties"]["studies"]["default"]
    return names


def load(path: str | Path) -> Config:
    """Read and check a configuration file; missing keys get the schema's defaults.

    Raises PairwrightError naming the file and the dotted key when something is wrong.
    """
    raw = read_yaml(path)
    if not isinstance(raw, dict):
        raise PairwrightError(f"{path}: expected a mapping of keys to values, such as seed: 1")
    return validated(raw, name=str(path))


def refuse_unclear(path: str | Path) -> None:
    """Refuse a YAML file that Snakemake would take otherwise than it reads.

    Raises PairwrightError naming the file when :func:`pairwright.safe_yaml.read_yaml` does, or when
    the file asks for expressions in it to be evaluated.
    """
    if Path(path).suffix == ".json":
        return
    raw = read_yaml(path)
    if isinstance(raw, dict) and EVALUATED in raw:
        raise PairwrightError(f"{path}: {EVALUATED}: not allowed; write values, not expressions")


def validated(config: Mapping[str, Any], name: str = "configuration") -> Config:
    """Return ``config`` completed with the schema's defaults, after checking it.

    Raises PairwrightError with the dotted key, the value found and what is allowed.
    """
    complete: Config = _with_defaults(deepcopy(dict(config)), schema())
    validator = jsonschema.Draft202012Validator(schema())
    errors = sorted(validator.iter_errors(complete), key=lambda error: _dotted(error.absolute_path))
    if errors:
        raise PairwrightError(f"{name}: {_explain(errors[0])}")
    for key, value in _values(complete):
        if not _is_finite(value):
            found = _shortened(str(value))
            raise PairwrightError(f"{name}: {key}: found {found}; allowed: a finite number")
        if isinstance(value, str) and _CONTROL.search(value):
            raise PairwrightError(
                f"{name}: {key}: found {value!r}; allowed: a text on one line, without characters "
                "that control a screen"
            )
    for message in _contradictions(complete):
        raise PairwrightError(f"{name}: {message}")
    return complete


def _contradictions(config: Config) -> Iterator[str]:
    """Yield what no single key is to blame for."""
    reference = config["reference_energy"]
    if reference["mode"] == "value" and reference["value_eV"] is None:
        yield "reference_energy.value_eV: found null; allowed: a number, since mode is value"
    database = config["database"]
    if database["recognise"] and database["structure_key"] is not None:
        yield (
            f"database.recognise: found true, but structure_key is {database['structure_key']!r}; "
            "allowed: one of both, so set structure_key to null or recognise to false"
        )
    weights = config["fit"]["weights"]
    if all(weights[kind] is None for kind in TARGETS):
        yield f"fit.weights: found only null; allowed: a number for one of {', '.join(TARGETS)}"
    fitted = [*config["fit"]["forms"], *filter(None, [config["network"]["baseline"]])]
    for name in config["fit"]["constraints"]:
        if name not in fitted:
            yield (
                f"fit.constraints: found {name!r}; allowed: the forms that are fitted, "
                f"{', '.join(fitted)}"
            )
    for section in ("database", "dft"):
        element = config[section]["element"]
        if element not in chemical_symbols[1:]:
            yield f"{section}.element: found {element!r}; allowed: the symbol of an element"


def lookup(config: Mapping[str, Any], key: str) -> Any:
    """Return the value of a dotted key such as ``fit.simplex.sigma_A``."""
    value: Any = config
    for part in key.split("."):
        value = value[part]
    return value


def documented_keys() -> Iterator[tuple[str, Config]]:
    """Yield every dotted key with its part of the schema, in the schema's order."""
    yield from _walk("", schema())


def _walk(prefix: str, node: Config) -> Iterator[tuple[str, Config]]:
    for key, child in _resolved(node).get("properties", {}).items():
        dotted = f"{prefix}{key}"
        yield dotted, _resolved(child)
        yield from _walk(f"{dotted}.", child)


def _resolved(node: Config) -> Config:
    """Follow a reference into the schema's definitions."""
    if "$ref" not in node:
        return node
    definition: Config = schema()["$defs"][node["$ref"].rsplit("/", 1)[1]]
    return definition


def _with_defaults(value: Any, node: Config) -> Any:
    node = _resolved(node)
    if not isinstance(value, dict):
        return value
    complete: Config = {}
    for key, child in node.get("properties", {}).items():
        if key in value:
            complete[key] = _with_defaults(value[key], child)
        elif "default" in _resolved(child):
            complete[key] = _with_defaults(deepcopy(_resolved(child)["default"]), child)
    # Keys in the schema's order: Snakemake takes another order for another value.
    return complete | {key: value[key] for key in value if key not in complete}


def _values(value: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every key and every value that is no mapping or list, with its dotted key."""
    if isinstance(value, dict):
        for key, item in value.items():
            dotted = f"{prefix}.{key}" if prefix else str(key)
            yield dotted, key
            yield from _values(item, dotted)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _values(item, f"{prefix}[{index}]")
    else:
        yield prefix, value


def _is_finite(value: Any) -> bool:
    """Say whether a number is one that arrays can hold; anything else is."""
    try:
        return not isinstance(value, int | float) or math.isfinite(float(value))
    except OverflowError:
        return False


def _dotted(path: Any) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _explain(error: jsonschema.ValidationError) -> str:
    """Turn a schema error into one line: dotted key, value found, what is allowed."""
    where = _dotted(error.absolute_path)
    if error.validator == "additionalProperties":
        return _unknown_key(error, where)
    if error.validator == "required":
        given = cast(Config, error.instance)
        missing = next(key for key in _schema_of(error)["required"] if key not in given)
        return f"{where + '.' if where else ''}{missing}: missing; it must be given"
    found = _shortened(repr(error.instance))
    node = _schema_of(error)
    message = f"{where}: found {found}; allowed: {allowed(node)}"
    if error.validator == "type" and isinstance(error.instance, str) and "e" in error.instance:
        message += "; a number with an exponent is written with a point, as 1.0e-6"
    if error.validator == "enum" and isinstance(error.instance, str):
        message += _nearest(error.instance, [str(item) for item in node["enum"]])
    return message


def _schema_of(error: jsonschema.ValidationError) -> Config:
    """Return the part of the schema that was violated."""
    return cast(Config, error.schema)


def _unknown_key(error: jsonschema.ValidationError, where: str) -> str:
    known = list(_schema_of(error)["properties"])
    given = cast(Config, error.instance)
    unknown = sorted(str(key) for key in given if key not in known)[0]
    hint = _nearest(unknown, known)
    return (
        f"{where + '.' if where else ''}{unknown}: unknown key{hint}; "
        f"allowed {'in ' + where if where else 'at the top'}: {', '.join(known)}"
    )


def _nearest(word: str, known: list[str]) -> str:
    matches = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"; did you mean {matches[0]!r}?" if matches else ""


def _shortened(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[: limit - 3] + "..."


_TYPE_WORDS = {
    "number": "a number",
    "integer": "a whole number",
    "string": "a text",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of keys to values",
}


def allowed(node: Mapping[str, Any]) -> str:
    """Say in words what a part of the schema allows, such as "a number > 0 and <= 100"."""
    if "enum" in node:
        return "one of " + ", ".join("null" if v is None else str(v) for v in node["enum"])
    types = node.get("type", [])
    types = [types] if isinstance(types, str) else types
    words = " or ".join(_TYPE_WORDS[name] for name in types if name != "null")
    limits = [
        f"{sign} {node[key]}"
        for key, sign in (
            ("exclusiveMinimum", ">"),
            ("minimum", ">="),
            ("exclusiveMaximum", "<"),
            ("maximum", "<="),
        )
        if key in node
    ]
    if limits:
        words += " " + " and ".join(limits)
    if "pattern" in node:
        words += f" of the form {node['pattern']}"
    if "items" in node:
        words += f" of {allowed(_resolved(node['items']))}"
    if "minItems" in node and node["minItems"] == node.get("maxItems"):
        words += f", exactly {node['minItems']} of them"
    elif "minItems" in node:
        words += f", at least {node['minItems']} of them"
    if node.get("uniqueItems"):
        words += ", each once"
    if node.get("minLength"):
        words += ", not empty"
    return f"{words}, or null" if "null" in types else words
