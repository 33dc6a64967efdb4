"""What does not change the energy does not change it."""

from dataclasses import replace

import numpy as np
import pytest

from pairwright.lj import IMPLEMENTATIONS
from pairwright.timing.cases import REDUCED, Case, thirteen_atoms
from pairwright.timing.gate_systems import cluster, crystal, triclinic

EVERY = pytest.mark.parametrize("name", IMPLEMENTATIONS)


def rotation():
    """Return a rotation about no axis in particular."""
    matrix, _ = np.linalg.qr(np.random.default_rng(3).normal(size=(3, 3)))
    return matrix * np.sign(np.linalg.det(matrix))


@EVERY
@pytest.mark.parametrize("case", [thirteen_atoms(), triclinic(), triclinic([True, False, True])])
def test_translation(name, case):
    moved = replace(case, positions=case.positions + np.array([0.37, -5.1, 12.3]))
    energy, forces, stress = case.run(IMPLEMENTATIONS[name])
    found = moved.run(IMPLEMENTATIONS[name])
    assert found[0] == pytest.approx(energy, rel=1e-11)
    assert found[1] == pytest.approx(forces, abs=1e-10 * np.abs(forces).max())
    if stress is not None:
        assert found[2] == pytest.approx(stress, abs=1e-10 * np.abs(stress).max())


@EVERY
@pytest.mark.parametrize("case", [thirteen_atoms(), triclinic(), triclinic([True, False, True])])
def test_rotation_turns_forces_and_stress(name, case):
    turn = rotation()
    energy, forces, stress = case.run(IMPLEMENTATIONS[name])
    turned = replace(case, positions=case.positions @ turn.T, cell=case.cell @ turn.T)
    found = turned.run(IMPLEMENTATIONS[name])
    assert found[0] == pytest.approx(energy, rel=1e-11)
    assert found[1] == pytest.approx(forces @ turn.T, abs=1e-10 * np.abs(forces).max())
    if stress is not None:
        expected = turn @ stress @ turn.T
        assert found[2] == pytest.approx(expected, abs=1e-10 * np.abs(stress).max())


@EVERY
def test_permutation_permutes_forces(name):
    case = cluster(30, 5)
    order = np.random.default_rng(1).permutation(30)
    energy, forces, _ = case.run(IMPLEMENTATIONS[name])
    found = replace(case, positions=case.positions[order]).run(IMPLEMENTATIONS[name])
    assert found[0] == pytest.approx(energy, rel=1e-12)
    assert found[1] == pytest.approx(forces[order], abs=1e-11 * np.abs(forces).max())


@EVERY
def test_a_supercell_has_as_many_times_the_energy_and_the_same_stress(name):
    case = triclinic()
    counts = (2, 1, 3)
    shifts = np.array(list(np.ndindex(counts))) @ case.cell
    positions = (shifts[:, None] + case.positions).reshape(-1, 3)
    supercell = Case(positions, case.cell * np.array(counts)[:, None], True, case.model)
    energy, forces, stress = case.run(IMPLEMENTATIONS[name])
    found = supercell.run(IMPLEMENTATIONS[name])
    assert found[0] == pytest.approx(6 * energy, rel=1e-11)
    assert found[1] == pytest.approx(np.tile(forces, (6, 1)), abs=1e-10 * np.abs(forces).max())
    assert found[2] == pytest.approx(stress, abs=1e-10 * np.abs(stress).max())


@EVERY
def test_another_basis_of_the_same_lattice_changes_nothing(name):
    case = triclinic()
    basis = np.array([[1, 2, 0], [0, 1, 0], [-3, 1, 1]])
    energy, _, stress = case.run(IMPLEMENTATIONS[name])
    found = replace(case, cell=basis @ case.cell).run(IMPLEMENTATIONS[name])
    assert found[0] == pytest.approx(energy, rel=1e-11)
    assert found[2] == pytest.approx(stress, abs=1e-10 * np.abs(stress).max())


@EVERY
def test_units_of_energy_and_length_scale(name):
    case = crystal("fcc", 5.26, rattle=0.2, cubic=True)
    energy, forces, stress = case.run(IMPLEMENTATIONS[name])
    small = Case(case.positions / 3.4, case.cell / 3.4, True, REDUCED).run(IMPLEMENTATIONS[name])
    assert small[0] * 0.0104 == pytest.approx(energy, rel=1e-11)
    assert small[1] * 0.0104 / 3.4 == pytest.approx(forces, abs=1e-11 * np.abs(forces).max())
    assert small[2] * 0.0104 / 3.4**3 == pytest.approx(stress, rel=1e-9)
