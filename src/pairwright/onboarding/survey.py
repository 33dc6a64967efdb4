"""What a database holds, counted in one pass over its rows before anything is chosen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations_with_replacement

import numpy as np
from ase.db.row import AtomsRow

from pairwright.data.constraints import free_forces
from pairwright.data.quality import cell_volume, shortest_distance

MOST_VALUES = 200
"""Different values of a key that are remembered; a key with more names no kind of structure."""
ALONE_A = 6.0
"""Single atoms farther than this (Å) from their own images count as isolated."""


@dataclass
class Key:
    """How many rows have a key, and how often each of its values, up to ``MOST_VALUES``."""

    rows: int = 0
    values: Counter[str] = field(default_factory=Counter)
    texts: bool = True


@dataclass
class Survey:
    """Counts over the rows of a database.

    ``elements`` counts rows by their sorted elements, ``boxed_atoms`` holds id, energy (eV) and
    element of single atoms in periodic boxes too large for them to feel their images, ``lacking``
    the ids of rows without a property, ``held`` the rows with forces that constraints took away,
    ``damaged`` those that could not be counted.
    """

    rows: int = 0
    elements: Counter[tuple[str, ...]] = field(default_factory=Counter)
    keys: dict[str, Key] = field(default_factory=dict)
    calculators: Counter[str] = field(default_factory=Counter)
    periodicity: Counter[str] = field(default_factory=Counter)
    lacking: dict[str, list[int]] = field(
        default_factory=lambda: {"energy": [], "forces": [], "stress": []}
    )
    isolated_atoms: list[tuple[int, float, str]] = field(default_factory=list)
    boxed_atoms: list[tuple[int, float, str]] = field(default_factory=list)
    constrained: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    magnetic: list[int] = field(default_factory=list)
    left_handed: list[int] = field(default_factory=list)
    natoms: Counter[int] = field(default_factory=Counter)
    damaged: list[int] = field(default_factory=list)


def surveyed(rows: Iterable[AtomsRow]) -> Survey:
    """Count what the rows of a database hold."""
    survey = Survey()
    for row in rows:
        survey.rows += 1
        try:
            _count(survey, row)
        except Exception:
            # ASE gives what a damaged file holds; reading the rows for a fit says what is wrong.
            survey.damaged.append(row.id)
    return survey


def _count(survey: Survey, row: AtomsRow) -> None:
    survey.elements[tuple(sorted(set(row.symbols)))] += 1
    survey.calculators[str(row.get("calculator", "unknown"))] += 1
    survey.periodicity[_periodicity(row)] += 1
    survey.natoms[row.natoms] += 1
    for name, ids in survey.lacking.items():
        if row.get(name) is None:
            ids.append(row.id)
    _count_keys(survey, row)
    _mark(survey, row)


def element_pairs(survey: Survey) -> dict[tuple[str, str], int]:
    """Return for each pair of elements in how many rows both are, the same twice included."""
    counts: Counter[tuple[str, str]] = Counter()
    for elements, rows in survey.elements.items():
        for pair in combinations_with_replacement(elements, 2):
            counts[pair] += rows
    return dict(sorted(counts.items()))


def _periodicity(row: AtomsRow) -> str:
    return {0: "cluster", 1: "chain", 2: "slab", 3: "bulk"}[int(np.sum(row.pbc))]


def _count_keys(survey: Survey, row: AtomsRow) -> None:
    for name, value in row.get("key_value_pairs", {}).items():
        key = survey.keys.setdefault(name, Key())
        key.rows += 1
        key.texts = key.texts and isinstance(value, str)
        if len(key.values) <= MOST_VALUES or str(value) in key.values:
            key.values[str(value)] += 1


def _mark(survey: Survey, row: AtomsRow) -> None:
    """Note what is special about a row."""
    if row.get("_constraints"):
        survey.constrained.append(row.id)
        forces = row.get("forces")
        if forces is not None and np.shape(forces) == (row.natoms, 3):
            known, stored = free_forces(row), np.isfinite(np.asarray(forces, dtype=float))
            if (np.isnan(known) & stored).any():
                survey.held.append(row.id)
    if _has_moments(row):
        survey.magnetic.append(row.id)
    if np.all(row.pbc) and np.linalg.det(row.cell) < 0:
        survey.left_handed.append(row.id)
    if row.natoms == 1 and row.get("energy") is not None:
        note = (row.id, float(row.get("energy")), row.symbols[0])
        if not np.any(row.pbc):
            survey.isolated_atoms.append(note)
        elif _is_alone(row):
            survey.boxed_atoms.append(note)


def _has_moments(row: AtomsRow) -> bool:
    found = [row.get("magmom"), row.get("magmoms"), row.get("initial_magmoms")]
    return any(np.any(np.abs(np.nan_to_num(item)) > 1e-3) for item in found if item is not None)


def _is_alone(row: AtomsRow) -> bool:
    cell, pbc = np.asarray(row.cell), np.asarray(row.pbc, dtype=bool)
    if not np.isfinite(cell).all() or (pbc.all() and not cell_volume(cell, pbc) > 1e-6):
        return False
    if not cell[pbc].any(axis=1).all():
        return False
    return not np.isfinite(shortest_distance(np.zeros((1, 3)), cell, pbc, ALONE_A))
