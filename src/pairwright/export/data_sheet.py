"""The data sheet of a fit: what it is, where it comes from, how good it is, how to use it."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from pairwright.export.description import (
    cutoff_words,
    formula_of,
    knot_words,
    triple_dipole_words,
)
from pairwright.export.judged import resampled_error, sentences
from pairwright.export.markdown import code, escaped, number, table
from pairwright.export.potential import Potential
from pairwright.export.readme import ase_example, lammps_example
from pairwright.export.sheet_errors import error_lines, headline
from pairwright.export.sheet_parameters import parameter_lines
from pairwright.export.sheet_properties import property_lines

Record = Mapping[str, Any]

REFERENCES = {
    "isolated_atom": "the energy of an isolated atom in the database",
    "value": "a value of the configuration",
    "fitted": "fitted with the parameters",
    "none": "none was taken",
}
PACKAGES = ("pairwright", "numpy", "scipy", "autograd", "ase")


def data_sheet(
    potential: Potential,
    summary: Record,
    lammps: Record,
    seed: int,
    properties: Record | None = None,
    judgement: Record | None = None,
) -> str:
    """Return the data sheet in Markdown.

    ``summary`` is the database's ``summary.json``, ``lammps`` the section of ``export.json``,
    ``properties`` and ``judgement`` the contents of files of these names where there are any.
    """
    judged = judgement or {}
    sections = {
        "Form": _form(potential, judged),
        "Cutoff and zero of energy": _conventions(potential, judged),
        "What it has seen": _domain(potential, summary),
        "Errors": error_lines(potential.fit, judged),
        "Properties": property_lines(properties or {}, judged),
        "How sure it is": [f"- {escaped(sentence)}" for sentence in sentences(judged)],
        "How to use it": _use(potential, lammps),
        "Where it comes from": _provenance(potential, seed),
    }
    lines = [f"# {potential.model.name} potential for {potential.element}", ""]
    lines += [headline(potential)]
    for title, section in sections.items():
        if section:
            lines += ["", f"## {title}", "", *section]
    return "\n".join(lines) + "\n"


def _form(potential: Potential, judgement: Record) -> list[str]:
    formula, told = formula_of(potential)
    more = [told, *knot_words(potential), *triple_dipole_words(potential)]
    lines = [*code(formula), *(line for each in more if each for line in ("", escaped(each)))]
    return [*lines, "", *parameter_lines(potential, judgement)]


def _conventions(potential: Potential, judgement: Record) -> list[str]:
    reference = potential.fit["reference_energy"]
    origin = REFERENCES.get(reference.get("mode"), "as the fit had it")
    error = resampled_error(judgement, "reference_energy") or reference.get("standard_error_eV")
    known = f", with a standard error of {number(error, 2)} eV" if error else ""
    return [
        f"The energy of a pair is {cutoff_words(potential.model.cutoff)}. The cutoff is part of "
        "the potential: parameters of other cutoffs are not comparable.",
        "",
        f"Each atom counts {potential.reference_energy!r} eV by itself: {origin}{known}.",
    ]


def _domain(potential: Potential, summary: Record) -> list[str]:
    header = ["crystal", "rows", "volume (Å^3/atom)", "shortest distance (Å)"]
    rows = []
    for name, each in sorted(summary["structures"].items()):
        volume = each["volume_per_atom_A3"]
        ends = [number(volume[end], 4) for end in ("smallest", "largest")]
        shown = " to ".join(ends) if all(ends) else ""
        rows.append([name, str(each["rows"]), shown, number(each["shortest_distance_A"], 4)])
    return [
        f"Distances from {potential.shortest_distance:.3f} Å, the shortest in the database, to the "
        f"cutoff at {potential.radius:g} Å. What the potential says at shorter ones, or of other "
        "surroundings than these, is extrapolated.",
        "",
        *table(header, rows),
    ]


def _use(potential: Potential, lammps: Record) -> list[str]:
    lines = ["With ASE, in the folder of this file:", "", *code(ase_example(potential), "python")]
    lines += ["", " ".join(lammps["remarks"])]
    if lammps["style"] is not None:
        lines += ["", *code(lammps_example(potential), "lammps"), ""]
        lines.append("LAMMPS does not add the energy that each atom counts by itself.")
    return lines


def _provenance(potential: Potential, seed: int) -> list[str]:
    fit = potential.fit
    rows = [
        ["database", potential.database_name],
        ["its SHA-256", str(fit["database"]["sha256"])],
        ["rows", str(fit["database"]["rows"])],
        ["method", str(fit["optimiser"]["method"])],
        ["seed", str(seed)],
        *([name, version(name)] for name in PACKAGES),
    ]
    return table(["what", "which"], rows, texts=2)
