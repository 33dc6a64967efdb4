"""What a configuration should say about a database, and why."""

import re
from dataclasses import dataclass
from math import floor, log10
from typing import Any

import numpy as np

from pairwright.data.dataset import Dataset
from pairwright.errors import PairwrightError
from pairwright.onboarding.keys import OWN_KEYS
from pairwright.onboarding.lone_atoms import LoneAtom, agree, far_enough, why_not
from pairwright.onboarding.measures import Measures, bond_length, triple_cutoff
from pairwright.onboarding.shipped import shipped
from pairwright.onboarding.survey import Survey, element_pairs, of_element
from pairwright.potentials.forms import FORMS
from pairwright.potentials.library import TRIPLE_DIPOLE, pair_form_name
from pairwright.potentials.spline import SPLINE

LABEL_KEYS = ("structure", "crystal", "phase", "prototype", "lattice", "config_type", "label")
"""Keys that name crystals, the likeliest first."""
MOST_LABELS = 50
FEWEST_LABELLED = 0.9
"""A key labels a database when it has at most this many values, several, and at least this share
of rows."""

DFT_PROGRAMS = (
    "abacus", "abinit", "aims", "castep", "cp2k", "crystal", "dftk", "elk", "espresso", "exciting",
    "fleur", "gpaw", "octopus", "onetep", "openmx", "qbox", "quantum_espresso", "siesta",
    "vasp",
)  # fmt: skip
"""What ASE calls the programs whose data figures may call DFT."""

ROWS_PER_PARAMETER, NUMBERS_PER_PARAMETER = 3, 10
MOST_ROWS_OF_TRIPLES = 20_000
FEWEST_GROUPS_OF_NETWORKS = 30
SHARE_OF_SPREAD = 0.02
"""A residual counts fully when it is this share of what its kind of number spreads over."""


@dataclass(frozen=True)
class Choice:
    """The value of a dotted key of the configuration, and the reason for it."""

    key: str
    value: Any
    why: str


def chosen_element(survey: Survey, wanted: str | None) -> str:
    """Return the one element of a database, or the one of several that is wanted.

    Raises PairwrightError when there are several and none is wanted, or the wanted one is nowhere
    alone: it lists the pairs of elements and how many rows have them.
    """
    if not survey.elements:
        raise PairwrightError(f"all {survey.rows} rows are damaged; restore the file")
    alone = {kinds[0]: rows for kinds, rows in survey.elements.items() if len(kinds) == 1}
    if wanted is None and len(survey.elements) == 1 and alone:
        return next(iter(alone))
    if wanted is not None and wanted in alone:
        return wanted
    table = ", ".join(f"{a}-{b} in {n} rows" for (a, b), n in element_pairs(survey).items())
    pure = ", ".join(f"{element} ({rows})" for element, rows in sorted(alone.items())) or "none"
    asked = "several elements" if wanted is None else f"no row of {wanted} alone"
    raise PairwrightError(
        f"{asked}; a potential here is that of one element. Pairs of elements found: {table}; "
        f"elements that have rows of their own: {pure}. Choose one of these with --element"
    )


def database_choices(path: str, survey: Survey, element: str) -> list[Choice]:
    """Choose the ``database`` section, for a file at ``path`` as the workflow will find it."""
    survey = of_element(survey, element)
    label = label_key(survey)
    program, selection = _selection(survey)
    labelled = "names the crystal of a row" if label else "no key does"
    return [
        Choice("database.path", path, "relative to the folder in which the workflow runs"),
        Choice("database.sha256", None, "not checked; put the file's checksum here to be safe"),
        Choice("database.element", element, "the element"),
        Choice("database.selection", selection, program),
        Choice("database.structure_key", label, labelled),
        Choice(
            "database.recognise",
            label is None,
            "crystals are named by their symmetry, the rest by the shape of the cell"
            if label is None
            else "the labels of the key are taken",
        ),
    ]


def label_key(survey: Survey) -> str | None:
    """Return the key that names the crystal of a row, None when none looks like it."""
    for name in LABEL_KEYS:
        key = survey.keys.get(name)
        if (
            key is not None
            and key.texts
            and 1 < len(key.values) <= MOST_LABELS
            and key.rows >= FEWEST_LABELLED * (survey.counted - len(survey.isolated_atoms))
        ):
            return name
    return None


