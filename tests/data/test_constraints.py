"""Forces that a constraint took away are not taken for zero."""

import numpy as np
import pytest
from ase.build import bulk
from ase.calculators.lj import LennardJones
from ase.constraints import FixAtoms, FixCartesian, FixedPlane
from ase.db import connect
from samples import EPSILON, RADIUS, SIGMA, stored

from pairwright.data.constraints import free_forces


def read_back(path, constraint, raw):
    """Write rattled argon with a constraint and its raw or constrained forces; return both."""
    atoms = bulk("Ar", "fcc", a=5.3, cubic=True)
    atoms.rattle(0.1, seed=1)
    atoms.set_constraint(constraint)
    atoms.calc = LennardJones(sigma=SIGMA, epsilon=EPSILON, rc=RADIUS)
    forces = atoms.get_forces(apply_constraint=not raw)
    with connect(path) as database:
        database.write(stored(atoms, energy=atoms.get_potential_energy(), forces=forces))
    return next(connect(path).select(include_data=False)), forces


CONSTRAINTS = [
    (FixAtoms([0, 2]), [0, 2]),
    (FixCartesian([1], (True, False, False)), [1]),
    (FixedPlane([3], (0, 0, 1)), [3]),
]


@pytest.mark.parametrize(("constraint", "held"), CONSTRAINTS)
def test_zeros_on_held_atoms_are_unknown_and_other_forces_stay(tmp_path, constraint, held):
    row, forces = read_back(tmp_path / "data.db", constraint, raw=False)
    found = free_forces(row)
    assert np.flatnonzero(np.isnan(found).any(axis=1)).tolist() == held
    free = np.setdiff1d(np.arange(4), held)
    assert np.array_equal(found[free], forces[free])


@pytest.mark.parametrize(("constraint", "held"), CONSTRAINTS)
def test_calculated_forces_on_held_atoms_are_kept(tmp_path, constraint, held):
    row, forces = read_back(tmp_path / "data.db", constraint, raw=True)
    assert np.array_equal(free_forces(row), forces)
    assert np.abs(forces[held]).max() > 1e-3


def test_a_row_without_constraints_keeps_its_forces(tmp_path):
    row, forces = read_back(tmp_path / "data.db", None, raw=True)
    assert np.array_equal(free_forces(row), forces)
