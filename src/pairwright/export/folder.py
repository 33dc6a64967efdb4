"""Everything of an export folder but the data sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from pairwright.export.json_copy import potential_copy
from pairwright.export.lammps import lammps_files
from pairwright.export.potential import Potential
from pairwright.export.readme import readme
from pairwright.export.table import pair_columns


@dataclass(frozen=True)
class Folder:
    """What the files hold.

    Texts of ``potential.lammps``, ``potential.table``, ``potential.csv`` and ``README.md``, and the
    contents of ``potential.json`` and ``export.json``.
    """

    lammps: str
    table: str
    columns: str
    readme: str
    potential: dict[str, Any]
    record: dict[str, Any]


def export_folder(
    fit: dict[str, Any], summary: dict[str, Any], form_files: Sequence[str] = ()
) -> Folder:
    """Return what a ``fit.json`` is exported to, with the database's ``summary.json``.

    Raises PairwrightError when the data hold no pair, or the pair energy is no number at short
    range.
    """
    potential = Potential.of(fit, summary, form_files)
    lammps = lammps_files(potential)
    copied = potential_copy(potential)
    record = {
        name: copied[name]
        for name in ("form", "element", "cutoff", "database", "shortest_distance_A")
    }
    return Folder(
        lammps=lammps.include,
        table=lammps.table,
        columns=pair_columns(potential),
        readme=readme(potential, lammps),
        potential=copied,
        record={**record, "lammps": lammps.record, "pairwright": version("pairwright")},
    )
