"""Structures and results of outputs that ASE can read: of a file, or of all in a folder."""

import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from numbers import Real
from pathlib import Path
from typing import NamedTuple

from ase import Atoms
from ase.calculators.calculator import all_properties
from ase.io import iread

from pairwright.data.rows import Keys, with_results
from pairwright.errors import PairwrightError
from pairwright.onboarding.convergence import unconverged_steps
from pairwright.onboarding.foreign_names import Found, family_order, found_results, is_result
from pairwright.onboarding.keys import described
from pairwright.onboarding.output_files import PROGRAMS, format_of, outputs_in, printable, vasp_run

LOOKED_AHEAD = 1000
"""Structures that are looked at before it is said which of several methods is taken."""


def _counters() -> defaultdict[str, Counter[str]]:
    return defaultdict(Counter)


@dataclass
class Reading:
    """What was read on the way.

    ``files`` counts the structures of each, ``skipped`` says why others were left out, ``ended``
    where a file could not be read on, ``unconverged`` counts steps that did not converge.
    ``names`` counts which names stood for energy, forces and stress, ``unused`` those that might
    have; ``energies`` counts structures with an energy, ``numbers`` the names of other numbers.
    """

    files: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    unconverged: dict[str, int] = field(default_factory=dict)
    names: dict[str, Counter[str]] = field(default_factory=_counters)
    unused: dict[str, Counter[str]] = field(default_factory=_counters)
    energies: int = 0
    numbers: Counter[str] = field(default_factory=Counter)

    @property
    def in_blocks(self) -> int:
        """The number of files with several structures, whose rows have the key ``block``."""
        return sum(count > 1 for count in self.files.values())


class _Structure(NamedTuple):
    atoms: Atoms
    file: str
    step: int
    kind: str


def structures(source: Path, reading: Reading) -> Iterator[tuple[Atoms, Keys]]:
    """Yield each structure with its results and keys, files and their steps in order.

    Keys are ``source``, the file within the folder, ``step``, the place in the file from 1, and
    what the file itself says of each. A file that is damaged somewhere is read up to there.
    ``reading`` is filled on the way.
    Raises PairwrightError when ``source`` is a file of which nothing can be read.
    """
    found = _found(source, reading)
    first = list(islice(found, LOOKED_AHEAD))
    order = family_order(item.atoms for item in first)
    for item in chain(first, found):
        results = found_results(item.atoms, order)
        _note(item.atoms, results, reading)
        yield _with_results(item, results), _keys(item)


def _found(source: Path, reading: Reading) -> Iterator[_Structure]:
    """Yield what is in the files, and note how it went with each."""
    inside = source if source.is_dir() else source.parent
    runs: dict[tuple[Path, str], str] = {}
    for path, kind in _files(source, reading):
        name, run = printable(path.relative_to(inside).as_posix()), vasp_run(path.name)
        if kind == "vasp-out" and run is not None and (path.parent, run) in runs:
            vasprun = runs[path.parent, run]
            reading.skipped[name] = f"{vasprun} beside it has the same calculation"
            continue
        count, reasons = 0, list[str]()
        for count, atoms in enumerate(_images(path, kind, reasons), start=1):
            yield _Structure(atoms, name, count, kind)
        if count and kind == "vasp-xml" and run is not None:
            runs[path.parent, run] = path.name
        if reasons and not count and not source.is_dir():
            raise PairwrightError(
                f"{source}: not readable as {kind} after 0 structures ({reasons[0]}); "
                "give an ASE database, or a file that ASE reads"
            )
        _note_file(reading, name, kind, count, reasons)
        if unconverged := unconverged_steps(path, kind, count):
            reading.unconverged[name] = unconverged


def _files(source: Path, reading: Reading) -> Iterator[tuple[Path, str]]:
    """Yield the files to read and their formats."""
    if source.is_dir():
        yield from outputs_in(source, reading.skipped)
        return
    kind = format_of(source)
    if kind is None:
        raise PairwrightError(
            f"{source}: neither an ASE database nor an output that is read here; give a .db, "
            f"an extended XYZ file, a .traj, an output of {', '.join(PROGRAMS)}, or a folder "
            "of these"
        )
    yield source, kind


def _images(path: Path, kind: str, reasons: list[str]) -> Iterator[Atoms]:
    """Yield the structures of a file, and put into ``reasons`` why there are no more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield from iread(path, index=":", format=kind)
        except Exception as error:
            # ASE's readers raise whatever their parsing stumbles over.
            reasons.append(f"{type(error).__name__}: {error}".rstrip(": "))


def _note_file(reading: Reading, name: str, kind: str, count: int, reasons: list[str]) -> None:
    if count:
        reading.files[name] = count
    if reasons and count:
        reading.ended[name] = (
            f"after {count} structures: the rest is not readable as {kind} ({reasons[0]})"
        )
    elif reasons:
        reading.skipped[name] = f"not readable as {kind} ({reasons[0]})"


def _note(atoms: Atoms, found: Found, reading: Reading) -> None:
    """Count the names of a structure's results, and of other numbers where it has no energy."""
    for kind, name in found.taken.items():
        reading.names[kind][name] += 1
    for kind, name in found.unused:
        reading.unused[kind][name] += 1
    if "energy" in found.taken:
        reading.energies += 1
    else:
        reading.numbers.update(
            str(name)
            for name, value in atoms.info.items()
            if isinstance(value, Real) and not isinstance(value, bool)
        )


def _keys(item: _Structure) -> Keys:
    said = {name: value for name, value in item.atoms.info.items() if not is_result(str(name))}
    return described(said) | {"source": item.file, "step": item.step}


def _with_results(item: _Structure, found: Found) -> Atoms:
    """Return a copy with the results that were found; what else it had besides stays."""
    bare: Atoms = item.atoms.copy()
    bare.info = {}
    program = item.kind.split("-")[0]
    if item.kind in ("extxyz", "traj"):
        program = str(getattr(item.atoms.calc, "name", None) or "unknown")
    stored = {
        name: value
        for name, value in found.results.items()
        if value is not None and name in all_properties
    }
    return with_results(bare, program, stored)
