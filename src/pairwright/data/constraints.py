"""Forces on atoms that a constraint held, when the database has zeros in their place."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

# Loading ase.db takes longer than reading a small dataset: only who reads a database does it.
if TYPE_CHECKING:
    from ase.db.row import AtomsRow

FloatArray = npt.NDArray[np.float64]

HOLDING = ("FixAtoms", "FixCartesian", "FixScaled", "FixedPlane", "FixedLine", "FixedMode")
"""ASE's constraints that take force components away."""


def free_forces(row: "AtomsRow") -> FloatArray:
    """Return the forces (n, 3) in eV/Å stored with a row, NaN where a constraint took them away.

    ASE stores the calculated forces, but ``atoms.get_forces()`` gives those that its constraints
    leave, and programs that relax write zeros too. So where constraining the stored forces changes
    nothing, what is stored for the atoms that the constraints hold is not what was calculated.
    """
    forces = np.array(row.get("forces"), dtype=float)
    constraints = _holding(row)
    if not constraints or not _unchanged(row, constraints, forces):
        return forces
    probe = np.random.default_rng(0).normal(size=forces.shape)
    constrained = _constrained(row, constraints, probe)
    forces[(constrained != probe).any(axis=1)] = np.nan
    return forces


def _holding(row: "AtomsRow") -> list[Any]:
    """Return the row's constraints that take force components away."""
    try:
        found = row.constraints
    except (AttributeError, KeyError, TypeError, ValueError):
        return []
    return [constraint for constraint in found if type(constraint).__name__ in HOLDING]


def _constrained(row: "AtomsRow", constraints: list[Any], forces: FloatArray) -> FloatArray:
    left = forces.copy()
    atoms = row.toatoms()
    for constraint in constraints:
        constraint.adjust_forces(atoms, left)
    return left


def _unchanged(row: "AtomsRow", constraints: list[Any], forces: FloatArray) -> bool:
    return bool(np.allclose(_constrained(row, constraints, forces), forces, rtol=0, atol=1e-12))
