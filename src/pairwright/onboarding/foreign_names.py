"""Energies, forces and stresses that a file keeps under names of its own.

Extended XYZ has no rule for what an energy is called: ``dft_energy``, ``REF_energy`` and ``Energy``
are all in use, and ASE takes only ``energy`` for one. A file may hold those of several methods.
What a name says of the method, such as ``ref``, is here its family; names without such a word are
of the family "", as are those that ASE knows.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from ase import Atoms
from numpy.typing import NDArray

KINDS = {"energy": 2, "forces": 3, "stress": 1}
"""Kinds of results, and how much each counts where one of several methods is to be chosen."""
_FAMILY = "ref|reference|dft|qm|vasp|qe|castep|aims|target|true"
_BEFORE = f"((?P<before>{_FAMILY})_?)?((?P<sort>total|potential|free)_?)?"
_AFTER = f"(_?(?P<after>{_FAMILY}))?(_?(?P<last>ev|total))?"
_PATTERNS = {
    "energy": re.compile(f"{_BEFORE}energy{_AFTER}"),
    "forces": re.compile(f"{_BEFORE}forces?{_AFTER}"),
    "stress": re.compile(f"{_BEFORE}stress{_AFTER}"),
    "virial": re.compile(f"{_BEFORE}virials?{_AFTER}"),
}
_KNOWN_TO_ASE = 0
_RANKS = {"potential": 1, None: 2, "ev": 2, "total": 3, "free": 4}
_VIRIAL = 4
"""Total energies may hold that of motion, free ones that of smearing, and virials need a volume."""


class Candidate(NamedTuple):
    """A result under a name; ``kind`` is one of KINDS, the lowest ``rank`` of a family counts."""

    kind: str
    name: str
    family: str
    rank: int
    value: Any


class Found(NamedTuple):
    """The results of a structure, the name of each, and (kind, name) of those not taken."""

    results: dict[str, Any]
    taken: dict[str, str]
    unused: list[tuple[str, str]]


def found_results(atoms: Atoms, order: Sequence[str] = ()) -> Found:
    """Return the results of a structure: energy, forces and stress of one family of names.

    Results are energy (eV), forces (n, 3) in eV/Å and stress (6,) or (3, 3) in eV/Å^3; a virial in
    eV is made a stress, its negative by the volume. The family is the first of ``order`` that has
    an energy; what it lacks is taken from families that have no energy of their own. A total energy
    beside a kinetic one is not taken.
    """
    candidates = _candidates(atoms)
    moving = any("kinetic" in name.lower() for name in atoms.info)
    usable = [item for item in candidates if not (moving and _is_total_energy(item))]
    with_energy = {item.family for item in usable if item.kind == "energy"}
    chosen = min(with_energy, key=[*order, *_scores(usable)].index, default=None)
    taken: dict[str, Candidate] = {}
    for item in usable:
        if item.family == chosen or item.family not in with_energy:
            taken.setdefault(item.kind, item)
    results = dict(atoms.calc.results) if atoms.calc is not None else {}
    for kind in (*KINDS, *(["free_energy"] if chosen else [])):
        results.pop(kind, None)
    results |= {kind: item.value for kind, item in taken.items()}
    unused = [(item.kind, item.name) for item in candidates if not _is_said(item, taken)]
    return Found(results, {kind: item.name for kind, item in taken.items()}, unused)


def family_order(structures: Iterable[Atoms]) -> list[str]:
    """Return the families that have energies, those with most results in all structures first."""
    scores: Counter[str] = Counter()
    for atoms in structures:
        scores.update(_scores(_candidates(atoms)))
    return sorted(scores, key=lambda family: (-scores[family], family))


def is_result(name: str) -> bool:
    """Say whether a name is one of a result, so that it does not describe the structure."""
    return any(pattern.fullmatch(name.lower()) for pattern in _PATTERNS.values())


def _is_total_energy(item: Candidate) -> bool:
    return item.kind == "energy" and item.rank == _RANKS["total"]


def _scores(candidates: Iterable[Candidate]) -> dict[str, int]:
    """Return for each family with an energy how much its results count, best first.

    Total and free energies do not count, where another family has a plain one.
    """
    kinds: dict[str, dict[str, int]] = {}
    for item in candidates:
        plain = item.kind != "energy" or item.rank < _RANKS["total"]
        kinds.setdefault(item.family, {}).setdefault(item.kind, KINDS[item.kind] * plain)
    scores = {family: sum(found.values()) for family, found in kinds.items() if "energy" in found}
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def _candidates(atoms: Atoms) -> list[Candidate]:
    """Return everything that may be a result, what ASE knows first, then by rank and name."""
    n = len(atoms)
    known = atoms.calc.results if atoms.calc is not None else {}
    found = [
        Candidate(kind, kind, "", _KNOWN_TO_ASE, known[kind])
        for kind in KINDS
        if known.get(kind) is not None
    ]
    if known.get("free_energy") is not None:
        found.append(
            Candidate("energy", "free_energy", "", _RANKS["free"], float(known["free_energy"]))
        )
    found += _named("energy", atoms.info, lambda value: value.size == 1)
    found += _named("forces", atoms.arrays, lambda value: value.shape == (n, 3))
    found += _named("stress", atoms.info, lambda value: value.size in (6, 9))
    if atoms.cell.rank == 3:
        volume = abs(np.linalg.det(atoms.cell.array))
        for item in _named("virial", atoms.info, lambda value: value.size == 9):
            stress = -(item.value + item.value.T) / 2 / volume
            found.append(item._replace(kind="stress", rank=_VIRIAL, value=stress))
    return sorted(found, key=lambda item: (item.rank, len(item.name), item.name))


def _named(
    kind: str, keep: Mapping[str, Any], fits: Callable[[NDArray[Any]], bool]
) -> Iterator[Candidate]:
    """Yield what has a name of ``kind`` and numbers that fit it."""
    for name, value in keep.items():
        match = _PATTERNS[kind].fullmatch(name.lower())
        array = _numbers(value) if match else None
        if match and array is not None and fits(array):
            words = match.groupdict()
            family = (words["before"] or words["after"] or "").replace("reference", "ref")
            rank = _RANKS[words["sort"] or words["last"]]
            yield Candidate(kind, name, family, rank, _shaped(array))


def _numbers(value: Any) -> NDArray[np.float64] | None:
    """Return numbers, also quoted ones, as an array; None for anything else."""
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None


def _shaped(array: NDArray[np.float64]) -> Any:
    """Return one number as a float, nine as a matrix, and other arrays as they are."""
    if array.size == 1:
        return float(array.reshape(-1)[0])
    return array.reshape(3, 3) if array.size == 9 else array


def _is_said(item: Candidate, taken: Mapping[str, Candidate]) -> bool:
    """Say whether a candidate is taken, or is free energy or virial beside what is taken."""
    used = taken.get(item.kind)
    return used is not None and (
        item is used or (item.rank >= _VIRIAL and item.family == used.family)
    )
