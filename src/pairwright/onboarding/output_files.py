"""Which files are outputs of programs, by their names or their first lines."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from ase.io.formats import UnknownFileTypeError, filetype

COMPRESSED = r"(\.gz|\.bz2|\.xz)?"
PATTERNS = (
    (rf"vasprun(?P<run>.*)\.xml(?P<copy>\.\d+)?{COMPRESSED}", "vasp-xml"),
    (rf"outcar(?P<run>.*?){COMPRESSED}|.*\.outcar", "vasp-out"),
    (r".*\.pwo", "espresso-out"),
    (rf".*\.(extxyz|xyz){COMPRESSED}", "extxyz"),
    (r".*\.traj", "traj"),
)
"""What files of a folder are read as, by their names in lower case."""

GUESSED = (".out", ".xml", ".log", ".castep", ".txt")
"""Endings of files whose format ASE is asked for."""
TRUSTED = ("espresso-out", "aims-output", "gpaw-out", "qbox", "castep-castep", "vasp-out")
"""Formats that ASE tells by a file's first lines, that are plain text and have energies."""
PROGRAMS = ("VASP", "Quantum ESPRESSO", "CASTEP", "FHI-aims", "GPAW", "Qbox")


def format_of(path: Path) -> str | None:
    """Return what ASE calls the format of a file that was given, None when it is no output."""
    return _by_name(path) or _guessed(path)


def outputs_in(folder: Path, skipped: dict[str, str]) -> Iterator[tuple[Path, str]]:
    """Yield the outputs in a folder and all its folders with their formats, in order of names.

    Links are followed, each folder once; what begins with a dot is left alone. In one folder
    vasprun.xml comes before OUTCAR. Folders that cannot be read are noted in ``skipped``.
    """

    def note(error: OSError) -> None:
        name = Path(error.filename).relative_to(folder).as_posix()
        skipped[printable(name)] = f"cannot be read ({error.strerror})"

    seen = {os.path.realpath(folder)}
    for place, folders, names in os.walk(folder, onerror=note, followlinks=True):
        inside = Path(place)
        folders[:] = [name for name in sorted(folders) if _is_new(inside / name, seen)]
        kinds = {name: _kind(inside / name) for name in sorted(names)}
        for name in sorted(kinds, key=lambda name: (kinds[name] == "vasp-out", name)):
            kind = kinds[name]
            if kind is not None:
                yield inside / name, kind


def vasp_run(name: str) -> str | None:
    """Return what tells runs of VASP in one folder apart: ``1`` of OUTCAR.1 or vasprun.1.xml.gz."""
    for pattern, _ in PATTERNS[:2]:
        match = re.fullmatch(pattern, name.lower())
        if match and match["run"] is not None:
            return (match["run"] + (match.groupdict().get("copy") or "")).strip("._-")
    return None


def printable(name: str) -> str:
    r"""Return a file's name as a text in UTF-8; bytes that are none are written like ``\xe9``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _is_new(folder: Path, seen: set[str]) -> bool:
    """Say whether a folder is to be searched: it is not hidden, and was not searched before."""
    real = os.path.realpath(folder)
    if folder.name.startswith(".") or real in seen:
        return False
    seen.add(real)
    return True


def _kind(path: Path) -> str | None:
    """Return the format of a file in a folder, None for one that is not an output."""
    if path.name.startswith(".") or not path.is_file():
        return None
    known = _by_name(path)
    if known is not None or path.suffix.lower() not in GUESSED:
        return known
    return _guessed(path)


def _by_name(path: Path) -> str | None:
    name = path.name.lower()
    return next((kind for pattern, kind in PATTERNS if re.fullmatch(pattern, name)), None)


def _guessed(path: Path) -> str | None:
    try:
        kind = str(filetype(str(path), read=True))
    except (UnknownFileTypeError, OSError, ValueError):
        return None
    return kind if kind in TRUSTED else None
