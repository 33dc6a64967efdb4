"""Which packages a result was made with: the lock, the rules' environments, what is installed.

``tools/conda-environments`` writes envs/*.yaml from the lock, with the lock's checksum on top.
Snakemake keeps the text of its rule's environment with every job, so for each result it is known
which lock was there when it was made.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml

from pairwright.errors import PairwrightError

LOCK = "requirements.lock"


@dataclass(frozen=True)
class Environment:
    """The packages that some rules import: versions by name, and the checksum of their lock.

    ``label`` is the name with the first digits of the text's checksum: one text, one label.
    """

    name: str
    label: str
    lock_sha256: str
    packages: Mapping[str, str]


@cache
def environment_of(text: str) -> Environment | None:
    """Return what the text of an envs/*.yaml says; None for a text that is not one of ours."""
    checksum = re.search(r"^# .*\bsha256 ([0-9a-f]{64})\b", text, flags=re.MULTILINE)
    try:
        content = yaml.safe_load(text)
        name, listed = content["name"].removeprefix("pairwright-"), content["dependencies"]
        wanted = [item for entry in listed for item in _items(entry)]
        pairs = (re.fullmatch(r"([\w.-]+)==?(\S+)", item) for item in wanted if item != "pip")
        packages = {match[1]: match[2] for match in pairs if match}
    except (yaml.YAMLError, KeyError, TypeError, AttributeError):
        return None
    if checksum is None:
        return None
    label = f"{name}@{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    return Environment(name, label, checksum[1], packages)


def _items(entry: Any) -> list[str]:
    """Return the packages of an entry: one, or what pip is told to install."""
    return entry["pip"] if isinstance(entry, Mapping) else [entry]


def locked_versions(text: str) -> dict[str, list[str]]:
    """Return the versions of each package in a lock: several where Python's version decides."""
    found: dict[str, list[str]] = {}
    for name, pinned in re.findall(r"^([\w.-]+)==([^ ;]+)", text, flags=re.MULTILINE):
        found.setdefault(name, []).append(pinned)
    return dict(sorted(found.items()))


def installed_versions(names: Iterable[str]) -> dict[str, str]:
    """Return the version of each package that is installed here."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def own_requirements(source: str | Path) -> list[str]:
    """Return the packages that the library itself asks for, as lock files spell them.

    Raises PairwrightError when the folder has no readable pyproject.toml.
    """
    names = [re.match(r"[\w.-]+", entry) for entry in _project(source)["dependencies"]]
    return sorted(name[0].replace("_", "-") for name in names if name)


def project_version(source: str | Path) -> str:
    """Return the project's own version; raises as :func:`own_requirements` does."""
    return str(_project(source)["version"])


def _project(source: str | Path) -> dict[str, Any]:
    path = Path(source) / "pyproject.toml"
    try:
        project: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise PairwrightError(f"{path}: not a readable project file ({error})") from None
    return project


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return in words which packages have another version in the second table, sorted by name.

    What is in one table only makes no difference: it was not needed, or is not any more.
    """
    return [
        f"{name} {_words(before[name])} -> {_words(now[name])}"
        for name in sorted({*before} & {*now})
        if before[name] != now[name]
    ]


def _words(versions: Any) -> str:
    return versions if isinstance(versions, str) else " or ".join(versions)
