"""results/provenance.json: what made each result, from what, with which packages, and where.

The file has two sections. ``reproducible`` is the same in every run of the same inputs with the
same packages. ``occasion`` is of this run: the machine, the commit, times, and the results that are
measured or computed from measurements. Paths are relative to the working directory, those of the
project to its root; a file in neither is given by its name alone.
"""

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pairwright import store
from pairwright.reproduce.job_records import JobRecord, behind, read_records
from pairwright.reproduce.machine import machine
from pairwright.reproduce.packages import (
    LOCK,
    Environment,
    environment_of,
    installed_versions,
    locked_versions,
    own_requirements,
)
from pairwright.reproduce.repository import git_state

Entry = dict[str, Any]

# These rules look at the clock, and benchmarks are what Snakemake measured.
MEASURING_RULES = frozenset({"timing_environment", "timing_measure", "timing_models"})
BENCHMARKS = Path("results") / "benchmarks"
LIBRARY = "src/pairwright/"
ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Places:
    """Where a run works, and where the project is that it runs."""

    directory: Path
    source: Path

    def name(self, path: str | Path) -> str:
        """Return a path as it may be published: it says nothing of the machine's folders."""
        place = self.path(path)
        for root in (self.directory, self.source):
            for base in (_plain(root.absolute()), root.resolve()):
                if place.is_relative_to(base):
                    return place.relative_to(base).as_posix()
        return f"{ELSEWHERE}/{place.name}"

    def path(self, path: str | Path) -> Path:
        """Return the full path of a file that is given relative to the working directory."""
        return _plain(self.directory.absolute() / path)


def _plain(path: Path) -> Path:
    """Return a path without "..", by its text: what a link in it leads to does not matter."""
    return Path(os.path.normpath(path))


class Checksums(dict[Path, str | None]):
    """The SHA-256 of files, each computed once; None for one that does not exist."""

    def __missing__(self, path: Path) -> str | None:
        self[path] = store.sha256(path) if path.is_file() else None
        return self[path]


def provenance(
    targets: Iterable[str], config: Mapping[str, Any], directory: str | Path, source: str | Path
) -> dict[str, Any]:
    """Return the content of provenance.json.

    ``targets`` are the run's last results, relative to ``directory``, the working directory;
    ``source`` is the root of the project; ``config`` the whole configuration. Raises
    PairwrightError when the lock, a target or the database cannot be read.
    """
    places = Places(Path(directory), Path(source))
    records = read_records(directory)
    wanted = set(targets)
    paths = [path for path in behind(wanted, records) if path in wanted or _is_there(path, places)]
    code: dict[str, Any] = {}
    checksums = Checksums()
    entries = dict(_entries(paths, records, places, checksums, code))
    environments = [environment_of(record.environment or "") for record in records.values()]
    used = {entry.get("environment") for entry in entries.values()}
    timed = measured_paths(entries)
    return {
        "reproducible": {
            "code": code,
            "config": _published(config, places),
            "database": _database(config, places),
            "environments": {e.label: _listed(e) for e in environments if e and e.label in used},
            "packages": _packages(places),
            "python": platform.python_version(),
            "results": {path: e for path, e in entries.items() if path not in timed},
            "seeds": seeds(config),
        },
        "occasion": {
            "benchmarks": dict(_benchmarks(paths, records, places, checksums)),
            "git": git_state(source),
            "jobs": _times([records[path] for path in paths if path in records]),
            "machine": machine(),
            "results": {path: e for path, e in entries.items() if path in timed},
            "written": _time(datetime.now(UTC).timestamp()),
        },
    }


def results(content: Mapping[str, Any]) -> dict[str, Entry]:
    """Return the entries of all results of a provenance.json, by path, sorted."""
    parts = (content["reproducible"]["results"], content["occasion"]["results"])
    return dict(sorted({path: entry for part in parts for path, entry in part.items()}.items()))


def seeds(config: Mapping[str, Any], prefix: str = "") -> dict[str, int]:
    """Return every seed of the configuration, by dotted key; each rule draws a child of its own."""
    found: dict[str, int] = {}
    for key, value in config.items():
        if isinstance(value, Mapping):
            found |= seeds(value, f"{prefix}{key}.")
        elif key == "seed":
            found[f"{prefix}{key}"] = value
    return found


def measured_paths(entries: Mapping[str, Entry]) -> set[str]:
    """Return the results that are measured, and those that come from measured ones."""
    known: dict[str, bool] = {}

    def measured(path: str) -> bool:
        if path not in known:
            entry = entries.get(path, {})
            known[path] = bool(entry.get("measured")) or any(map(measured, entry.get("inputs", ())))
        return known[path]

    return {path for path in entries if measured(path)}


