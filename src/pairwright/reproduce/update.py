"""The reference results, written anew from a run: what later runs are held against."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pairwright.errors import PairwrightError
from pairwright.reproduce.claims import SETTINGS, checked_yaml, load, made_by
from pairwright.reproduce.comparison import (
    SETTINGS_FILE,
    all_files,
    comparison,
    reference_of,
    references_of,
)
from pairwright.reproduce.evidence import Results, at
from pairwright.store import read_json, write_json

Record = dict[str, Any]


def update(results: Path, reference: Path, config: Mapping[str, Any]) -> list[str]:
    """Write reference/results/ from a run; return lines that say what has moved since the last.

    ``results`` is the folder of results, ``reference`` that with claims.yaml and quantities.yaml,
    ``config`` the configuration that the results are of.
    Raises PairwrightError when the run is incomplete or not of the shipped database.
    """
    content = load(reference / "claims.yaml")
    studies = checked_yaml(reference / "quantities.yaml", "quantities")["studies"]
    condition = content["conditions"]["shipped-database"]
    summary = read_json(results / condition["file"])
    if at(summary, condition["key"], condition["file"]) != condition["equals"]:
        raise PairwrightError(
            f"{results}: these results are of another database; the reference is of the shipped one"
        )
    found = [reference_of(study, results) for study in studies]
    settings = {name: config[name] for name in SETTINGS}
    folder = reference / "results"
    said = _moved(folder, content["conditions"], results, config) if folder.is_dir() else []
    for old in folder.glob("*.json"):
        old.unlink()
    for study in found:
        write_json(folder / f"{study['study']}.json", study)
    write_json(folder / SETTINGS_FILE, settings)
    numbers = sum(len(group["numbers"]) for study in found for group in study["groups"])
    return [*said, f"{folder}: {numbers} numbers of {len(found)} studies"]


def _moved(
    folder: Path, conditions: Mapping[str, Record], results: Path, config: Mapping[str, Any]
) -> list[str]:
    """Return a line for each number of the last reference that has moved or is gone."""
    references, last_settings = references_of(sorted(folder.glob("*.json")))
    names = {*all_files(references), "database/summary.json"}
    paths = {name: results / name for name in made_by(config, names)}
    there = {name: path for name, path in paths.items() if path.is_file()}
    settings = {name: config[name] for name in SETTINGS}
    compared = comparison(references, conditions, Results(there), settings, last_settings)
    lines = []
    for study in compared["studies"].values():
        for each in study["moved"]:
            place = f"{each['file']} {each['key']}"
            lines.append(f"moved: {place}: {each['reference']} -> {each['found']}")
        lines += [f"gone: {each['file']} {each['key']}" for each in study["missing"]]
    return lines
