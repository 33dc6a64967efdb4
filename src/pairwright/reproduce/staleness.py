"""Whether results are still those of provenance.json and of the lock.

Snakemake makes a result again when the code, an input or a parameter changed, but not when the
packages did: what it has was perhaps made with others than the lock names now.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pairwright import store
from pairwright.errors import PairwrightError
from pairwright.reproduce.packages import LOCK, differences, environment_of
from pairwright.reproduce.provenance import results


def stale_results(
    provenance: Mapping[str, Any], directory: str | Path, source: str | Path
) -> dict[str, str]:
    """Return the results that are not to be relied on, each with the reason; empty if all are.

    ``provenance`` is the content of provenance.json, ``directory`` the working directory that its
    results are in, ``source`` the root of the project with the lock and envs/. A result is stale
    when its file is missing or changed since, when it was made from another version of a result,
    or when a package of its rule's environment has another version in the lock now. Packages that
    are not installed as locked are given under the name of the lock.
    """
    found = _packages_that_differ(provenance)
    changed = _environments_that_changed(provenance, Path(source))
    entries = results(provenance)
    for path, entry in entries.items():
        reason = _file_reason(Path(directory) / path, entry["sha256"])
        reason = reason or _input_reason(entry, entries) or changed.get(entry["environment"])
        if reason:
            found[path] = reason
    return found


def require_current(
    provenance: Mapping[str, Any], directory: str | Path, source: str | Path
) -> None:
    """Raise PairwrightError, in one line, when :func:`stale_results` finds any."""
    stale = stale_results(provenance, directory, source)
    if stale:
        path, reason = next(iter(stale.items()))
        more = f" (and {len(stale) - 1} more)" if len(stale) > 1 else ""
        raise PairwrightError(
            f"{path}: {reason}{more}; results and {LOCK} must agree: "
            "make all of them anew with `snakemake --cores 4 --forceall`"
        )


def _file_reason(path: Path, checksum: str) -> str | None:
    if not path.is_file():
        return "is missing"
    return None if store.sha256(path) == checksum else "was changed after it was made"


def _input_reason(entry: Mapping[str, Any], entries: Mapping[str, Any]) -> str | None:
    """Return why a result is not from the other results as they are.

    Inputs that are no results are left to Snakemake: it knows which of them count, and how.
    """
    for path, checksum in entry["inputs"].items():
        if path in entries and entries[path]["sha256"] != checksum:
            return f"was made from another {path}"
    return None


def _environments_that_changed(provenance: Mapping[str, Any], source: Path) -> dict[str, str]:
    """Return, by label, what the lock has changed in each environment that results were made in."""
    lock = store.sha256(source / LOCK)
    changed = {}
    for label, made_with in provenance["reproducible"]["environments"].items():
        name = f"envs/{made_with['name']}.yaml"
        path = source / name
        now = environment_of(path.read_text(encoding="utf-8")) if path.is_file() else None
        if now is None:
            changed[label] = f"was made with {name}, which is no more"
        elif made_with["lock_sha256"] == lock:
            continue
        elif now.lock_sha256 != lock:
            changed[label] = f"cannot be compared: {name} is not of {LOCK}; run tools/lock"
        elif different := differences(made_with["packages"], now.packages):
            changed[label] = f"was made with other packages ({', '.join(different)})"
    return changed


def _packages_that_differ(provenance: Mapping[str, Any]) -> dict[str, str]:
    packages = provenance["reproducible"]["packages"]
    installed = packages["not_as_locked"]
    locked = {name: packages["locked"][name] for name in installed}
    different = differences(locked, installed)
    return {LOCK: f"is not what is installed ({', '.join(different)})"} if different else {}
