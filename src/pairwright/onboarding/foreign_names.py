"""Energies, forces and stresses that a file keeps under names of its own.

Extended XYZ has no rule for what an energy is called: ``dft_energy``, ``REF_energy`` and ``Energy``
are all in use, and ASE takes only ``energy`` for one.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from ase import Atoms

_BEFORE = r"(ref|reference|dft|qm|total|potential|vasp|qe|castep|aims|target|true)?_?"
_AFTER = r"(_?(dft|ref|qm|ev|total))?"
_PATTERNS = {
    "energy": re.compile(f"{_BEFORE}energy{_AFTER}"),
    "forces": re.compile(f"{_BEFORE}forces?{_AFTER}"),
    "stress": re.compile(f"{_BEFORE}stress{_AFTER}"),
    "virial": re.compile(f"{_BEFORE}virials?{_AFTER}"),
}


def found_results(atoms: Atoms) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the results of a structure, and under which names those are that ASE did not know.

    Results are energy (eV), forces (n, 3) in eV/Å and stress (6,) or (3, 3) in eV/Å^3; a virial in
    eV is made a stress, its negative by the volume. What ASE read counts more than other names.
    """
    results = dict(atoms.calc.results) if atoms.calc is not None else {}
    names: dict[str, str] = {}
    n = len(atoms)
    for kind, keep, fits in (
        ("energy", atoms.info, lambda value: np.size(value) == 1),
        ("forces", atoms.arrays, lambda value: np.shape(value) == (n, 3)),
        ("stress", atoms.info, lambda value: np.size(value) in (6, 9)),
    ):
        name = _name_of(kind, keep, fits) if kind not in results else None
        if name is not None:
            results[kind] = _number(keep[name])
            names[kind] = name
    if "stress" not in results and atoms.cell.rank == 3:
        name = _name_of("virial", atoms.info, lambda value: np.size(value) == 9)
        if name is not None:
            virial = np.asarray(atoms.info[name], dtype=float).reshape(3, 3)
            results["stress"] = -(virial + virial.T) / 2 / abs(np.linalg.det(atoms.cell.array))
            names["stress"] = name
    if "stress" in results and np.size(results["stress"]) == 9:
        results["stress"] = np.reshape(results["stress"], (3, 3))
    return results, names


def is_result(name: str) -> bool:
    """Say whether a name is one of a result, so that it does not describe the structure."""
    return any(pattern.fullmatch(name.lower()) for pattern in _PATTERNS.values())


def _name_of(kind: str, keep: Mapping[str, Any], fits: Callable[[Any], bool]) -> str | None:
    """Return the first name, the shortest and then by alphabet, that is one of ``kind``."""
    fitting = (name for name in _alike(kind, keep) if fits(keep[name]) and _is_number(keep[name]))
    return min(fitting, key=lambda name: (len(name), name), default=None)


def _alike(kind: str, keep: Iterable[str]) -> list[str]:
    return [name for name in keep if _PATTERNS[kind].fullmatch(name.lower())]


def _is_number(value: Any) -> bool:
    try:
        np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return False
    return True


def _number(value: Any) -> Any:
    """Return a number as a float, also one that was quoted, and arrays as they are."""
    array = np.asarray(value, dtype=float)
    return float(array.reshape(-1)[0]) if array.size == 1 else array
