"""A potential in words: formula, parameters, cutoff, reference energy, where it comes from."""

import inspect
import re
import textwrap
from importlib.metadata import version

from pairwright.export.digits import with_error
from pairwright.export.potential import Potential
from pairwright.potentials.cutoffs import Cutoff
from pairwright.potentials.library import pair_form_name
from pairwright.potentials.spline import SPLINE, spline

WIDTH = 92


def formula_of(potential: Potential) -> tuple[str, str]:
    """Return the pair form's formula and what is to be said of it, both from its docstring."""
    is_spline = pair_form_name(potential.model.name) == SPLINE
    text = inspect.getdoc(spline if is_spline else potential.model.form.function) or ""
    first, _, rest = text.partition("\n\n")
    formula = " ".join(first.split())
    for words in ("Return the form phi(r) = ", "Return "):
        if formula.startswith(words):
            formula = f"phi(r) = {formula.removeprefix(words)}"
            break
    told = " ".join(rest.partition("Raises ")[0].split())
    told = re.sub(r"``(\w+)`` are", r"The \1 are", told).replace("``", "")
    return formula or "phi(r) is a form without a docstring", told


def cutoff_words(cutoff: Cutoff) -> str:
    """Say in a sentence how the pair energy ends."""
    radius = f"{cutoff.radius:g} Å"
    return {
        "cut": f"phi(r) up to {radius}; energy and force jump there",
        "shift": f"phi(r) - phi({radius}) up to {radius}; the force jumps there",
        "force-shift": f"phi(r) - phi({radius}) - (r - {radius}) phi'({radius}) up to {radius}",
        "switch": f"phi(r) up to {cutoff.switch_start:g} Å, from there switched off smoothly until "
        f"{radius} by 1 - 10 x^3 + 15 x^4 - 6 x^5",
        "tail": f"phi(r) up to {radius}, and energy and pressure of what lies beyond as if the "
        "atoms there were smeared out",
    }[cutoff.scheme]


def parameter_lines(potential: Potential) -> list[str]:
    """Return ``name = value(error) unit`` of each parameter."""
    lines = []
    for parameter in potential.model.parameters:
        entry = potential.fit["parameters"][parameter.name]
        shown = with_error(entry["value"], entry.get("standard_error"))
        lines.append(f"{parameter.name} = {shown} {parameter.unit}".rstrip())
    return lines


def description(potential: Potential) -> list[str]:
    """Return lines that say what a file with this potential holds, for its head."""
    formula, told = formula_of(potential)
    reference = potential.reference_energy
    lines = [
        f"{potential.model.name} potential for {potential.element}, by pairwright "
        f"{version('pairwright')}",
        formula,
        *([told] if told else []),
        *knot_words(potential),
        *parameter_lines(potential),
        "A number in brackets is the standard error of the digits before it, by the fit's "
        "covariance: a lower bound.",
        f"Cutoff: {cutoff_words(potential.model.cutoff)}.",
        *triple_dipole_words(potential),
        f"Reference energy: each atom counts {reference!r} eV by itself, which is not in phi(r).",
        f"Shortest distance in the data: {potential.shortest_distance:.4f} Å; what the potential "
        "says at shorter ones is extrapolated.",
        f"Database: {potential.database_name}, SHA-256 {potential.fit['database']['sha256']}.",
    ]
    return wrapped(lines)


def knot_words(potential: Potential) -> list[str]:
    """Return a line with the knots of a spline, none for other forms."""
    knots = potential.model.knots
    return [f"Knots (Å): {', '.join(f'{knot:g}' for knot in knots)}."] if knots else []


def triple_dipole_words(potential: Potential) -> list[str]:
    """Return a line on the triple-dipole energy, none without it."""
    if not potential.model.triple_radius:
        return []
    return [
        "Triple dipoles: C9 (1 + 3 cos a cos b cos c) / (r_ab r_bc r_ca)^3 for each triangle of "
        "atoms with the angles a, b, c; from 0.8 of the distance "
        f"{potential.model.triple_radius:g} Å to there each side switches it off smoothly."
    ]


def commented(lines: list[str]) -> str:
    """Return lines as comments with #."""
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


def commented_for_lammps(lines: list[str]) -> str:
    """Return comments in ASCII, without the & that would join a line to the next."""
    text = commented([line.replace("Å", "Angstrom").replace("&", "and") for line in lines])
    return text.encode("ascii", "replace").decode()


def wrapped(lines: list[str]) -> list[str]:
    """Return lines none of which is longer than a page is wide; the rest of a line is indented."""
    return [
        part
        for line in lines
        for part in textwrap.wrap(
            line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
    ]
