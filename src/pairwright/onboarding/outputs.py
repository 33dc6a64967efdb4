"""Outputs of programs that ASE can read: a file, or all in a folder."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from ase import Atoms
from ase.calculators.calculator import all_properties
from ase.db.core import reserved_keys
from ase.io import iread
from ase.io.formats import UnknownFileTypeError, filetype

from pairwright.data.rows import Keys, with_results
from pairwright.errors import PairwrightError
from pairwright.onboarding.foreign_names import found_results, is_result

PATTERNS = (
    (r"vasprun.*\.xml(\.gz|\.bz2|\.xz)?", "vasp-xml"),
    (r"outcar.*|.*\.outcar", "vasp-out"),
    (r".*\.pwo", "espresso-out"),
    (r".*\.(extxyz|xyz)(\.gz|\.bz2|\.xz)?", "extxyz"),
    (r".*\.traj", "traj"),
)
"""What files of a folder are read as, by their names in lower case."""

GUESSED = (".out", ".xml", ".log", ".castep", ".txt")
"""Endings of files whose format ASE is asked for."""
TRUSTED = ("espresso-out", "aims-output", "gpaw-out", "qbox", "castep-castep", "vasp-out")
"""Formats that ASE tells by a file's first lines, that are plain text and have energies."""
PROGRAMS = ("VASP", "Quantum ESPRESSO", "CASTEP", "FHI-aims", "GPAW", "Qbox")

_NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9_]")


@dataclass
class Reading:
    """What was read on the way.

    ``files`` counts the structures of each, ``skipped`` says why others were left out, ``names``
    which names of a file's own stood for energy, forces or stress.
    """

    files: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def structures(source: Path, reading: Reading) -> Iterator[tuple[Atoms, Keys]]:
    """Yield each structure with its results and keys, files and their steps in order.

    Keys are ``source``, the file within the folder, ``step``, the place in the file from 1, and
    what the file itself says of each. ``reading`` is filled on the way.
    Raises PairwrightError when ``source`` is a file that cannot be read.
    """
    inside = source if source.is_dir() else source.parent
    for path, kind in _files(source, reading):
        name = path.relative_to(inside).as_posix()
        count = 0
        try:
            for count, atoms in enumerate(_images(path, kind), start=1):
                yield _with_keys(atoms, name, count, kind, reading)
        except Exception as error:
            # ASE's readers raise whatever their parsing stumbles over.
            reason = f"{type(error).__name__}: {error}".rstrip(": ")
            if not source.is_dir():
                raise PairwrightError(
                    f"{source}: not readable as {kind} after {count} structures ({reason}); "
                    "give an ASE database, or a file that ASE reads"
                ) from None
            reading.skipped[name] = f"not readable as {kind} ({reason})"
        if count:
            reading.files[name] = count


def _images(path: Path, kind: str) -> Iterator[Atoms]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from iread(path, index=":", format=kind)


def _files(source: Path, reading: Reading) -> Iterator[tuple[Path, str]]:
    """Yield the files to read and their formats; of one VASP run only vasprun.xml."""
    if not source.is_dir():
        kind = _by_name(source) or _guessed(source)
        if kind is None:
            raise PairwrightError(
                f"{source}: neither an ASE database nor an output that is read here; give a .db, "
                f"an extended XYZ file, a .traj, an output of {', '.join(PROGRAMS)}, or a folder "
                "of these"
            )
        yield source, kind
        return
    for path in sorted(source.rglob("*"), key=lambda item: item.parts):
        kind = _kind(path) if path.is_file() else None
        if kind == "vasp-out" and any(path.parent.glob("vasprun*.xml*")):
            name = path.relative_to(source).as_posix()
            reading.skipped[name] = "vasprun.xml beside it has the same calculation"
        elif kind is not None:
            yield path, kind


def _kind(path: Path) -> str | None:
    """Return the format of a file in a folder, None for one that is not an output."""
    if path.name.startswith("."):
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
    except (UnknownFileTypeError, OSError, ValueError, UnicodeDecodeError):
        return None
    return kind if kind in TRUSTED else None


def _with_keys(
    atoms: Atoms, name: str, step: int, kind: str, reading: Reading
) -> tuple[Atoms, Keys]:
    results, names = found_results(atoms)
    reading.names.update(names)
    keys: dict[str, str | int | float] = {}
    for key, value in atoms.info.items():
        short = _short(value)
        if short is not None and not is_result(key):
            keys[_allowed(key)] = short
    keys |= {"source": name, "step": step}
    program = kind.split("-")[0] if kind not in ("extxyz", "traj") else _program(atoms)
    stored = {
        key: value for key, value in results.items() if value is not None and key in all_properties
    }
    return with_results(_bare(atoms), program, stored), keys


def _program(atoms: Atoms) -> str:
    name = getattr(atoms.calc, "name", None)
    return str(name) if name else "unknown"


def _bare(atoms: Atoms) -> Atoms:
    """Return a copy without calculator; what it had besides positions stays."""
    copy: Atoms = atoms.copy()
    copy.info = {}
    return copy


def _short(value: Any) -> str | int | float | None:
    """Return what a key of a database may hold: a number or a short text, None for the rest."""
    if isinstance(value, bool | np.bool_):
        return int(value)
    if not isinstance(value, str):
        number = value.item() if isinstance(value, np.generic) else value
        return number if isinstance(number, int | float) else None
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return f"{value}_" if value in ("True", "False") else value[:200]


def _allowed(key: str) -> str:
    """Return a key that ASE takes: letters, digits, and none of its own names."""
    return (
        f"info_{_NOT_IN_A_KEY.sub('_', key)}" if _is_reserved(key) else _NOT_IN_A_KEY.sub("_", key)
    )


def _is_reserved(key: str) -> bool:
    return key in (*reserved_keys, "source", "step") or not (key[:1].isalpha() or key[:1] == "_")
