"""What is special about a database, in sentences that say what it means for a fit."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from pairwright.data.consistency import (
    USUAL_SLOPES,
    USUAL_STRESS,
    force_slope,
    stress_factor,
)
from pairwright.data.database import Rejected
from pairwright.data.dataset import Dataset
from pairwright.data.quality import contradicts, repeats_geometry
from pairwright.onboarding.choices import (
    boxed_references,
    ignored_atoms,
    numbers_of,
    other_label_keys,
)
from pairwright.onboarding.lone_atoms import agree
from pairwright.onboarding.measures import Measures
from pairwright.onboarding.outliers import high
from pairwright.onboarding.survey import Survey

FEW_GROUPS = 5
MANY_IDS = 8


def findings(
    survey: Survey, dataset: Dataset, rejected: list[Rejected], measures: Measures
) -> list[str]:
    """Return one sentence or two about each thing that is worth knowing before a fit."""
    return [
        *_rows(dataset, rejected),
        *_properties(survey, dataset),
        *_programs(survey),
        *_units(dataset),
        *_outliers(dataset, measures),
        *_high(dataset, measures),
        *_atoms(survey, dataset),
        *_kinds(survey),
        *_cohesion(dataset, measures),
    ]


def some(ids: list[int]) -> str:
    """Return the first of some numbers of rows, and how many there are more."""
    more = f" and {len(ids) - MANY_IDS} more" if len(ids) > MANY_IDS else ""
    return ", ".join(str(number) for number in ids[:MANY_IDS]) + more


def _rows(dataset: Dataset, rejected: list[Rejected]) -> Iterator[str]:
    groups = Counter(dataset.groups.tolist())
    if len(groups) == 1:
        yield (
            "All rows are one group (one crystal at one volume, or one block of a file), so "
            "nothing can be held out: errors on unseen structures cannot be told. Add other "
            "volumes or crystals, or name groups of your own: database.group_key."
        )
    elif len(groups) < FEW_GROUPS:
        yield (
            f"There are only {len(groups)} groups (one crystal at one volume with its copies, or "
            "one block of a file): what is held out says little. Add other volumes or crystals."
        )
    doubled = [item for item in rejected if repeats_geometry(item.reason)]
    apart = [item for item in doubled if contradicts(item.reason)]
    if doubled:
        yield (
            "Rows that repeat the geometry of another one, and are left out: "
            f"{some([item.id for item in doubled])}."
        )
    if apart:
        yield (
            "Of these some have another energy, so calculations were set differently: "
            f"{some([item.id for item in apart])}."
        )


def _properties(survey: Survey, dataset: Dataset) -> Iterator[str]:
    known = np.isfinite(dataset.forces).all(axis=1)
    with_forces = np.logical_or.reduceat(known, dataset.starts[:-1])
    if not with_forces.any():
        yield (
            "No row has forces: the fit goes by energies alone, so it needs many volumes and "
            "crystals, and forms with few parameters."
        )
    elif not with_forces.all():
        yield (
            f"Usable rows without forces: {np.sum(~with_forces)} of {len(dataset)}. They count by "
            "their energies."
        )
    if not np.isfinite(dataset.stresses).any():
        yield "No row has stress: pressures and elastic constants are told by energies alone."
    if survey.held:
        yield (
            "Rows with zeros in place of forces on atoms that a constraint held: "
            f"{some(survey.held)}. Those forces are left out of the fit, the others are used."
        )
    elif survey.constrained:
        yield (
            f"Rows with constraints: {some(survey.constrained)}. Their forces are those that were "
            "calculated, and are used as they are."
        )
    yield (
        f"A fit goes by {numbers_of(dataset)} numbers in {len(dataset)} rows: energies, force "
        "components and stress components."
    )


def _programs(survey: Survey) -> Iterator[str]:
    if len(survey.calculators) > 1:
        listed = ", ".join(f"{name} ({rows})" for name, rows in sorted(survey.calculators.items()))
        yield (
            f"Rows come from several calculators: {listed}. Their energies have different zeros; "
            "fit one at a time with database.selection."
        )
    if survey.magnetic:
        yield (
            f"Rows with magnetic moments: {some(survey.magnetic)}. A pair potential knows none: "
            "one geometry in different magnetic states would contradict itself."
        )


def _units(dataset: Dataset) -> Iterator[str]:
    slope, factor = force_slope(dataset), stress_factor(dataset)
    whole = force_slope(replace(dataset, energies=dataset.energies * dataset.natoms))
    if _is_usual(whole) and not _is_usual(slope):
        yield (
            "Energies look as if they were per atom: only times the number of atoms they change as "
            "the forces say. They must be those of the whole cell."
        )
    elif slope is not None and not _is_usual(slope):
        yield (
            f"Energies and forces may be in units that do not belong together: between rows that "
            f"differ by small displacements energies change by {slope:.2f} times what the forces "
            "give. 1.9 would be forces in eV/Bohr, or energies and forces in atomic units; 0.5 "
            f"positions in Bohr. Sound data give {USUAL_SLOPES[0]} to {USUAL_SLOPES[1]}."
        )
    if factor is not None and not USUAL_STRESS[0] < factor < USUAL_STRESS[1]:
        yield (
            f"Stresses are {factor:.3g} times what energies and volumes give. -1 would be another "
            "sign, 160 GPa, 1602 kbar; they must be in eV/Å³, positive where the crystal pulls. "
            "Convert them, or leave them out with fit.weights.stress_GPa: null."
        )


def _is_usual(slope: float | None) -> bool:
    return slope is not None and USUAL_SLOPES[0] < slope < USUAL_SLOPES[1]


def _outliers(dataset: Dataset, measures: Measures) -> Iterator[str]:
    found = measures.outliers
    parts, first = [], None
    for rows, values, what, unit in (
        (found.energy, dataset.energies / dataset.natoms, "energy per atom", "eV"),
        (found.force, measures.largest_force, "force", "eV/Å"),
        (found.pressure, measures.pressures, "pressure", "GPa"),
    ):
        if len(rows):
            ids = [int(dataset.ids[row]) for row in rows]
            parts.append(f"{what} in {some(ids)} (such as {values[rows[0]]:.3g} {unit})")
            first = first or ids[0]
    if parts:
        yield (
            f"Rows out of proportion, ten times farther off than all others: {', '.join(parts)}. "
            "They are fitted too, but suggestions do not go by them. Check them; "
            f"id!={first} in database.selection leaves one out."
        )


def _high(dataset: Dataset, measures: Measures) -> Iterator[str]:
    usual = measures.outliers.usual(len(dataset))
    paired = np.isfinite(measures.shortest)
    for values, what, unit in (
        (np.where(usual, measures.largest_force, np.nan), "force", "eV/Å"),
        (np.where(usual & paired, measures.above_lowest, np.nan), "energy per atom", "eV"),
    ):
        rows = high(values)
        if len(rows):
            yield (
                f"Rows with a {what} more than ten times the median, up to "
                f"{values[rows[0]]:.3g} {unit}: {some([int(dataset.ids[row]) for row in rows])}. "
                "Check them; if they are meant, fit.weights.by_energy lets high rows count less."
            )


def _atoms(survey: Survey, dataset: Dataset) -> Iterator[str]:
    ignored: dict[str, list[int]] = defaultdict(list)
    for number, reason in ignored_atoms(survey, dataset).items():
        ignored[reason].append(number)
    for reason, ids in ignored.items():
        yield f"Isolated atoms that are not taken for the zero of energy: {some(ids)}, {reason}."
    boxed = boxed_references(survey, dataset)
    if boxed and not agree(boxed) and not np.isfinite(dataset.isolated_atom_energy):
        energies = [atom.energy for atom in boxed]
        yield (
            f"Atoms in large boxes, rows {some([atom.id for atom in boxed])}, have different "
            f"energies ({min(energies):.6f} to {max(energies):.6f} eV), so none is taken; mark "
            "the one to take with the key kind=atom and the others with another kind."
        )


def _kinds(survey: Survey) -> Iterator[str]:
    kinds = {name: rows for name, rows in survey.periodicity.items() if name != "bulk"}
    clusters = kinds.get("cluster", 0) - len(survey.isolated_atoms)
    if clusters and survey.periodicity.get("bulk"):
        yield (
            f"Clusters without periodicity beside bulk: {clusters}, each a group of its own. A "
            "pair potential seldom describes both: compare errors by structure."
        )
    if survey.left_handed:
        yield (
            f"Rows with left-handed cells: {some(survey.left_handed)}. That makes no difference."
        )
    others = other_label_keys(survey)
    if others:
        yield f"Other keys that might name kinds of rows: {', '.join(others)}."


def _cohesion(dataset: Dataset, measures: Measures) -> Iterator[str]:
    reference = float(dataset.isolated_atom_energy)
    if np.isfinite(reference) and reference <= measures.lowest:
        yield (
            f"The isolated atom ({reference:.4f} eV) is not above the lowest row "
            f"({measures.lowest:.4f} eV/atom): nothing is bound. Another program or spin state? "
            "Else take reference_energy.mode fitted."
        )