def other_label_keys(survey: Survey) -> list[str]:
    """Return further keys of text with few values, which might be labels too."""
    return sorted(
        name
        for name, key in survey.keys.items()
        if key.texts
        and 1 < len(key.values) <= MOST_LABELS
        and name not in (label_key(survey), *OWN_KEYS)
    )


def _selection(survey: Survey) -> tuple[str, str | None]:
    """Return why, and a selection of the program with most rows when there are several."""
    if len(survey.calculators) == 1:
        return "every row", None
    program, rows = _main_program(survey)
    if not _can_be_selected(program):
        return "rows of several calculators, whose energies may not be comparable", None
    return (
        f"the calculator with most rows, {rows} of {survey.counted}; energies of different ones "
        "are not comparable",
        f"calculator={program}",
    )


def _can_be_selected(program: str) -> bool:
    return re.fullmatch(r"[\w.-]+", program) is not None


def selected_programs(survey: Survey) -> set[str]:
    """Return the calculators of the rows that :func:`database_choices` selects."""
    program, _ = _main_program(survey)
    return {program} if _can_be_selected(program) else set(survey.calculators)


def _main_program(survey: Survey) -> tuple[str, int]:
    """Return the calculator with most rows, the first by name of several, and their number."""
    return min(survey.calculators.items(), key=lambda item: (-item[1], item[0]))


def figure_choices(survey: Survey) -> list[Choice]:
    """Choose what figures call the data: nothing to say where a program's name says DFT."""
    program, rows = _main_program(survey)
    if program.lower() in DFT_PROGRAMS:
        return []
    if program == "unknown" or not re.fullmatch(r"[\w-]{1,24}", program):
        return [Choice("figures.data_label", "data", "it is not said what computed them")]
    return [Choice("figures.data_label", program, f"the calculator of {rows} rows")]


def reference_choices(survey: Survey, dataset: Dataset, element: str) -> list[Choice]:
    """Choose the zero of energy: the isolated atom if there is one, else fitted."""
    if np.isfinite(dataset.isolated_atom_energy):
        return [Choice("reference_energy.mode", "isolated_atom", "the database has its energy")]
    survey = of_element(survey, element)
    boxed = boxed_references(survey, dataset)
    if agree(boxed):
        why = "from the row with one atom in a large periodic box"
        return [
            Choice("reference_energy.mode", "value", why),
            Choice("reference_energy.value_eV", boxed[0].energy, "its energy"),
        ]
    why = "no row is an isolated atom"
    if boxed or ignored_atoms(survey, dataset):
        why += " that can be taken; the data-quality page says why"
    return [Choice("reference_energy.mode", "fitted", why)]


def boxed_references(survey: Survey, dataset: Dataset) -> list[LoneAtom]:
    """Return the atoms in large periodic boxes that belong to the rows that are selected.

    ``survey`` is that of one element.
    """
    programs = selected_programs(survey)
    return [atom for atom in _boxed(survey, dataset) if not why_not(atom, programs)]


def ignored_atoms(survey: Survey, dataset: Dataset) -> dict[int, str]:
    """Return the ids of isolated atoms that are not taken for the zero of energy, and why.

    ``survey`` is that of one element.
    """
    atoms, programs = survey.isolated_atoms + _boxed(survey, dataset), selected_programs(survey)
    reasons = {atom.id: why_not(atom, programs) for atom in atoms}
    return {number: reason for number, reason in sorted(reasons.items()) if reason}


def _boxed(survey: Survey, dataset: Dataset) -> list[LoneAtom]:
    """Return the atoms in boxes, without the crystals that are merely stretched."""
    if not survey.boxed_atoms:
        return []
    length = bond_length(dataset, without=[atom.id for atom in survey.boxed_atoms])
    return far_enough(survey.boxed_atoms, length)


