"""Lennard-Jones in loops: ASE's own calculator, and the plain double loop one can read.

E = sum over pairs of 4 epsilon [(sigma / r)^12 - (sigma / r)^6] - (the same at rc), for r <= rc.
"""

from typing import Any

import numpy as np
from ase import Atoms
from ase.calculators.lj import LennardJones
from ase.stress import voigt_6_to_full_3x3_stress

from pairwright.data.quality import periodic_box
from pairwright.lj.geometry import (
    HIGHEST_ENERGY,
    Result,
    checked,
    empty_result,
    image_numbers,
    refuse_coincident,
    wrapped,
)


def ase_calculator(
    positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
) -> Result:
    """Return energy (eV), forces (n, 3) (eV/Å) and stress (3, 3) (eV/Å^3) of ASE's calculator.

    ``positions`` (n, 3), ``cell`` (3, 3), ``sigma`` and ``rc`` in Å, ``epsilon`` in eV.
    The atoms and the calculator are new at each call, so that nothing is remembered.
    Source: ase.calculators.lj, with its default ``smooth=False``.
    Raises PairwrightError for input that has no energy.
    """
    system = checked(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)
    if len(system.positions) == 0:
        return empty_result(system)
    atoms = Atoms(
        numbers=[18] * len(system.positions),
        positions=system.positions,
        cell=system.cell,
        pbc=system.pbc,
        calculator=LennardJones(epsilon=epsilon, sigma=sigma, rc=rc),
    )
    with np.errstate(all="ignore"):
        energy = float(atoms.get_potential_energy())
    if not energy < HIGHEST_ENERGY * epsilon:
        refuse_coincident(system, rc)
    forces = atoms.get_forces()
    if system.volume is None:
        return energy, forces, None
    return energy, forces, voigt_6_to_full_3x3_stress(atoms.get_stress())


def loops(
    positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
) -> Result:
    """Return energy (eV), forces (n, 3) (eV/Å) and stress (3, 3) (eV/Å^3), atom by atom.

    Atom i feels every atom j and every image of j (its own images too) at d = x_j + image - x_i:
    half of the pair energy is its own, F_i = sum phi'(r) d / r, and the stress is
    1 / (2 V) sum phi'(r) d (x) d / r, in ASE's sign.
    ``positions`` (n, 3), ``cell`` (3, 3), ``sigma`` and ``rc`` in Å, ``epsilon`` in eV.
    Raises PairwrightError for input that has no energy.
    """
    system = checked(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)
    if len(system.positions) == 0:
        return empty_result(system)
    box = periodic_box(system.cell, system.pbc)
    points = wrapped(system.positions, box, system.pbc).tolist()
    shifts = (image_numbers(box, system.pbc, rc) @ box).tolist()
    energy_at_rc = 4 * epsilon * ((sigma / rc) ** 12 - (sigma / rc) ** 6)
    energy = 0.0
    forces = [[0.0, 0.0, 0.0] for _ in points]
    virial = [[0.0, 0.0, 0.0] for _ in range(3)]
    for i, here in enumerate(points):
        for j, there in enumerate(points):
            for image, shift in enumerate(shifts):
                if i == j and image == 0:
                    continue
                d = [there[k] + shift[k] - here[k] for k in range(3)]
                r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2]
                if r2 > rc * rc:
                    continue
                if r2 < 1e-18 * sigma * sigma:
                    refuse_coincident(system, rc)
                attraction = (sigma * sigma / r2) ** 3
                repulsion = attraction * attraction
                energy += 0.5 * (4 * epsilon * (repulsion - attraction) - energy_at_rc)
                slope_over_r = -24 * epsilon * (2 * repulsion - attraction) / r2
                for a in range(3):
                    forces[i][a] += slope_over_r * d[a]
                    for b in range(3):
                        virial[a][b] += 0.5 * slope_over_r * d[a] * d[b]
    stress = None if system.volume is None else np.array(virial) / system.volume
    return energy, np.array(forces), stress