def _entries(
    paths: Iterable[str],
    records: Mapping[str, JobRecord],
    places: Places,
    checksums: Checksums,
    code: dict[str, Any],
) -> Iterator[tuple[str, Entry]]:
    """Yield path and entry of each result; fill the table of code."""
    for path in paths:
        record = records.get(path)
        entry = _entry(record, places, checksums, code)
        for file in files_of(places.path(path)):
            name = places.name(file)
            measured = _is_measured(name, record)
            checksum = checksums[file] or store.sha256(file)  # which says what cannot be read
            yield name, {"sha256": checksum, "measured": measured, **entry}


def _is_there(path: str, places: Places) -> bool:
    """Say whether an intermediate result was kept."""
    return places.path(path).exists()


def files_of(path: Path) -> list[Path]:
    """Return a file itself, or the files of a folder without Snakemake's own time stamp."""
    if not path.is_dir():
        return [path]
    found = (file for file in path.rglob("*") if file.is_file())
    return sorted(file for file in found if file.name != ".snakemake_timestamp")


def _entry(
    record: JobRecord | None, places: Places, checksums: Checksums, code: dict[str, Any]
) -> Entry:
    """Return what is known of a job; of a result without a record, that nothing is."""
    if record is None:
        return {"rule": None, "inputs": {}, "code": None, "environment": None}
    environment = environment_of(record.environment or "")
    modules, inputs = _inputs(record, places, checksums)
    script = places.source / "scripts" / f"{record.rule}.py"
    if script.is_file():
        modules[places.name(script)] = checksums[script]
    label = hashlib.sha256(json.dumps(modules, sort_keys=True).encode()).hexdigest()[:12]
    code[label] = modules
    return {
        "rule": record.rule,
        "inputs": inputs,
        "code": label,
        "environment": environment.label if environment else None,
    }


def _inputs(
    record: JobRecord, places: Places, checksums: Checksums
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the checksums of the library's modules, and those of all other inputs.

    Where Snakemake took none, that of the file as it is now is given: had it changed, the job would
    have run again.
    """
    modules: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for given, checksum in record.inputs.items():
        for file in files_of(places.path(given)):
            name = places.name(file)
            table = modules if name.startswith(LIBRARY) else others
            table[name] = checksum or checksums[file]
    return modules, others


def _is_measured(name: str, record: JobRecord | None) -> bool:
    rule = record.rule if record else None
    return rule in MEASURING_RULES or Path(name).is_relative_to(BENCHMARKS)


def _benchmarks(
    paths: Iterable[str], records: Mapping[str, JobRecord], places: Places, checksums: Checksums
) -> Iterator[tuple[str, Entry]]:
    """Yield the file with time and memory of each job, which is named as the job's log is."""
    jobs = {records[path].logs[:1]: records[path].rule for path in paths if path in records}
    for logs, rule in sorted(jobs.items()):
        folder, *rest = Path(logs[0]).parts if logs else ("",)
        path = BENCHMARKS.joinpath(*rest).with_suffix(".jsonl")
        checksum = checksums[places.path(path)] if folder == "logs" else None
        if checksum is not None:
            yield path.as_posix(), {"rule": rule, "sha256": checksum}


def _published(value: Any, places: Places) -> Any:
    """Return a configuration in which full paths are as they may be published."""
    if isinstance(value, Mapping):
        return {key: _published(item, places) for key, item in value.items()}
    if isinstance(value, list):
        return [_published(item, places) for item in value]
    if isinstance(value, str) and Path(value).is_absolute():
        return places.name(value)
    return value


def _database(config: Mapping[str, Any], places: Places) -> Entry:
    path = places.path(config["database"]["path"])
    return {"path": places.name(path), "sha256": store.sha256(path)}


def _packages(places: Places) -> dict[str, Any]:
    """Return what the lock says, and which of our own requirements are installed otherwise."""
    path = places.source / LOCK
    checksum = store.sha256(path)
    locked = locked_versions(path.read_text(encoding="utf-8"))
    installed = installed_versions(locked)
    otherwise = {
        name: installed[name]
        for name in own_requirements(places.source)
        if name in installed and installed[name] not in locked[name]
    }
    return {
        "lock_sha256": checksum,
        "locked": locked,
        "installed": installed,
        "not_as_locked": otherwise,
    }


def _listed(environment: Environment) -> Entry:
    return {
        "name": environment.name,
        "lock_sha256": environment.lock_sha256,
        "packages": dict(environment.packages),
    }


def _times(records: Iterable[JobRecord]) -> dict[str, str | None]:
    """Return when the first of the jobs began and the last ended."""
    known = list(records)
    return {
        "first_started": _time(min(record.started for record in known)) if known else None,
        "last_ended": _time(max(record.ended for record in known)) if known else None,
    }


def _time(seconds: float) -> str:
    """Return seconds since 1970 as a date and time in UTC."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
