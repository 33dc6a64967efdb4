"""Molecular dynamics conserves what it should and follows ASE's trajectory."""

import numpy as np
import pytest
from ase import Atoms, units
from ase.calculators.lj import LennardJones
from ase.md.verlet import VelocityVerlet
from numba.core.dispatcher import Dispatcher

from pairwright.errors import PairwrightError
from pairwright.lj import Simulation, cells, compiled, energy_forces_stress, lists, simulation
from pairwright.timing.cases import ARGON
from pairwright.timing.gate_systems import crystal, triclinic

MASS = 39.948


def warm(case, kelvin=60):
    """Return a simulation of the case and ASE's atoms with the same velocities."""
    atoms = Atoms(f"Ar{len(case.positions)}", case.positions, cell=case.cell, pbc=case.pbc)
    atoms.set_masses([MASS] * len(atoms))
    width = np.sqrt(kelvin * units.kB / MASS)
    atoms.set_velocities(np.random.default_rng(1).normal(0, width, atoms.positions.shape))
    simulation = Simulation(case.positions, case.cell, case.pbc, **case.model, skin=0.8, mass=MASS)
    simulation.velocities = atoms.get_velocities()
    return simulation, atoms


def test_the_trajectory_is_that_of_ase():
    case = crystal("fcc", 5.4, repeat=2, rattle=0.1, cubic=True)
    simulation, atoms = warm(case)
    atoms.calc = LennardJones(**ARGON)
    simulation.run(60, 4.0)
    VelocityVerlet(atoms, timestep=4.0 * units.fs).run(60)
    assert simulation.positions == pytest.approx(atoms.positions, abs=1e-9)
    assert simulation.velocities == pytest.approx(atoms.get_velocities(), abs=1e-10)
    assert simulation.potential_energy == pytest.approx(atoms.get_potential_energy(), rel=1e-10)
    assert simulation.kinetic_energy == pytest.approx(atoms.get_kinetic_energy(), rel=1e-10)
    assert simulation.stress == pytest.approx(atoms.get_stress(voigt=False), abs=1e-10)


@pytest.mark.parametrize("pbc", [True, [True, False, True], False])
def test_forces_are_right_after_the_list_was_used_and_built_anew(pbc):
    case = triclinic(pbc)
    simulation = Simulation(case.positions, case.cell, case.pbc, **case.model, skin=0.2, mass=1.0)
    rng = np.random.default_rng(2)
    simulation.velocities = rng.normal(size=case.positions.shape) * 0.2
    report = simulation.run(200, 0.02)
    expected = energy_forces_stress(simulation.positions, case.cell, pbc, **case.model)
    assert report.rebuilds > 0
    assert simulation.potential_energy == pytest.approx(expected[0], rel=1e-10)
    assert simulation.forces == pytest.approx(expected[1], abs=1e-9 * np.abs(expected[1]).max())
    assert simulation.stress == pytest.approx(expected[2], abs=1e-9 * np.abs(expected[2]).max())


def test_energy_is_conserved_and_momentum_too():
    simulation, _ = warm(crystal("fcc", 5.4, repeat=4, rattle=0.05, cubic=True))
    momentum = simulation.velocities.sum(axis=0)
    report = simulation.run(300, 2.0)
    assert report.rebuilds > 0
    # The energy jumps by nothing at the shifted cutoff, and the force by little.
    assert np.ptp(report.total_eV) < 1e-3 * report.kinetic_eV.mean()
    assert simulation.velocities.sum(axis=0) == pytest.approx(momentum, abs=1e-10)
    assert abs(report.drift_eV_per_atom_per_ns) < 1e-2
    assert len(report.times_fs) == 301


def test_threads_give_the_same_trajectory():
    case = crystal("fcc", 5.4, repeat=4, rattle=0.1, cubic=True)
    ends = []
    for threads in (1, 2, 500):
        simulation = Simulation(
            case.positions, case.cell, case.pbc, **case.model, skin=0.1, mass=MASS, threads=threads
        )
        report = simulation.run(20, 4.0)
        assert report.rebuilds > 0
        ends.append([simulation.positions, simulation.velocities, report.total_eV])
    for end in ends[1:]:
        assert all(np.array_equal(*pair) for pair in zip(end, ends[0], strict=True))


def test_each_function_is_compiled_in_one_way():
    # Numba's cache on disk tells functions apart by their source, not by their options: a second
    # way to compile the same one would get the machine code of the first.
    functions = [
        value
        for module in (cells, compiled, lists, simulation)
        for value in vars(module).values()
        if isinstance(value, Dispatcher)
    ]
    assert functions
    sources = {function.py_func: function for function in functions}
    assert set(sources.values()) == set(functions)


@pytest.mark.parametrize("pbc", [True, False])
def test_atoms_that_fly_apart_are_refused(pbc):
    case = triclinic(pbc)
    simulation = Simulation(case.positions, case.cell, case.pbc, **case.model, skin=0.3, mass=1.0)
    simulation.velocities = np.random.default_rng(3).normal(size=case.positions.shape)
    with pytest.raises(PairwrightError, match="the atoms flew apart"):
        simulation.run(3, 1e12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"skin": -1.0}, "skin is -1.0"),
        ({"mass": 0.0}, "mass is not positive"),
        ({"mass": [1.0, 2.0, 3.0]}, "mass is neither"),
        ({"positions": np.zeros((0, 3))}, "positions are empty"),
        ({"positions": np.zeros((2, 3))}, "atoms 0 and 1 are 0 Å apart"),
        ({"threads": 0}, "threads is 0"),
    ],
)
def test_bad_input_is_refused(change, message):
    good = {
        "positions": np.array([[0.0, 0, 0], [1.1, 0, 0]]),
        "cell": np.zeros((3, 3)),
        "pbc": False,
        "epsilon": 1.0,
        "sigma": 1.0,
        "rc": 3.0,
        "skin": 0.3,
        "mass": 1.0,
    }
    with pytest.raises(PairwrightError, match=message):
        Simulation(**(good | change))


def test_bad_velocities_and_steps_are_refused():
    case = triclinic()
    simulation = Simulation(case.positions, case.cell, case.pbc, **case.model, skin=0.3, mass=1.0)
    with pytest.raises(PairwrightError, match="velocities have shape"):
        simulation.velocities = np.zeros((2, 3))
    with pytest.raises(PairwrightError, match="cannot take -1 steps"):
        simulation.run(-1, 1.0)
