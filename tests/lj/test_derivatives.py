"""Forces and stress are the derivatives of the energy."""

from dataclasses import replace

import numpy as np
import pytest

from pairwright.lj import IMPLEMENTATIONS
from pairwright.lj.autodiff import autodiff_pair_function
from pairwright.timing.cases import thirteen_atoms
from pairwright.timing.gate_systems import SMALL, cluster, crystal, triclinic

FUNCTIONS = {**IMPLEMENTATIONS, "pair function": autodiff_pair_function}

CASES = {
    "icosahedron": thirteen_atoms(),
    "triclinic": triclinic(),
    "slab": SMALL["slab ac"],
    "fcc": crystal("fcc", 5.26, rattle=0.2, cubic=True),
    "free in a cell": replace(cluster(12, 6), cell=triclinic().cell),
}
EVERY = pytest.mark.parametrize("name", FUNCTIONS)


@EVERY
@pytest.mark.parametrize("system", CASES)
def test_forces_are_minus_the_slope_of_the_energy(name, system):
    case, function = CASES[system], FUNCTIONS[name]
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
@pytest.mark.parametrize("system", ["triclinic", "slab", "fcc", "free in a cell"])
def test_stress_is_the_slope_of_the_energy_with_strain(name, system):
    case, function = CASES[system], FUNCTIONS[name]
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
    _, forces, stress = case.run(FUNCTIONS[name])
    assert np.abs(forces.sum(axis=0)).max() <= 1e-12 * np.abs(forces).max() * len(forces)
    if stress is not None:
        assert stress == pytest.approx(stress.T, rel=1e-12, abs=1e-14)
