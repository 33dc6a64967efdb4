"""What a database holds, counted in one pass over its rows before anything is chosen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations_with_replacement

import numpy as np
from ase.db.row import AtomsRow

from pairwright.data.constraints import free_forces
from pairwright.onboarding.lone_atoms import LoneAtom, lone_atom

MOST_VALUES = 200
"""Different values of a key that are remembered; a key with more names no kind of structure."""


@dataclass
class Key:
    """How many rows have a key, and how often each of its values, up to ``MOST_VALUES``.

    ``texts`` says whether some value is text: of the texts fcc and 111 a database makes one a
    number.
    """

    rows: int = 0
    values: Counter[str] = field(default_factory=Counter)
    texts: bool = False


@dataclass
class Survey:
    """Counts over the rows of a database.

    ``elements`` counts rows by their sorted elements, ``lacking`` holds the ids of rows without a
    property, ``damaged`` those that could not be counted. The rest is of ``counted`` rows: ``keys``
    are those of rows that are no atom without periodicity, ``isolated_atoms`` such atoms with an
    energy, ``boxed_atoms`` those in periodic boxes too large for them to feel their images,
    ``held`` the rows with forces that constraints took away. ``pure`` has for each element the
    counts over the rows of it alone that have an energy.
    """

    rows: int = 0
    counted: int = 0
    elements: Counter[tuple[str, ...]] = field(default_factory=Counter)
    keys: dict[str, Key] = field(default_factory=dict)
    calculators: Counter[str] = field(default_factory=Counter)
    periodicity: Counter[str] = field(default_factory=Counter)
    lacking: dict[str, list[int]] = field(
        default_factory=lambda: {"energy": [], "forces": [], "stress": []}
    )
    isolated_atoms: list[LoneAtom] = field(default_factory=list)
    boxed_atoms: list[LoneAtom] = field(default_factory=list)
    constrained: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    magnetic: list[int] = field(default_factory=list)
    left_handed: list[int] = field(default_factory=list)
    natoms: Counter[int] = field(default_factory=Counter)
    damaged: list[int] = field(default_factory=list)
    pure: dict[str, "Survey"] = field(default_factory=dict)


def surveyed(rows: Iterable[AtomsRow]) -> Survey:
    """Count what the rows of a database hold."""
    survey = Survey()
    for row in rows:
        survey.rows += 1
        try:
            _count(survey, row)
            elements = set(row.symbols)
            if len(elements) == 1 and row.get("energy") is not None:
                _count(survey.pure.setdefault(elements.pop(), Survey()), row)
        except Exception:
            # ASE gives what a damaged file holds; reading the rows for a fit says what is wrong.
            survey.damaged.append(row.id)
    return survey


def of_element(survey: Survey, element: str) -> Survey:
    """Return a survey whose counts are those over the rows of ``element`` that have an energy.

    What the whole database holds and lacks stays: rows, elements, sizes, properties, damage.
    Without such a row nothing is left out.
    """
    part = survey.pure.get(element)
    if part is None:
        return survey
    return replace(
        part,
        rows=survey.rows,
        elements=survey.elements,
        lacking=survey.lacking,
        natoms=survey.natoms,
        damaged=survey.damaged,
    )


def _count(survey: Survey, row: AtomsRow) -> None:
    survey.counted += 1
    survey.elements[tuple(sorted(set(row.symbols)))] += 1
    survey.calculators[_program(row)] += 1
    survey.periodicity[_periodicity(row)] += 1
    survey.natoms[row.natoms] += 1
    for name, ids in survey.lacking.items():
        if row.get(name) is None:
            ids.append(row.id)
    if row.natoms > 1 or np.any(row.pbc):
        _count_keys(survey, row)
    _mark(survey, row)


def element_pairs(survey: Survey) -> dict[tuple[str, str], int]:
    """Return for each pair of elements in how many rows both are, the same twice included."""
    counts: Counter[tuple[str, str]] = Counter()
    for elements, rows in survey.elements.items():
        for pair in combinations_with_replacement(elements, 2):
            counts[pair] += rows
    return dict(sorted(counts.items()))


def _program(row: AtomsRow) -> str:
    """Return the calculator of a row; "not given" where the database has none to select by."""
    return str(row.get("calculator") or "not given")


def _periodicity(row: AtomsRow) -> str:
    return {0: "cluster", 1: "chain", 2: "slab", 3: "bulk"}[int(np.sum(row.pbc))]


def _count_keys(survey: Survey, row: AtomsRow) -> None:
    for name, value in row.get("key_value_pairs", {}).items():
        key = survey.keys.setdefault(name, Key())
        key.rows += 1
        key.texts = key.texts or isinstance(value, str)
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
    atom = lone_atom(row, _program(row)) if row.natoms == 1 else None
    if atom is not None:
        (survey.boxed_atoms if atom.periodic else survey.isolated_atoms).append(atom)


def _has_moments(row: AtomsRow) -> bool:
    found = [row.get("magmom"), row.get("magmoms"), row.get("initial_magmoms")]
    return any(np.any(np.abs(np.nan_to_num(item)) > 1e-3) for item in found if item is not None)
