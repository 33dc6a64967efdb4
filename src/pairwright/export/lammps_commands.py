"""LAMMPS's commands for a potential, by a style of its own or by a table."""

from dataclasses import dataclass

from pairwright.export.lammps_styles import Style, effective_scheme
from pairwright.export.lammps_tail import RADIUS, carrier_coefficients
from pairwright.export.potential import Potential

TABLE_FILE = "potential.table"
FOLDER_VARIABLE = "potential_folder"


@dataclass(frozen=True)
class _Pair:
    """A pair style: its words after ``pair_style``, its coefficients, its ``pair_modify``."""

    style: str
    coefficients: str
    modify: str | None = None

    @property
    def name(self) -> str:
        return self.style.split()[0]


def needs_carrier(potential: Potential, native: Style | None) -> bool:
    """Say whether the potential has a tail that its style of LAMMPS does not know."""
    return potential.model.cutoff.has_tail and not (native is not None and native.has_tail)


def native_commands(potential: Potential, native: Style) -> list[str]:
    """Return the lines of LAMMPS's own style."""
    cutoff = potential.model.cutoff
    ends = [repr(cutoff.radius)]
    if effective_scheme(cutoff) == "switch":
        ends.insert(0, repr(cutoff.switch_start))
    coefficients = " ".join(map(repr, potential.pair_values))
    pair = _Pair(f"{native.name} {' '.join(ends)}", coefficients, native.modify)
    return _with_carrier(potential, pair) if needs_carrier(potential, native) else _alone(pair)


def section_name(potential: Potential) -> str:
    """Return the name of the table's section, another for each potential.

    So LAMMPS stops with an error when it is led to the table of another potential.
    """
    return f"{potential.element}-{potential.model.name}-{potential.digest}"


def table_commands(potential: Potential, points: int) -> list[str]:
    """Return the lines that take the table of so many points, in a folder that may be named.

    LAMMPS keeps the name of a folder that it is given first, even after ``clear``, so the name is
    deleted once it was used.
    """
    place = f"${{{FOLDER_VARIABLE}}}/{TABLE_FILE}"
    coefficients = f"{place} {section_name(potential)} {potential.radius!r}"
    pair = _Pair(f"table spline {points}", coefficients)
    carried = needs_carrier(potential, None)
    lines = _with_carrier(potential, pair) if carried else _alone(pair)
    return [
        f"variable {FOLDER_VARIABLE} index .",
        *lines,
        f"variable {FOLDER_VARIABLE} delete",
    ]


def _alone(pair: _Pair) -> list[str]:
    lines = [f"pair_style {pair.style}", f"pair_coeff 1 1 {pair.coefficients}"]
    return lines + ([f"pair_modify {pair.modify}"] if pair.modify else [])


def _with_carrier(potential: Potential, pair: _Pair) -> list[str]:
    carrier = " ".join(map(repr, carrier_coefficients(potential)))
    lines = [
        f"pair_style hybrid/overlay {pair.style} buck {RADIUS!r}",
        f"pair_coeff 1 1 {pair.name} {pair.coefficients}",
        f"pair_coeff 1 1 buck {carrier}",
    ]
    if pair.modify:
        lines.append(f"pair_modify pair {pair.name} {pair.modify}")
    return [*lines, "pair_modify pair buck tail yes"]
