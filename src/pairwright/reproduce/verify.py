"""Whether an archive is whole, and whether a clone of the project is what it was made with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pairwright import store
from pairwright.config import load
from pairwright.errors import PairwrightError
from pairwright.reproduce.archive import CONFIG, PROVENANCE
from pairwright.reproduce.bundle import Bundle, open_bundle
from pairwright.reproduce.crate import METADATA
from pairwright.reproduce.crate_check import crate_findings, file_entities
from pairwright.reproduce.packages import LOCK, differences, locked_versions
from pairwright.reproduce.provenance import results
from pairwright.reproduce.repository import git_state

MOST_NAMED = 5


@dataclass(frozen=True)
class Verdict:
    """What was found out about an archive.

    ``damage`` is what makes it another than was written, ``differences`` what the clone has
    otherwise than the run had, ``notes`` what is only worth knowing; one line each.
    """

    sha256: str
    members: int
    size: int
    damage: tuple[str, ...]
    differences: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Say whether the archive is whole and the clone is what it was made with."""
        return not self.damage and not self.differences

    def lines(self) -> Iterator[str]:
        """Yield the verdict as lines for people."""
        for word, found in (
            ("damaged", self.damage),
            ("differs", self.differences),
            ("note", self.notes),
        ):
            yield from (f"{word}: {line}" for line in found)
        whole = "every file is as it was written" if not self.damage else "NOT as it was written"
        same = (
            "lock, database and code are those of this clone"
            if not self.differences
            else "this clone is NOT what it was made with"
        )
        yield f"{self.members} files, {self.size} bytes: {whole}; {same}"
        yield f"SHA-256 of the archive: {self.sha256}"


def verify(archive: str | Path, clone: str | Path) -> Verdict:
    """Check an archive against itself and against a clone of the project.

    Every member must have the checksum and size that the description gives it, and the results
    those of provenance.json too; lock, database and code of the clone must be those of the run.
    Raises PairwrightError when the archive cannot be read, or is none of results.
    """
    with open_bundle(archive) as bundle:
        content, record = bundle.json(METADATA), bundle.json(PROVENANCE)
        checksums = {name: bundle.sha256(name) for name in bundle.names}
        damage = [f"{METADATA}: {line}" for line in crate_findings(content, bundle.names)]
        try:
            if not damage:
                damage = [*_changed(content, bundle, checksums), *_unrecorded(record, checksums)]
            found = list(_lock(bundle, clone))
            found += [*_database(record, checksums, clone), *_code(record, clone)]
            notes = [*_own_database(record, clone), *_configuration(bundle, clone)]
        except (AttributeError, KeyError, TypeError) as error:
            what = f"{type(error).__name__}: {error}"
            raise PairwrightError(
                f"{archive}: {PROVENANCE} is not that of an archive of results ({what})"
            ) from None
        size = sum(bundle.size(name) for name in bundle.names)
    return Verdict(
        store.sha256(archive), len(checksums), size, tuple(damage), tuple(found), tuple(notes)
    )


def _changed(content: Any, bundle: Bundle, checksums: Mapping[str, str]) -> Iterator[str]:
    """Yield the files that are not as the description says."""
    for name, entity in file_entities(content).items():
        expected = (entity.get("sha256"), entity.get("contentSize"))
        if expected != (checksums[name], str(bundle.size(name))):
            yield f"{name}: has not the checksum or size that {METADATA} gives it"


def _unrecorded(record: Mapping[str, Any], checksums: Mapping[str, str]) -> Iterator[str]:
    """Yield the results that are not as provenance.json says."""
    for name, entry in results(record).items():
        if checksums.get(name) != entry["sha256"]:
            state = "has not the checksum" if name in checksums else "is missing, of"
            yield f"{name}: {state} that {PROVENANCE} gives it"


def _lock(bundle: Bundle, clone: str | Path) -> Iterator[str]:
    """Yield in what the clone's lock is another."""
    packed = bundle.text(LOCK)
    path = Path(clone) / LOCK
    if not path.is_file():
        yield f"{LOCK}: this clone has none"
        return
    own = path.read_text(encoding="utf-8")
    before, now = locked_versions(packed), locked_versions(own)
    if packed != own:
        new = [f"{name} is new" for name in sorted(now.keys() - before.keys())]
        gone = [f"{name} is gone" for name in sorted(before.keys() - now.keys())]
        changed = [*differences(before, now), *new, *gone] or ["the versions are the same"]
        yield f"{LOCK}: {_some(changed)}"


def _database(
    record: Mapping[str, Any], checksums: Mapping[str, str], clone: str | Path
) -> Iterator[str]:
    """Yield in what the clone's database is another."""
    database = record["reproducible"]["database"]
    name, own = database["path"], _own_checksum(database["path"], clone)
    if checksums.get(name) != database["sha256"]:
        yield f"{name}: the database in the archive is not the one that {PROVENANCE} names"
    elif own is not None and own != database["sha256"]:
        yield f"{name}: this clone has another database"


def _own_database(record: Mapping[str, Any], clone: str | Path) -> Iterator[str]:
    """Yield that a database is not one of the project's, if so."""
    name = record["reproducible"]["database"]["path"]
    if _own_checksum(name, clone) is None:
        yield f"{name}: comes with the archive; this clone has none of this name"


def _own_checksum(name: str, clone: str | Path) -> str | None:
    """Return the checksum of a file of the clone, None if it has none of this name."""
    root = Path(clone).resolve()
    path = (root / name).resolve()
    return store.sha256(path) if path.is_file() and path.is_relative_to(root) else None


def _code(record: Mapping[str, Any], clone: str | Path) -> Iterator[str]:
    """Yield which files of code are others in the clone, and which commit to take instead."""
    used = {name: item for s in record["reproducible"]["code"].values() for name, item in s.items()}
    others = [name for name, item in sorted(used.items()) if _own_checksum(name, clone) != item]
    if others:
        git = record["occasion"]["git"]
        here = git_state(clone)
        made = f"made at commit {git['commit']}" if git else "the commit is not known"
        unclean = "" if not git or git["clean"] else " with changes that were not committed"
        place = f", this clone is at {here['commit']}" if here else ""
        yield f"code: {_some(others)}; {made}{unclean}{place}"


def _configuration(bundle: Bundle, clone: str | Path) -> Iterator[str]:
    """Yield which choices are others in the clone's config.yaml; each run may have its own."""
    path = Path(clone) / CONFIG
    if not path.is_file():
        return
    try:
        packed, own = _dotted(yaml.safe_load(bundle.text(CONFIG))), _dotted(load(path))
    except yaml.YAMLError as error:
        raise PairwrightError(
            f"{CONFIG} of the archive is not readable as YAML ({error})"
        ) from None
    changed = [key for key in sorted(packed.keys() | own.keys()) if packed.get(key) != own.get(key)]
    if changed:
        yield f"{CONFIG}: other choices than in this clone ({_some(changed)})"


def _dotted(config: Any, prefix: str = "") -> dict[str, Any]:
    """Return a nested configuration as dotted keys."""
    found: dict[str, Any] = {}
    for key, value in config.items():
        if isinstance(value, Mapping) and value:
            found |= _dotted(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = value
    return found


def _some(items: list[str]) -> str:
    """Return the first items in words, and how many more there are."""
    more = f" and {len(items) - MOST_NAMED} more" if len(items) > MOST_NAMED else ""
    return ", ".join(items[:MOST_NAMED]) + more
