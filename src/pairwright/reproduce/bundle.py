"""A zip file from anywhere, read without trusting it.

Nothing is unpacked: members are read through, at most as many bytes as the table of contents says,
and that table is refused when it is absurd. So no name leads out of a folder, and no few bytes
become many.
"""

import hashlib
import json
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from pairwright.errors import PairwrightError

MOST_MEMBERS = 100_000
MOST_BYTES = 4 << 30
MOST_TEXT_BYTES = 64 << 20
BLOCK = 1 << 20
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)


class Bundle:
    """The members of an open zip file that is fit to be read."""

    def __init__(self, path: Path, bundle: zipfile.ZipFile) -> None:
        self._path = path
        self._bundle = bundle
        self._members = {member.filename: member for member in _fit(path, bundle.infolist())}

    @property
    def names(self) -> list[str]:
        """Return the names of all members, sorted."""
        return sorted(self._members)

    def size(self, name: str) -> int:
        """Return the size of a member in bytes."""
        return self._members[name].file_size

    def sha256(self, name: str) -> str:
        """Return the checksum of a member; raises PairwrightError when it is damaged."""
        digest = hashlib.sha256()
        for block in self._blocks(name):
            digest.update(block)
        return digest.hexdigest()

    def text(self, name: str) -> str:
        """Return a member's text; raises PairwrightError when it is missing, damaged or none."""
        if name not in self._members:
            raise PairwrightError(f"{self._path}: has no {name}; give an archive of results")
        if self.size(name) > MOST_TEXT_BYTES:
            raise PairwrightError(f"{self._path}: {name} has {self.size(name)} bytes; refused")
        try:
            return b"".join(self._blocks(name)).decode()
        except UnicodeDecodeError as error:
            raise PairwrightError(f"{self._path}: {name} is not text ({error})") from None

    def json(self, name: str) -> Any:
        """Return a member's content as JSON; raises PairwrightError as :meth:`text` does."""
        try:
            return json.loads(self.text(name))
        except (json.JSONDecodeError, RecursionError) as error:
            raise PairwrightError(f"{self._path}: {name} is not JSON ({error})") from None

    def _blocks(self, name: str) -> Iterator[bytes]:
        try:
            with self._bundle.open(self._members[name]) as stream:
                while block := stream.read(BLOCK):
                    yield block
        except FAULTS as error:
            raise PairwrightError(f"{self._path}: {name} is damaged ({error})") from None


@contextmanager
def open_bundle(path: str | Path) -> Iterator[Bundle]:
    """Open a zip file; raises PairwrightError when it is missing, damaged or not fit to be read."""
    place = Path(path)
    try:
        bundle = zipfile.ZipFile(place)
    except FileNotFoundError:
        raise PairwrightError(f"{path}: no such file") from None
    except FAULTS as error:
        raise PairwrightError(f"{path}: not a readable zip file ({error})") from None
    with bundle:
        yield Bundle(place, bundle)


def _fit(path: Path, members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Return the members that are files; refuse what no archive of results has."""
    if len(members) > MOST_MEMBERS:
        raise PairwrightError(f"{path}: has {len(members)} members; {MOST_MEMBERS} are allowed")
    size = sum(member.file_size for member in members)
    if size > MOST_BYTES:
        raise PairwrightError(f"{path}: unpacks to {size} bytes; {MOST_BYTES} are allowed")
    seen: set[str] = set()
    for member in members:
        fault = "appears twice" if member.filename in seen else _fault(member)
        if fault:
            raise PairwrightError(f"{path}: member {member.filename!r} {fault}; refused")
        seen.add(member.filename)
    return [member for member in members if not member.is_dir()]


def _fault(member: zipfile.ZipInfo) -> str | None:
    """Return what is wrong with a member, None if nothing is."""
    name = member.orig_filename
    kind = stat.S_IFMT(member.external_attr >> 16)
    inside = name.removesuffix("/").split("/")
    if "\0" in name or "\\" in name or PureWindowsPath(name).drive:
        return "has a name that is no plain path"
    if PurePosixPath(name).is_absolute() or not {"", ".", ".."}.isdisjoint(inside):
        return "would lead out of the archive's folder"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device"
    if member.flag_bits & ENCRYPTED or member.compress_type not in METHODS:
        return "is encrypted or packed in an unknown way"
    return None
