"""One file with all of a run: configuration, database, results, paper, lock, and a description.

The archive is a zip file whose bytes depend on its content only: members are sorted by name, their
dates are those of nothing, their permissions the same.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from pairwright import store
from pairwright.errors import PairwrightError
from pairwright.reproduce.crate import METADATA, Member, Run, crate_metadata
from pairwright.reproduce.packages import LOCK, project_version
from pairwright.reproduce.provenance import Places, files_of, results
from pairwright.reproduce.repository import git_state
from pairwright.reproduce.sbom import SBOM, bill_of_materials

CONFIG = "config.yaml"
README = "README.md"
PROVENANCE = "results/provenance.json"
WORKFLOW = "Snakefile"
BLOCK = 1 << 20

README_TEXT = """\
# Results of a pairwright run

Everything that one run of the workflow computed, and what it computed it from. `config.yaml` is the
complete configuration, `results/provenance.json` says of each result which rule made it, from what,
and with which packages, `ro-crate-metadata.json` describes every file for other programs.

It was made by {commit}. In a clone of the project at that commit

    python -m pairwright.reproduce verify ARCHIVE.zip

checks every file, and whether lock, database and code of the clone are those of this run.
"""


@dataclass(frozen=True)
class Content:
    """What a member of the archive holds, in a file or in memory, and what it is."""

    source: Path | bytes
    description: str

    def open(self) -> BinaryIO:
        """Open what the member holds; raises PairwrightError when the file cannot be read."""
        if isinstance(self.source, bytes):
            return io.BytesIO(self.source)
        try:
            return self.source.open("rb")
        except OSError as error:
            raise PairwrightError(f"{self.source}: cannot be read ({error.strerror})") from None


def write_archive(
    target: str | Path, targets: Sequence[str], extras: Sequence[str], places: Places
) -> str:
    """Write the archive of the run in ``places.directory`` and return its SHA-256.

    ``targets`` are results, ``provenance.json`` among them, relative to the working directory;
    those that provenance.json lists are packed too. ``extras`` are files that the run read and no
    rule made: the database, the user's own forms. Raises PairwrightError when a file cannot be
    read, is not as provenance.json says, or has the name of another.
    """
    record = store.read_json(places.path(PROVENANCE))
    git = git_state(places.source)
    contents = dict(_all_contents(record, git, targets, extras, places))
    members = {name: _member(contents[name]) for name in sorted(contents)}
    _require_recorded(members, record)
    description = crate_metadata(members, _run(members, record, git, extras, places))
    contents[METADATA] = Content(json.dumps(description, indent=1, sort_keys=True).encode(), "")
    with store.atomic_path(target) as temporary:
        with zipfile.ZipFile(temporary, "w", compression=zipfile.ZIP_DEFLATED) as bundle:
            for name in sorted(contents):
                _pack(bundle, name, contents[name])
        return store.sha256(temporary)


def _all_contents(
    record: Mapping[str, Any],
    git: Mapping[str, Any] | None,
    targets: Iterable[str],
    extras: Iterable[str],
    places: Places,
) -> Iterator[tuple[str, Content]]:
    """Yield name and content of every member but the description; two of a name are refused."""
    seen: dict[str, Content] = {}
    for name, content in [
        *_written(record, git, places),
        *_of_the_project(places),
        *_of_the_run(record, targets, places),
        *((places.name(path), Content(places.path(path), "input of the run")) for path in extras),
    ]:
        if name in seen and seen[name].source != content.source:
            raise PairwrightError(
                f"{name}: two files would have this name in the archive; rename one of them"
            )
        if name not in seen:
            seen[name] = content
            yield name, content


def _written(
    record: Mapping[str, Any], git: Mapping[str, Any] | None, places: Places
) -> Iterator[tuple[str, Content]]:
    """Yield what is written for the archive alone."""
    config = yaml.safe_dump(record["reproducible"]["config"], allow_unicode=True)
    yield CONFIG, Content(config.encode(), "complete configuration of the run")
    commit = "an unknown commit"
    if git is not None:
        commit = f"commit {git['commit']}" + ("" if git["clean"] else " and changes to it")
    lock = _text(places.source / LOCK)
    bill = bill_of_materials(lock, project_version(places.source))
    content = json.dumps(bill, indent=1, sort_keys=True, ensure_ascii=False).encode()
    yield SBOM, Content(content, "packages of the lock with hashes and licences, as CycloneDX")
    yield README, Content(README_TEXT.format(commit=commit).encode(), "what this archive is")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PairwrightError(f"{path}: cannot be read ({error.strerror})") from None


def _of_the_project(places: Places) -> Iterator[tuple[str, Content]]:
    """Yield the files of the project that say what was run and under what terms."""
    descriptions = {
        LOCK: "versions and hashes of all packages",
        WORKFLOW: "the workflow",
        "CITATION.cff": "how to cite the workflow",
        "LICENSE": "terms of use",
    }
    for name, description in descriptions.items():
        yield name, Content(places.source / name, description)
    for path in sorted((places.source / "workflow" / "rules").glob("*.smk")):
        name = path.relative_to(places.source).as_posix()
        yield name, Content(path, "rules of the workflow")


def _of_the_run(
    record: Mapping[str, Any], targets: Iterable[str], places: Places
) -> Iterator[tuple[str, Content]]:
    """Yield the recorded results, and those targets that were made since, such as a paper."""
    recorded = {**results(record), **record["occasion"]["benchmarks"]}
    for name, entry in recorded.items():
        yield name, Content(places.path(name), f"made by rule {entry['rule'] or 'unknown'}")
    for target in targets:
        for path in files_of(places.path(target)):
            name = places.name(path)
            if name not in recorded:
                yield name, Content(path, "made of the results")


def _member(content: Content) -> Member:
    size, digest = 0, hashlib.sha256()
    with content.open() as stream:
        while block := stream.read(BLOCK):
            size += len(block)
            digest.update(block)
    return Member(content.description, size, digest.hexdigest())


def _require_recorded(members: Mapping[str, Member], record: Mapping[str, Any]) -> None:
    for name, entry in results(record).items():
        if members[name].sha256 != entry["sha256"]:
            raise PairwrightError(
                f"{name}: changed since {PROVENANCE} was written; run the workflow again"
            )


def _run(
    members: Mapping[str, Member],
    record: Mapping[str, Any],
    git: Mapping[str, Any] | None,
    extras: Iterable[str],
    places: Places,
) -> Run:
    """Return what the description says of the run."""
    occasion = record["occasion"]
    return Run(
        workflow=WORKFLOW,
        inputs=(CONFIG, LOCK, *sorted({places.name(path) for path in extras})),
        results=tuple(name for name in members if name.startswith("results/")),
        started=occasion["jobs"]["first_started"],
        ended=occasion["written"],
        commit=git["commit"] if git is not None else None,
        clean=git is not None and bool(git["clean"]),
        version=project_version(places.source),
        snakemake=record["reproducible"]["packages"]["installed"].get("snakemake"),
    )


def _pack(bundle: zipfile.ZipFile, name: str, content: Content) -> None:
    """Add a member with fixed date and permissions."""
    member = zipfile.ZipInfo(name, store.ZIP_EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3  # permissions are written as on Unix, everywhere
    member.external_attr = 0o100644 << 16
    with content.open() as source, bundle.open(member, "w") as stream:
        while block := source.read(BLOCK):
            stream.write(block)
