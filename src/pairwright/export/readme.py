"""The README of an export folder: what is in it, and how ASE and LAMMPS are told to use it."""

import math
from pathlib import Path
from typing import Any

import numpy as np
from ase.build import bulk
from ase.data import atomic_masses, atomic_numbers

from pairwright.data.pairs import structure_distances
from pairwright.export.description import cutoff_words
from pairwright.export.lammps import INCLUDE_FILE, LammpsFiles
from pairwright.export.potential import Potential

WIDEST = 2.0
"""Neighbours of the example's crystal are at most so many shortest distances apart."""

_PAGE = """# {name} potential for {element}

| file | what it is |
|---|---|
| `potential.json` | the potential with all digits, for ASE |
| `potential.lammps` | {include} |
| `potential.table` | {table} |
| `potential.csv` | energy and force of a pair against its distance |
| `export.json` | how it was exported, for programs |
| `data-sheet.html`, `.md` | where it comes from and how good it is |

The potential ends where its fit ended: {cutoff}.
Two atoms in the data are never closer than {shortest:.2f} Å: what it says at shorter distances is
extrapolated.

## ASE

In this folder, where pairwright is installed{beside}:

```python
{ase}```

Energies include the reference energy, {reference!r} eV for each atom.

## LAMMPS

{lammps}"""

_ASE = """from ase.build import bulk
from pairwright import load_potential

atoms = bulk("{element}", "fcc", a={constant})
atoms.calc = load_potential("potential.json"{own})
print(atoms.get_potential_energy(), "eV")
"""

_LAMMPS = """units metal
lattice fcc {constant}
region box block 0 4 0 4 0 4
create_box 1 box
create_atoms 1 box
mass 1 {mass}
include {include}
run 0
"""


def readme(potential: Potential, lammps: LammpsFiles) -> str:
    """Return the README in Markdown; its example of ASE runs in the export folder."""
    return _PAGE.format(
        name=potential.model.name,
        element=potential.element,
        include=_include_purpose(lammps.record),
        table=_table_purpose(lammps.record),
        cutoff=cutoff_words(potential.model.cutoff),
        shortest=potential.shortest_distance,
        beside=_beside(potential),
        ase=ase_example(potential),
        reference=potential.reference_energy,
        lammps=_lammps_text(potential, lammps.record),
    )


def ase_example(potential: Potential) -> str:
    """Return a Python program that computes the energy of an fcc crystal."""
    files = [Path(path).name for path in potential.form_files]
    return _ASE.format(
        element=potential.element,
        constant=fcc_constant(potential),
        own=f", {files!r}" if files else "",
    )


def _beside(potential: Potential) -> str:
    files = [f"`{Path(path).name}`" for path in potential.form_files]
    return f", with a copy of your {' and '.join(files)}" if files else ""


def fcc_constant(potential: Potential) -> float:
    """Return the constant (Å) of the fcc crystal of least pair energy."""
    crystal = bulk(potential.element, "fcc", a=math.sqrt(2))
    farthest = potential.radius / potential.shortest_distance
    shells = structure_distances(crystal.positions, crystal.cell.array, crystal.pbc, farthest)
    nearest = potential.shortest_distance * np.linspace(1, WIDEST, 200)
    energies = potential.energies(np.outer(nearest, shells).ravel()).reshape(len(nearest), -1)
    return round(math.sqrt(2) * float(nearest[np.argmin(energies.sum(axis=1))]), 2)


def lammps_example(potential: Potential) -> str:
    """Return a LAMMPS input, for the export folder, that computes the energy of an fcc crystal."""
    mass = float(atomic_masses[atomic_numbers[potential.element]])
    return _LAMMPS.format(constant=fcc_constant(potential), mass=mass, include=INCLUDE_FILE)


def _include_purpose(record: dict[str, Any]) -> str:
    return "to be included by LAMMPS" if record["style"] else "stops LAMMPS: see below"


def _table_purpose(record: dict[str, Any]) -> str:
    if record["style"] is None:
        return "holds nothing: see below"
    if not record["native"]:
        return f"read by `{INCLUDE_FILE}`"
    return f"the same as a table, which `{INCLUDE_FILE}` does not need"


def _lammps_text(potential: Potential, record: dict[str, Any]) -> str:
    remarks = "\n".join(record["remarks"])
    if record["style"] is None:
        return f"{remarks}\n"
    return (
        f"{remarks}\n\n```lammps\n{lammps_example(potential)}```\n\n"
        "LAMMPS does not add the reference energy: ASE's energy is LAMMPS's plus "
        f"{potential.reference_energy!r} eV\nfor each atom.\n"
    )
