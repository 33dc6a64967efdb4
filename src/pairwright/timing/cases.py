"""The systems of the timing study, from 13 atoms to a million, and what is asked about each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from ase.build import bulk
from ase.cluster import Icosahedron

from pairwright.errors import PairwrightError
from pairwright.lj.geometry import FloatArray, Result
from pairwright.lj.implementations import Implementation

ARGON = {"epsilon": 0.0104, "sigma": 3.4, "rc": 10.2}
"""The classic parameters of argon (eV, Å), cut at three sigma as in ASE."""

REDUCED = {"epsilon": 1.0, "sigma": 1.0, "rc": 3.0}
"""The parameters of the 13-atom cluster of the post of 2017."""

QUANTITIES = ("energy", "energy_forces", "energy_forces_stress")

FCC_LATTICE_CONSTANT = 5.26
RATTLE = 0.05
"""Atoms stand this far from their sites (standard deviation, Å): no force is zero."""

_SHELLS = (3, 4, 5, 7, 9, 12, 15)
_REPEATS = (1, 2, 3, 4, 5, 7, 10, 14, 20, 30, 40, 63)
_BASES = (10, 7)
"""Larger crystals repeat a rattled one of so many cells: their exact energy is known from it."""


@dataclass(frozen=True)
class Case:
    """A system and a model: ``positions`` (n, 3), ``cell`` (3, 3) in Å, ``model`` the arguments.

    ``system`` is its name, where it has one.
    ``base`` is the case that this one repeats ``repeats`` times along each vector, if it does; its
    atoms come first, then its copies, as in ASE.
    """

    positions: FloatArray
    cell: FloatArray
    pbc: bool | tuple[bool, bool, bool]
    model: dict[str, float]
    system: str = ""
    base: "Case | None" = None
    repeats: int = 1

    def run(self, function: Implementation) -> Result:
        """Return energy (eV), forces (n, 3) (eV/Å) and stress (3, 3) (eV/Å^3) by a function."""
        return function(self.positions, self.cell, self.pbc, **self.model)

    @property
    def natoms(self) -> int:
        """Number of atoms."""
        return len(self.positions)

    @property
    def quantities(self) -> tuple[str, ...]:
        """What can be asked for: no stress without a volume."""
        return QUANTITIES if self.pbc else QUANTITIES[:2]


def thirteen_atoms() -> Case:
    """Return the icosahedron of the post: lattice constant 3, sigma and epsilon 1."""
    atoms = Icosahedron("Ar", noshells=2, latticeconstant=3)
    return Case(atoms.positions, np.zeros((3, 3)), False, REDUCED, "cluster-13")


def cluster(shells: int) -> Case:
    """Return a Mackay icosahedron of argon, rattled."""
    atoms = Icosahedron("Ar", noshells=shells, latticeconstant=FCC_LATTICE_CONSTANT)
    atoms.rattle(RATTLE, seed=shells)
    return Case(atoms.positions, np.zeros((3, 3)), False, ARGON, f"cluster-{len(atoms)}")


def primitive() -> Case:
    """Return the primitive cell of fcc argon: one atom, 134 neighbours, all of them itself."""
    atoms = bulk("Ar", "fcc", FCC_LATTICE_CONSTANT)
    return Case(atoms.positions, atoms.cell.array, True, ARGON, "fcc-1")


def crystal(repeats: int) -> Case:
    """Return fcc argon of ``repeats`` cubic cells along each axis, rattled.

    The largest are put together from equal pieces, one of which gives the exact answer for all.
    """
    for size in _BASES:
        if repeats > size and repeats % size == 0:
            return _repeated(crystal(size), repeats // size)
    atoms = bulk("Ar", "fcc", FCC_LATTICE_CONSTANT, cubic=True) * (repeats, repeats, repeats)
    atoms.rattle(RATTLE, seed=repeats)
    return Case(atoms.positions, atoms.cell.array, True, ARGON, f"fcc-{len(atoms)}")


def _repeated(base: Case, repeats: int) -> Case:
    numbers = np.indices((repeats, repeats, repeats)).reshape(3, -1).T
    moved = base.positions[None, :, :] + (numbers @ base.cell)[:, None, :]
    positions = moved.reshape(-1, 3)
    name = f"fcc-{len(positions)}"
    return Case(positions, base.cell * repeats, True, base.model, name, base, repeats)


def _atoms_in_icosahedron(shells: int) -> int:
    return (10 * shells**3 - 15 * shells**2 + 11 * shells - 3) // 3


SYSTEMS: dict[str, tuple[int, Callable[[], Case]]] = {
    "cluster-13": (13, thirteen_atoms),
    **{
        f"cluster-{_atoms_in_icosahedron(shells)}": (
            _atoms_in_icosahedron(shells),
            partial(cluster, shells),
        )
        for shells in _SHELLS
    },
    "fcc-1": (1, primitive),
    **{f"fcc-{4 * n**3}": (4 * n**3, partial(crystal, n)) for n in _REPEATS},
}
"""Number of atoms, and how to make it, of each system by name."""


def case(system: str) -> Case:
    """Return a system of the study by its name; raises PairwrightError for an unknown one."""
    if system not in SYSTEMS:
        raise PairwrightError(f"timing: no system {system!r}; there are {', '.join(SYSTEMS)}")
    return SYSTEMS[system][1]()


FAMILIES = ("cluster", "fcc")
"""How the names of the systems begin: free clusters, and periodic crystals."""


def systems_up_to(largest: int, family: str = "") -> list[str]:
    """Return the names of the systems with at most ``largest`` atoms: of one family, or of all."""
    return [
        name
        for name, (natoms, _) in SYSTEMS.items()
        if natoms <= largest and name.startswith(family)
    ]
