"""NIST's reference configurations of Lennard-Jones atoms: energy, virial and tail correction.

Reduced units. NIST cuts pairs off at the radius without a shift; its virial is the sum over pairs
of r times the force -phi'(r), and its correction is that of a uniform density beyond the radius.
Source of the configurations: NIST Standard Reference Simulation Website, Lennard-Jones fluid
reference calculations, cuboid and non-cuboid cells.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ase import Atoms

from pairwright.errors import PairwrightError
from pairwright.potentials.calculator import PairCalculator
from pairwright.potentials.cutoffs import Cutoff
from pairwright.potentials.model import model_named

FloatArray = npt.NDArray[np.float64]
Record = dict[str, Any]

CUBE = 8.0 * np.eye(3)
"""Cell vectors of configuration 4 of the cuboid cells."""
TRICLINIC = np.array(
    [
        [10.0, 0.0, 0.0],
        [1.7364817766693041, 9.84807753012208, 0.0],
        [2.5881904510252074, 0.42863479791864567, 9.64974312607518],
    ]
)
"""Cell vectors of configuration 3 of the other cells."""
RADII = (3.0, 4.0)


def nist_record(cuboid: str | Path, triclinic: str | Path) -> Record:
    """Return energies, virials and corrections by cell and radius.

    The files hold positions, three numbers to a line. Raises PairwrightError naming a file that
    does not.
    """
    cells = {"cuboid": (cuboid, CUBE), "triclinic": (triclinic, TRICLINIC)}
    return {
        name: {f"{radius:g}": _at_radius(_positions(path), cell, radius) for radius in RADII}
        for name, (path, cell) in cells.items()
    } | {"units": "epsilon"}


def _positions(path: str | Path) -> FloatArray:
    try:
        positions = np.loadtxt(path, ndmin=2)
    except (OSError, ValueError) as error:
        raise PairwrightError(f"{path}: cannot be read as positions ({error})") from None
    if positions.shape[1] != 3:
        raise PairwrightError(f"{path}: found {positions.shape[1]} numbers to a line; allowed: 3")
    return positions


def _at_radius(positions: FloatArray, cell: FloatArray, radius: float) -> Record:
    atoms = Atoms("Ar" * len(positions), positions=positions, cell=cell, pbc=True)
    results = {}
    for scheme in ("cut", "tail"):
        atoms.calc = PairCalculator(model_named("lennard-jones", Cutoff(scheme, radius)), (1, 1))
        results[scheme] = float(atoms.get_potential_energy()), atoms.get_stress(voigt=False)
    energy, stress = results["cut"]
    return {
        "energy": energy,
        "virial": float(-np.trace(stress) * atoms.get_volume()),
        "tail_correction": results["tail"][0] - energy,
    }
