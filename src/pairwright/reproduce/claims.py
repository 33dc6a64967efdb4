"""The claims: what the posts and the literature say, where our number is, what would agree.

They are in reference/claims.yaml, which docs/reproduction.md explains and
workflow/schemas/claims.schema.yaml describes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from pairwright.errors import PairwrightError
from pairwright.reproduce.evidence import Results, at, files_of, value_of
from pairwright.safe_yaml import parsed

Record = dict[str, Any]

SCHEMAS = Path(__file__).resolve().parents[3] / "workflow" / "schemas"

REPRODUCED, DIFFERS, NOT_COMPARABLE = "reproduced", "differs", "not comparable"
STATUSES = (REPRODUCED, DIFFERS, NOT_COMPARABLE)

SIMPLEX = "simplex"
"""The one fit that is not of ``fit.forms``."""

SETTINGS = (
    "seed",
    "database",
    "reference_energy",
    "cutoff",
    "fit",
    "network",
    "timing",
    "regression",
)
"""Sections of the configuration that results depend on."""


@cache
def schema(name: str) -> Record:
    """Return a JSON schema of workflow/schemas by the first part of its name."""
    path = SCHEMAS / f"{name}.schema.yaml"
    loaded: Record = parsed(path.read_text(encoding="utf-8"))
    return loaded


def checked_yaml(path: str | Path, schema_name: str) -> Record:
    """Read a YAML file and check it; raises PairwrightError with the place and what is wrong."""
    try:
        content = parsed(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PairwrightError(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PairwrightError(f"{path}: not readable as YAML ({error})") from None
    validator = jsonschema.Draft202012Validator(schema(schema_name))
    wrong = jsonschema.exceptions.best_match(validator.iter_errors(content))
    if wrong is not None:
        raise PairwrightError(f"{path}: {_place(wrong, content)}: {wrong.message[:200]}")
    checked: Record = content
    return checked


def _place(error: jsonschema.ValidationError, content: Any) -> str:
    """Return where in the file an error is, with the name of the claim rather than its number."""
    parts = [str(part) for part in error.absolute_path]
    if parts[:1] == ["claims"] and len(parts) > 1:
        claim = content["claims"][int(parts[1])]
        parts[1] = str(claim.get("id", parts[1])) if isinstance(claim, dict) else parts[1]
    return "/".join(parts) or "top"


def load(path: str | Path) -> Record:
    """Return the sources, conditions and claims of a file of claims.

    Raises PairwrightError where it does not follow its schema, names a source or condition that
    there is not, or uses a name twice.
    """
    content = checked_yaml(path, "claims")
    counted = Counter(claim["id"] for claim in content["claims"])
    for name, times in counted.items():
        if times > 1:
            raise PairwrightError(f"{path}: claim {name}: {times} claims have this name")
    for claim in content["claims"]:
        if claim["source"] not in content["sources"]:
            raise PairwrightError(f"{path}: claim {claim['id']}: no source {claim['source']!r}")
        for name in claim.get("needs", []):
            if name not in content["conditions"]:
                raise PairwrightError(f"{path}: claim {claim['id']}: no condition {name!r}")
    return content


def evidence_of(claim: Record, conditions: Mapping[str, Record]) -> set[str]:
    """Return the names of the result files that a claim is judged by."""
    names = set(files_of(claim["ours"]))
    needed = [conditions[name] for name in claim.get("needs", [])]
    return names | {condition["file"] for condition in needed if "file" in condition}


def all_evidence(content: Record) -> list[str]:
    """Return the names of the result files that any claim is judged by."""
    found = (evidence_of(claim, content["conditions"]) for claim in content["claims"])
    return sorted(set().union(*found))


def made_by(config: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Return those of the result files that a run with this configuration makes."""
    fits = {*config["fit"]["forms"], SIMPLEX}
    return [
        name
        for name in names
        if (not name.startswith("fits/") or name.split("/")[1] in fits)
        and (not name.startswith("network/") or config["network"]["members"] > 0)
    ]


def reason_against(
    needed: Iterable[str],
    evidence: Iterable[str],
    conditions: Mapping[str, Record],
    results: Results,
    settings: Mapping[str, Any],
) -> str | None:
    """Return why numbers cannot be compared in this run; None where they can.

    ``needed`` are names of ``conditions``, ``evidence`` names of result files, ``settings`` the
    sections of the configuration.
    """
    absent = [name for name in evidence if name not in results.paths]
    if absent:
        return f"this run does not make {absent[0]}"
    for name in needed:
        condition = conditions[name]
        if "setting" in condition:
            found = at(settings, condition["setting"], "configuration")
        else:
            found = value_of({"file": condition["file"], "key": condition["key"]}, results)
        if found != condition["equals"]:
            return str(condition["otherwise"])
    return None
