"""Lattice sums by the library's own crystals, and the exact numbers that follow from them.

A crystal with infinite range is a crystal with a cutoff and a tail, the more so when the cutoff
sphere holds as many atoms as its volume does: then the tail errs least.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from ase import Atoms

from pairwright.data.crystals import primitive_cell
from pairwright.data.pairs import structure_distances
from pairwright.potentials.cutoffs import Cutoff
from pairwright.potentials.forms import Form, Parameter
from pairwright.potentials.model import Model, model_named
from pairwright.properties.lattice import energies_at, minima, shells_of

FloatArray = npt.NDArray[np.float64]
Record = dict[str, Any]

NEIGHBOURS = {"fcc": 2 ** (1 / 6), "hcp": 2 ** (1 / 6), "bcc": (27 / 16) ** (1 / 6)}
"""Distance of nearest neighbours in units of the cube root of the volume per atom."""
EXPONENTS = (6, 8, 10, 12)
RADIUS = 40.0
"""Cutoff in units of the cube root of the volume per atom, about."""
MIE = {"12-6": (12.0, 6.0), "14-7": (14.0, 7.0), "9-6": (9.0, 6.0), "10.5-3.8": (10.5, 3.8)}
CUTS = (2.5, 3.0, 4.0, 6.0, 8.0)
"""Radii of the cutoff trap, in sigma."""


def crystal_record() -> Record:
    """Return, for each crystal, its sums, Lennard-Jones minimum and Mie identities; and the trap.

    Lengths in sigma and energies in epsilon; the sums A_n of r^-n over all other atoms are in units
    of the distance of nearest neighbours.
    """
    structures = {name: _record_of(name) for name in NEIGHBOURS}
    fcc, hcp = (structures[name]["lennard_jones"]["energy"] for name in ("fcc", "hcp"))
    return {
        "structures": structures,
        "hcp_minus_fcc": hcp - fcc,
        "hcp_minus_fcc_cut": {f"{cut:g}": _trap("cut", cut, structures) for cut in CUTS},
        "hcp_minus_fcc_shifted": {f"{cut:g}": _trap("shift", cut, structures) for cut in CUTS},
        "units": "epsilon, sigma; sums in units of the distance of nearest neighbours",
    }


def _record_of(structure: str) -> Record:
    sums = {f"A{n}": lattice_sum(structure, n) for n in EXPONENTS}
    volume, energy, modulus, _ = _mie_minimum(structure, *MIE["12-6"])
    neighbour = NEIGHBOURS[structure] * volume ** (1 / 3)
    return {
        "sums": sums,
        "lennard_jones": {
            "nearest_neighbours": neighbour,
            "energy": energy,
            "volume": volume,
            "bulk_modulus": modulus,
        },
        "mie": {name: _identities(structure, *pair) for name, pair in MIE.items()},
    }


def lattice_sum(structure: str, exponent: int) -> float:
    """Return A_n = Σ r^-n over all other atoms of fcc, hcp (ideal c/a) or bcc.

    Distances are in units of that of nearest neighbours.
    """
    form = Form(lambda r, values: values[0] * r ** -float(exponent), (Parameter("one", "", 1.0),))
    atoms = primitive_cell("Ar", structure, 1.0)
    power = Model("inverse power", form, Cutoff("tail", balanced_radius(atoms, RADIUS)))
    energy = energies_at(shells_of(atoms, power, 1.0), power, (1.0,), np.array(1.0))
    # Two atoms share a pair's energy.
    return float(2 * energy * NEIGHBOURS[structure] ** exponent)


def balanced_radius(atoms: Atoms, about: float) -> float:
    """Return a radius (Å) just below ``about`` whose sphere holds as many atoms as its volume."""
    distances = structure_distances(atoms.positions, atoms.cell.array, atoms.pbc, about)
    within = 1 + 2 / len(atoms) * np.arange(1, len(distances) + 1)
    radii = (3 * within / (4 * np.pi) * atoms.get_volume() / len(atoms)) ** (1 / 3)
    between = np.flatnonzero((distances[:-1] < radii[:-1]) & (radii[:-1] < distances[1:]))
    return float(radii[between[-1]])


def _mie_minimum(structure: str, n: float, m: float) -> tuple[float, float, float, float]:
    """Return V0, E0, B0 and B0' per atom of a Mie crystal with epsilon = sigma = 1."""
    # The atoms stand where the minimum is, so that the radius is balanced there.
    volume = _minimum(structure, n, m, 12.0)[0]
    radius = balanced_radius(primitive_cell("Ar", structure, volume), RADIUS)
    return _minimum(structure, n, m, radius)


def _minimum(
    structure: str, n: float, m: float, radius: float
) -> tuple[float, float, float, float]:
    """Return V0, E0, B0 and B0' per atom with pairs up to ``radius`` and a tail."""
    model = model_named("mie", Cutoff("tail", radius))
    volumes = np.linspace(0.5, 1.2, 60)
    shells = shells_of(primitive_cell("Ar", structure, 1.0), model, volumes[0])
    found = minima(shells, model, np.array([[1.0], [1.0], [n], [m]]), volumes)
    v0, e0, b0, b0_prime = (float(column[0]) for column in vars(found).values())
    return v0, e0, b0, b0_prime


def _identities(structure: str, n: float, m: float) -> Record:
    """Return B0 V0 / |E0| and B0', with what they are exactly: n m / 9 and (n + m) / 3 + 2."""
    volume, energy, modulus, derivative = _minimum(structure, n, m, 13.0)
    return {
        "modulus_volume_over_energy": modulus * volume / abs(energy),
        "exact_modulus_volume_over_energy": n * m / 9,
        "modulus_derivative": derivative,
        "exact_modulus_derivative": (n + m) / 3 + 2,
    }


def _trap(scheme: str, radius: float, structures: Record) -> float:
    """Return E(hcp) - E(fcc) per atom at the exact minima of both, pairs ended at ``radius``."""
    model = model_named("lennard-jones", Cutoff(scheme, radius))
    energies = {}
    for name in ("fcc", "hcp"):
        volume = structures[name]["lennard_jones"]["volume"]
        shells = shells_of(primitive_cell("Ar", name, 1.0), model, volume)
        energies[name] = float(energies_at(shells, model, (1.0, 1.0), np.array(volume)))
    return energies["hcp"] - energies["fcc"]
