"""A whole run held against the numbers of another: which are the same, and which have moved.

``reference/quantities.yaml`` says which numbers of each study count, and how much they may differ
and why; ``reference/results/<study>.json`` holds those of the run that the project shows.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pairwright.errors import PairwrightError
from pairwright.reproduce.agreement import agrees, difference, is_number
from pairwright.reproduce.claims import reason_against
from pairwright.reproduce.evidence import Results, at
from pairwright.store import read_json

Record = dict[str, Any]

DIGITS = 10
"""Digits that are kept: more than any tolerance needs, fewer than rounding disturbs."""
ANY = "*"
SETTINGS_FILE = "settings.json"
"""Of the files of a reference run, the one with the settings that it had."""


def numbers_at(content: Any, pattern: str) -> dict[str, float | str]:
    """Return the numbers and texts of a JSON file's content that a pattern of keys leads to.

    Keys are joined by "/"; "*" is any key, or any place in a list. What is not there is left out.
    """
    found: dict[str, Any] = {"": content}
    for part in pattern.split("/"):
        found = {
            f"{place}/{key}" if place else str(key): item
            for place, value in found.items()
            for key, item in _items(value)
            if part in (ANY, str(key))
        }
    return {
        place: float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
        for place, value in found.items()
        if is_number(value) or isinstance(value, str)
    }


def _items(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def reference_of(study: Record, folder: Path) -> Record:
    """Return the reference numbers of a study from a folder of results.

    ``study`` is an item of reference/quantities.yaml. Raises PairwrightError where a file that it
    names is missing, or where a group of it leads to no number.
    """
    groups = []
    for group in study["groups"]:
        paths = sorted(folder.glob(group["file"]))
        if not paths:
            raise PairwrightError(f"{folder / group['file']}: no such file; run the workflow first")
        for path in paths:
            name = path.relative_to(folder).as_posix()
            content = Results({name: path}).read(name)
            numbers: dict[str, float | str] = {}
            for pattern in group["keys"]:
                numbers |= numbers_at(content, pattern)
            if not numbers:
                raise PairwrightError(f"{path}: nothing at {', '.join(group['keys'])}")
            told = {key: group[key] for key in ("tolerance", "why")}
            groups.append({"file": name, "numbers": numbers, **told})
    return {"study": study["study"], "needs": study.get("needs", []), "groups": groups}


def references_of(paths: Iterable[str | Path]) -> tuple[list[Record], Record]:
    """Return the numbers of each study of a reference run, and the settings that it had.

    ``paths`` are the files of reference/results. Raises PairwrightError when a file is damaged, or
    the settings are missing.
    """
    by_name = {Path(path).name: read_json(path) for path in paths}
    if SETTINGS_FILE not in by_name:
        raise PairwrightError(
            f"reference/results: no {SETTINGS_FILE}; "
            "python -m pairwright.reproduce update writes it"
        )
    settings: Record = by_name.pop(SETTINGS_FILE)
    return list(by_name.values()), settings


def all_files(references: list[Record]) -> list[str]:
    """Return the names of the result files that references hold numbers of."""
    return sorted({group["file"] for study in references for group in study["groups"]})


def comparison(
    references: list[Record],
    conditions: Mapping[str, Record],
    results: Results,
    settings: Mapping[str, Any],
    reference_settings: Mapping[str, Any],
) -> Record:
    """Return for each study how many numbers are the same, which have moved, and which are gone.

    ``settings`` are sections of the configuration, ``reference_settings`` those of the run that the
    references are of.
    """
    studies = {
        study["study"]: _compared(study, conditions, results, settings) for study in references
    }
    return {
        "studies": studies,
        "numbers": sum(each["numbers"] for each in studies.values()),
        "same": sum(each["same"] for each in studies.values()),
        "moved": sum(len(each["moved"]) for each in studies.values()),
        "missing": sum(len(each["missing"]) for each in studies.values()),
        "not_compared": sum(sum(each["not_compared"].values()) for each in studies.values()),
        "settings": list(settings_that_differ(reference_settings, settings)),
    }


def _compared(
    study: Record, conditions: Mapping[str, Record], results: Results, settings: Mapping[str, Any]
) -> Record:
    moved: list[Record] = []
    missing: list[Record] = []
    not_compared: dict[str, int] = {}
    numbers = 0
    for group in study["groups"]:
        count = len(group["numbers"])
        numbers += count
        needed = [conditions[name]["file"] for name in study["needs"] if "file" in conditions[name]]
        evidence = [group["file"], *needed]
        reason = reason_against(study["needs"], evidence, conditions, results, settings)
        if reason is not None:
            not_compared[reason] = not_compared.get(reason, 0) + count
            continue
        content = results.read(group["file"])
        for key, expected in group["numbers"].items():
            place = {"file": group["file"], "key": key, "reference": expected}
            found = _found(content, key, group["file"])
            if found is None:
                missing.append(place)
            elif not agrees(expected, found, group["tolerance"]):
                moved.append(_move(place, found, group["tolerance"]))
    moved.sort(key=lambda each: -each["tolerances"])
    same = numbers - len(moved) - len(missing) - sum(not_compared.values())
    return {
        "numbers": numbers,
        "same": same,
        "moved": moved,
        "missing": missing,
        "not_compared": not_compared,
    }


def _found(content: Any, key: str, name: str) -> Any:
    """Return what is at a key; None where nothing is."""
    try:
        return at(content, key, name)
    except PairwrightError:
        return None


def _move(place: Record, found: Any, tolerance: dict[str, float]) -> Record:
    """Return a number that has moved, by how much, and by how many tolerances (large for texts)."""
    expected = place["reference"]
    moved = {
        **place,
        "found": found,
        "tolerance": tolerance,
        "difference": difference(expected, found),
    }
    if not is_number(expected) or not is_number(found):
        return {**moved, "tolerances": 1e9}
    if "factor" in tolerance:
        ratio = found / expected if expected and found / expected > 0 else 1e9
        return {**moved, "tolerances": max(ratio, 1 / ratio) / tolerance["factor"]}
    allowed = tolerance.get("absolute", 0.0) + tolerance.get("relative", 0.0) * abs(expected)
    return {**moved, "tolerances": min(abs(found - expected) / allowed, 1e9) if allowed else 1e9}


def settings_that_differ(reference: Any, settings: Any, key: str = "") -> Iterator[dict[str, Any]]:
    """Yield the dotted keys whose values are not those of the reference, with both values."""
    if isinstance(reference, Mapping) and isinstance(settings, Mapping):
        for name in dict.fromkeys([*reference, *settings]):
            dotted = f"{key}.{name}" if key else str(name)
            yield from settings_that_differ(reference.get(name), settings.get(name), dotted)
    elif reference != settings:
        yield {"key": key, "reference": reference, "value": settings}
