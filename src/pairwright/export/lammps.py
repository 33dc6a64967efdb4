"""The file that a LAMMPS input includes to compute with a potential, and its table."""

from dataclasses import dataclass
from typing import Any

from pairwright.export.description import commented_for_lammps, description, wrapped
from pairwright.export.digits import rounded_up
from pairwright.export.lammps_commands import (
    FOLDER_VARIABLE,
    native_commands,
    needs_carrier,
    section_name,
    table_commands,
)
from pairwright.export.lammps_styles import Style, native_style, why_not_native
from pairwright.export.lammps_table import Interpolated, best_table, table_text
from pairwright.export.potential import Potential

INCLUDE_FILE = "potential.lammps"

NO_TRIPLE_DIPOLES = (
    "LAMMPS cannot compute this potential: its pair_style atm ends the triple-dipole energy "
    "sharply where this potential switches it off smoothly, and the pair part alone would be "
    "another potential."
)
REFUSAL = "this_potential_has_triple_dipoles_that_LAMMPS_ends_otherwise"
"""An unknown style: LAMMPS stops with an error that says it, also where it is a library."""


@dataclass(frozen=True)
class LammpsFiles:
    """The texts of both files, and what ``export.json`` says of them."""

    include: str
    table: str
    record: dict[str, Any]


def lammps_files(potential: Potential) -> LammpsFiles:
    """Return LAMMPS's files of a potential: its own style where it has the same, else a table.

    Both are for ``units metal``. A potential with triple dipoles is refused: its include file stops
    LAMMPS, and says why. Raises PairwrightError when the pair energy is no number at short range.
    """
    if potential.model.triple_radius:
        return _refused(potential)
    found = best_table(potential)
    native = native_style(potential)
    by_table = table_commands(potential, len(found.table.r))
    chosen = by_table if native is None else native_commands(potential, native)
    remarks = _remarks(potential, native, found)
    parts = [
        commented_for_lammps([*description(potential), "", *wrapped(_use(potential))]),
        commented_for_lammps(wrapped(remarks)) + _lines(chosen),
    ]
    if native is not None and native.package:
        instead = [f"A LAMMPS without the package {native.package} can take the table:"]
        parts.append(commented_for_lammps([*instead, *by_table]))
    return LammpsFiles(
        "\n".join(parts),
        table_text(found, section_name(potential), description(potential)),
        {**_record(potential, native, found), "remarks": remarks, "commands": chosen},
    )


def _refused(potential: Potential) -> LammpsFiles:
    head = commented_for_lammps([*description(potential), "", *wrapped([NO_TRIPLE_DIPOLES])])
    record = {
        "native": False,
        "style": None,
        "reason": NO_TRIPLE_DIPOLES,
        "remarks": [NO_TRIPLE_DIPOLES],
        "commands": [],
    }
    return LammpsFiles(head + _lines([f"pair_style {REFUSAL}"]), head, record)


def _lines(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _use(potential: Potential) -> list[str]:
    return [
        f"Use: units metal, atom type 1 for {potential.element}; when the box is there, "
        f"include {INCLUDE_FILE}",
        "LAMMPS does not add the reference energy: pairwright's energy is LAMMPS's plus, for each "
        f"atom, {potential.reference_energy!r} eV.",
    ]


def _remarks(potential: Potential, native: Style | None, found: Interpolated) -> list[str]:
    if native is None:
        lines = [
            f"A table, because {why_not_native(potential)}.",
            f"Its {len(found.table.r)} points, interpolated by LAMMPS, are off by at most "
            f"{rounded_up(found.energy_error_meV)} meV and "
            f"{rounded_up(found.force_error_meV_per_A)} meV/Å for each pair between the shortest "
            "distance in the data and the cutoff.",
            f"It begins at {found.table.r[0]:g} Å: LAMMPS stops with an error when two atoms come "
            "closer than that.",
            "LAMMPS warns of a force or two where the curve bends the other way; that is expected.",
            "When LAMMPS runs in another folder than this one, put before the include: variable "
            f"{FOLDER_VARIABLE} index NAME-OF-THIS-FOLDER",
        ]
    else:
        lines = [f"LAMMPS computes the same function with its pair_style {native.name}."]
    if needs_carrier(potential, native):
        lines.append(
            "LAMMPS has no tail for it. The buck below acts on no pair of atoms; its coefficients "
            "give it the tail of this potential, which LAMMPS adds to energy and pressure."
        )
    if potential.model.cutoff.has_tail:
        lines.append(
            "In a box that does not repeat in every direction this potential has no tail, but "
            "LAMMPS would add one for the volume of its box."
        )
    if native is not None and native.package:
        lines.append(f"It needs a LAMMPS with the package {native.package}.")
    return lines


def _record(potential: Potential, native: Style | None, found: Interpolated) -> dict[str, Any]:
    return {
        "native": native is not None,
        "style": native.name if native else "table spline",
        "package": native.package if native else None,
        "reason": None if native else why_not_native(potential),
        "tail_carried_by_buck": needs_carrier(potential, native),
        "table": {
            "points": len(found.table.r),
            "first_distance_A": found.table.r[0].item(),
            "compared_from_A": potential.shortest_distance,
            "largest_energy_error_meV": found.energy_error_meV,
            "largest_force_error_meV_per_A": found.force_error_meV_per_A,
            "reaches_goal": found.reaches_goal,
        },
    }
