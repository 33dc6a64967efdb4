"""Forces and stress are the derivatives of the energy."""

import numpy as np
import pytest
from lj.systems import SMALL, crystal, icosahedron, triclinic

from pairwright.lj import IMPLEMENTATIONS

CASES = {
    "icosahedron": icosahedron(),
    "triclinic": triclinic(),
    "slab": SMALL["slab ac"],
    "fcc": crystal("fcc", 5.26, rattle=0.2, cubic=True),
}
EVERY = pytest.mark.parametrize("name", IMPLEMENTATIONS)


@EVERY
@pytest.mark.parametrize("system", CASES)
def test_forces_are_minus_the_slope_of_the_energy(name, system):
    case, function = CASES[system], IMPLEMENTATIONS[name]
    forces = case.run(function)[1]
    step = 1e-5
    for atom, axis in ((0, 0), (1, 1), (len(forces) - 1, 2)):
        energies = []
        for sign in (-1, 1):
            moved = case.positions.copy()
            moved[atom, axis] += sign * step
            energies.append(function(moved, case.cell, case.pbc, **case.model)[0])
        slope = (energies[1] - energies[0]) / (2 * step)
        assert -slope == pytest.approx(
            forces[atom, axis], rel=1e-5, abs=1e-7 * np.abs(forces).max()
        )


@EVERY
@pytest.mark.parametrize("system", ["triclinic", "slab", "fcc"])
def test_stress_is_the_slope_of_the_energy_with_strain(name, system):
    case, function = CASES[system], IMPLEMENTATIONS[name]
    stress = case.run(function)[2]
    volume = abs(np.linalg.det(case.cell))
    step = 1e-6
    for a, b in ((0, 0), (1, 2), (2, 2), (0, 1)):
        energies = []
        for sign in (-1, 1):
            strain = np.zeros((3, 3))
            strain[a, b] += sign * step / 2
            strain[b, a] += sign * step / 2
            deformation = np.eye(3) + strain
            energies.append(
                function(
                    case.positions @ deformation, case.cell @ deformation, case.pbc, **case.model
                )[0]
            )
        slope = (energies[1] - energies[0]) / (2 * step) / volume
        assert slope == pytest.approx(stress[a, b], rel=1e-4, abs=1e-6 * np.abs(stress).max())


@EVERY
@pytest.mark.parametrize("system", CASES)
def test_forces_add_up_to_zero_and_stress_is_symmetric(name, system):
    case = CASES[system]
    _, forces, stress = case.run(IMPLEMENTATIONS[name])
    assert np.abs(forces.sum(axis=0)).max() <= 1e-12 * np.abs(forces).max() * len(forces)
    if stress is not None:
        assert stress == pytest.approx(stress.T, rel=1e-12, abs=1e-14)
