"""The data-quality page: what is in a database, what is left out, what follows, in Markdown."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pairwright.data.database import Rejected
from pairwright.data.dataset import Dataset
from pairwright.data.quality import kind_of_reason
from pairwright.onboarding.choices import Choice
from pairwright.onboarding.configuration import yaml_line
from pairwright.onboarding.findings import findings, some
from pairwright.onboarding.measures import Measures
from pairwright.onboarding.outputs import Reading
from pairwright.onboarding.reading_notes import reading_notes
from pairwright.onboarding.survey import Survey

BAR = 40
MOST_STRUCTURES = 40
MOST_FILES = 20


@dataclass(frozen=True)
class Look:
    """Everything that a page tells of: ``reading`` is None for a file that was a database."""

    name: str
    survey: Survey
    dataset: Dataset
    rejected: list[Rejected]
    measures: Measures
    reading: Reading | None


def quality_page(look: Look, choices: Sequence[Choice], commands: Sequence[str]) -> str:
    """Return the page; ``choices`` are those of the configuration, ``commands`` what to run."""
    lines = [
        f"# Data quality of {_cell(look.name)}",
        *_section("What there is", _overview(look)),
        *_section("What that means", [f"- {text}" for text in _findings(look)]),
        *_section("Structures", _structures(look)),
        *_section("Rows that are left out", _rejected(look.rejected)),
        *_section("Distances", _distances(look.measures)),
        *(_section("Files", _files(look.reading)) if look.reading else []),
        *_section("What is suggested", _choices(choices)),
        *_section("What to run", [f"    {command}" for command in commands]),
    ]
    return "\n".join([*lines, ""])


def _section(title: str, lines: Sequence[str] | Iterator[str]) -> list[str]:
    return ["", f"## {title}", "", *lines]


def _findings(look: Look) -> list[str]:
    return findings(look.survey, look.dataset, look.rejected, look.measures)


def _overview(look: Look) -> Iterator[str]:
    survey, dataset = look.survey, look.dataset
    elements = ", ".join(
        f"{'-'.join(kinds)} ({rows})" for kinds, rows in sorted(survey.elements.items())
    )
    natoms = sorted(survey.natoms)
    forces = survey.rows - len(survey.lacking["forces"])
    stress = survey.rows - len(survey.lacking["stress"])
    rows = [
        ("rows", f"{survey.rows}, of which {len(dataset)} can be fitted"),
        ("rows that are not selected", f"{survey.rows - len(dataset) - len(look.rejected)}"),
        ("rows that cannot be used", f"{len(look.rejected)}"),
        ("elements (rows)", elements),
        ("atoms in a row", f"{natoms[0]} to {natoms[-1]}"),
        ("groups", f"{len(np.unique(dataset.groups))}"),
        ("rows with energy", f"{survey.rows - len(survey.lacking['energy'])}"),
        ("rows with forces", f"{forces}"),
        ("rows with stress", f"{stress}"),
        ("energy per atom", _range(dataset.energies / dataset.natoms, "eV")),
        ("isolated atom", _energy(float(dataset.isolated_atom_energy))),
        ("largest force of a row", _range(look.measures.largest_force, "eV/Å")),
        ("shortest distance of a row", _range(look.measures.shortest, "Å")),
        ("calculators (rows)", _counted(survey.calculators)),
        ("kinds (rows)", _counted(survey.periodicity)),
    ]
    for name, ids in survey.lacking.items():
        if ids and len(ids) < survey.rows:
            rows.append((f"rows without {name}", some(ids)))
    yield from _table(("", ""), rows)


def _structures(look: Look) -> Iterator[str]:
    dataset, measures = look.dataset, look.measures
    rows = []
    names = np.unique(dataset.structures).tolist()
    for name in names[:MOST_STRUCTURES]:
        members = dataset.structures == name
        rows.append(
            (
                name,
                str(members.sum()),
                str(len(np.unique(dataset.groups[members]))),
                _range((dataset.volumes / dataset.natoms)[members], ""),
                _range(measures.above_lowest[members], ""),
                _range(measures.shortest[members], ""),
                _range(measures.largest_force[members], ""),
            )
        )
    yield from _table(
        (
            "structure",
            "rows",
            "groups",
            "volume (Å³/atom)",
            "above the lowest (eV/atom)",
            "shortest distance (Å)",
            "largest force (eV/Å)",
        ),
        rows,
    )
    if len(names) > MOST_STRUCTURES:
        yield ""
        yield f"And {len(names) - MOST_STRUCTURES} more structures."


def _rejected(rejected: list[Rejected]) -> Iterator[str]:
    if not rejected:
        yield "None."
        return
    kinds: dict[str, list[int]] = defaultdict(list)
    for item in rejected:
        kinds[kind_of_reason(item.reason)].append(item.id)
    yield from _table(
        ("reason", "rows", "which"),
        [(reason, str(len(ids)), some(ids)) for reason, ids in sorted(kinds.items())],
    )


def _distances(measures: Measures) -> Iterator[str]:
    most = max(int(measures.counts.max()), 1)
    yield f"All pairs up to {measures.cutoff} Å, images included."
    yield ""
    for low, high, count in zip(measures.edges, measures.edges[1:], measures.counts, strict=False):
        bar = "#" * round(BAR * int(count) / most)
        yield f"    {low:5.2f} to {high:5.2f} Å {int(count):10d} {bar}".rstrip()


def _files(reading: Reading) -> Iterator[str]:
    listed = list(reading.files.items())
    yield from _table(
        ("file", "structures"), [(name, str(count)) for name, count in listed[:MOST_FILES]]
    )
    if len(listed) > MOST_FILES:
        yield ""
        yield f"And {len(listed) - MOST_FILES} more files."
    for note in reading_notes(reading):
        yield ""
        yield f"- {_cell(note)}"


def _choices(choices: Sequence[Choice]) -> Iterator[str]:
    rows = [(f"`{choice.key}`", f"`{yaml_line(choice.value)}`", choice.why) for choice in choices]
    yield from _table(("key", "value", "why"), rows)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield "| " + " | ".join(_cell(text) for text in row) + " |"


def _cell(text: str) -> str:
    """Return a text that stays within its line and its column."""
    return " ".join(text.split()).replace("|", "\\|")


def _range(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], unit: str) -> str:
    known = values[np.isfinite(values)]
    if not len(known):
        return "none"
    low, high = f"{known.min():.4f}", f"{known.max():.4f}"
    return f"{low if low == high else f'{low} to {high}'} {unit}".rstrip()


def _energy(value: float) -> str:
    return f"{value:.6f} eV" if np.isfinite(value) else "not in the database"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} ({rows})" for name, rows in sorted(counts.items()))
