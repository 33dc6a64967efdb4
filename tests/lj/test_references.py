"""Published numbers: NIST's configurations, minima of clusters, lattice sums."""

from pathlib import Path

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from lj.systems import Case
from scipy.optimize import minimize

from pairwright.lj import IMPLEMENTATIONS, energy_forces_stress

NIST = Path(__file__).parent / "nist_configuration_4.txt"
# Energy of each cutoff with the bare cut, and the pair virial; NIST gives five digits.
NIST_CONFIGURATION_4 = {3.0: (-16.790, -46.249), 4.0: (-17.060, -47.869)}
EVERY = pytest.mark.parametrize("name", IMPLEMENTATIONS)


def pairs_within(positions, length, rc):
    """Count pairs by the nearest image; right for rc up to half of the length."""
    vectors = positions[:, None] - positions
    vectors -= length * np.round(vectors / length)
    distances = np.linalg.norm(vectors, axis=2)[np.triu_indices(len(positions), 1)]
    return np.count_nonzero(distances <= rc)


@EVERY
@pytest.mark.parametrize("rc", NIST_CONFIGURATION_4)
def test_nist_reference_configuration(name, rc):
    """NIST cuts and does not shift: the shift of each pair within rc is put back."""
    positions = np.loadtxt(NIST)
    case = Case(positions, 8.0 * np.eye(3), True, {"epsilon": 1.0, "sigma": 1.0, "rc": rc})
    energy, _, stress = case.run(IMPLEMENTATIONS[name])
    shift = 4 * (rc**-12 - rc**-6)
    virial = -np.trace(stress) * 8.0**3
    expected, expected_virial = NIST_CONFIGURATION_4[rc]
    assert energy + pairs_within(positions, 8.0, rc) * shift == pytest.approx(expected, abs=6e-4)
    # NIST's virial is the sum of r times the force, -phi'(r); it has five digits.
    assert virial == pytest.approx(expected_virial, abs=6e-4)


MINIMA = {3: -3, 4: -6, 5: -9.103852, 6: -12.712062, 7: -16.505384, 13: -44.326801}
OCTAHEDRON = [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]]


def start_of(natoms):
    """Return atoms near the known minimum: simplices, bipyramids, octahedron, icosahedron."""
    if natoms == 6:
        return 0.8 * np.array(OCTAHEDRON, dtype=float)
    if natoms == 13:
        from ase.cluster import Icosahedron

        return Icosahedron("Ar", noshells=2, latticeconstant=1.6).positions
    ring = max(natoms - 2, 3)
    angles = 2 * np.pi * np.arange(ring) / ring
    radius = 0.56 / np.sin(np.pi / ring)
    points = [[radius * np.cos(a), radius * np.sin(a), 0.0] for a in angles]
    tips = [[0, 0, 0.8], [0, 0, -0.8]][: natoms - ring]
    return np.array(points + tips)


@pytest.mark.parametrize("natoms", MINIMA)
def test_minima_of_clusters(natoms):
    """Energies of the Cambridge Cluster Database, with a cutoff at which nothing is left."""
    model = {"epsilon": 1.0, "sigma": 1.0, "rc": 1e4}
    cell = np.zeros((3, 3))

    def energy_and_slope(numbers):
        energy, forces, _ = energy_forces_stress(numbers.reshape(-1, 3), cell, False, **model)
        return energy, -forces.ravel()

    found = minimize(energy_and_slope, start_of(natoms).ravel(), jac=True, tol=1e-10)
    assert found.fun == pytest.approx(MINIMA[natoms], abs=1e-6)


# r0 / sigma and energy / epsilon at infinite range (notes, section 3.1; Burrows et al. 2020).
LATTICES = {
    "fcc": (1.090172958, -8.610200157, np.sqrt(2)),
    "bcc": (1.068432134, -8.237291910, 2 / np.sqrt(3)),
    "hcp": (1.090166881, -8.611069732, 1.0),
}


@pytest.mark.parametrize("lattice", LATTICES)
def test_lattice_sums_are_approached_with_growing_cutoff(lattice):
    """The missing tail shrinks as rc^-3: for cut and shifted together, 2 + 2 of the bare one."""
    nearest, infinite, edge = LATTICES[lattice]
    atoms: Atoms = bulk("Ar", lattice, a=nearest * edge)
    if lattice == "hcp":
        atoms = bulk("Ar", "hcp", a=nearest, c=nearest * np.sqrt(8 / 3))
    density = len(atoms) / atoms.get_volume()
    errors = []
    for rc in (6.0, 12.0, 24.0):
        model = {"epsilon": 1.0, "sigma": 1.0, "rc": rc}
        energy = energy_forces_stress(atoms.positions, atoms.cell.array, True, **model)[0]
        tail = -8 / 3 * np.pi * density / rc**3  # beyond rc, of the attraction
        shift = -8 / 3 * np.pi * density / rc**3  # of all neighbours within rc
        errors.append(energy / len(atoms) + tail + shift - infinite)
    assert abs(errors[0]) < 2e-2
    assert abs(errors[2]) < 3e-4
    assert abs(errors[2]) < abs(errors[0]) / 8