def model_choices(measures: Measures, dataset: Dataset, reference: float | None) -> list[Choice]:
    """Choose cutoffs, forms, weights and how they are judged.

    ``reference`` is the energy of an isolated atom (eV), None when it is fitted.
    """
    return [
        Choice(
            "cutoff.radius_A",
            measures.cutoff,
            f"3.1 times the shortest distance of the most stable row, {measures.length:.3f} Å",
        ),
        *_form_choices(measures, dataset),
        *_weight_choices(measures),
        *_judging_choices(dataset),
        *_simplex_choices(measures, reference),
    ]


def numbers_of(dataset: Dataset) -> int:
    """Return how many numbers a fit has to go by: energies, forces and stresses."""
    forces = np.isfinite(dataset.forces).sum()
    stresses = np.isfinite(dataset.stresses).all(axis=(1, 2)) & np.isfinite(dataset.volumes)
    return int(len(dataset) + forces + 6 * stresses.sum())


def parameters_of(form: str, knots: int) -> int:
    """Return how many parameters a form has; ``knots`` are the spline's."""
    name = pair_form_name(form)
    count = knots if name == SPLINE else len(FORMS[name].parameters)
    return count + (form != name)


def suitable_forms(offered: list[str], knots: int, rows: int, numbers: int) -> list[str]:
    """Return the ``offered`` forms that ``rows`` with so many ``numbers`` can determine."""
    kept = []
    for form in offered:
        count = parameters_of(form, knots)
        enough = rows >= ROWS_PER_PARAMETER * count and numbers >= NUMBERS_PER_PARAMETER * count
        if enough and (rows <= MOST_ROWS_OF_TRIPLES or not form.endswith(TRIPLE_DIPOLE)):
            kept.append(form)
    return kept or offered[:1]


def _form_choices(measures: Measures, dataset: Dataset) -> list[Choice]:
    fit = shipped()["fit"]
    numbers = numbers_of(dataset)
    forms = suitable_forms(fit["forms"], fit["spline"]["number"], len(dataset), numbers)
    why = (
        f"each has at most a parameter for {ROWS_PER_PARAMETER} of {len(dataset)} rows and for "
        f"{NUMBERS_PER_PARAMETER} of {numbers} numbers"
    )
    found = [Choice("fit.forms", forms, why)]
    if any(form.endswith(TRIPLE_DIPOLE) for form in forms):
        found.append(
            Choice(
                "fit.triple_dipole.radius_A",
                triple_cutoff(measures),
                "2.1 times the shortest distance",
            )
        )
    return found


def _weight_choices(measures: Measures) -> list[Choice]:
    weights = shipped()["fit"]["weights"]
    found = []
    for key, size, what in (
        ("energy_eV_per_atom", measures.energy_spread, "the spread of energies"),
        ("force_eV_per_A", measures.force_size, "the size of forces"),
        ("stress_GPa", measures.stress_spread_gpa, "the size of pressures"),
    ):
        value = SHARE_OF_SPREAD * size
        if np.isfinite(value) and value > weights[key]:
            why = f"2 % of {what}, {size:.3g}: what a simple form leaves grows with it"
            found.append(Choice(f"fit.weights.{key}", _rounded(value, 1), why))
    return found


def _judging_choices(dataset: Dataset) -> list[Choice]:
    groups = len(np.unique(dataset.groups))
    why = "the others are about argon, or about no element"
    if groups >= FEWEST_GROUPS_OF_NETWORKS:
        why += "; add network for a neural potential"
    found = [Choice("studies", ["fit"], why)]
    if 2 <= groups < 5:
        found.append(Choice("fit.judging.folds", groups, f"there are {groups} groups only"))
    return found


def _simplex_choices(measures: Measures, reference: float | None) -> list[Choice]:
    gained = 0.0 if reference is None else reference - measures.lowest
    if gained <= 0:
        gained = measures.highest - measures.lowest
    depth = max(gained, 1e-4) / max(measures.bonds, 0.5)
    why = "where the classic fit starts: the depth and the length of a bond"
    return [
        Choice("fit.simplex.epsilon_eV", _rounded(depth, 2), why),
        Choice("fit.simplex.sigma_A", _rounded(measures.length / 2 ** (1 / 6), 3), "the same"),
    ]


def _rounded(value: float, digits: int) -> float:
    return round(value, digits - 1 - floor(log10(abs(value)))) if value else value
