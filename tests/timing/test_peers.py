"""Other programs give our energy, forces and stress, and those that are not installed say so."""

import subprocess
import sys
import types
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version

import numpy as np
import pytest
from ase import units

from pairwright.lj.implementations import IMPLEMENTATIONS
from pairwright.lj.simulation import Simulation
from pairwright.timing.cases import SYSTEMS, case, crystal
from pairwright.timing.gate import deviation
from pairwright.timing.peers import PEERS
from pairwright.timing.peers.boxes import has_one_image_within_reach
from pairwright.timing.peers.lammps import prepare_steps
from pairwright.timing.peers.openmm import pairs
from pairwright.timing.steps import thermal_velocities

PERIODIC = ("fcc-1", "fcc-256", "fcc-4000")
COMPARED = ("cluster-13", "cluster-147", *PERIODIC)

# What `prepare` imports first.
MODULES = {
    "lammps": "lammps",
    "openmm": "openmm",
    "jax-md": "jax",
    "matscipy": "matscipy.calculators.pair_potential",
}


@cache
def system(name):
    """Return a case of the study, or fcc-256, which is as narrow as two cutoffs allow."""
    return crystal(4) if name == "fcc-256" else case(name)


def ours(of):
    """Return energy, forces and stress by our neighbour list."""
    return IMPLEMENTATIONS["neighbours"](of.positions, of.cell, of.pbc, **of.model)


@cache
def expected(name):
    """Return :func:`ours` of a named system."""
    return ours(system(name))


def peer(name):
    """Return a program, or skip the test when it is not installed."""
    try:
        version(PEERS[name].distribution)
    except PackageNotFoundError:
        pytest.skip(f"{name} is not installed; see make peers-environment")
    return PEERS[name]


def suited(name, of):
    """Return a program, or skip the test when it is not installed or cannot treat the case."""
    program = peer(name)
    if not program.suits(of):
        pytest.skip(f"{name} cannot treat so small a box")
    return program


def test_the_names_are_those_of_the_configuration():
    assert list(PEERS) == ["lammps", "openmm", "jax-md", "matscipy"]
    assert all(name == program.name for name, program in PEERS.items())


def test_no_program_is_loaded_before_it_is_asked_for():
    source = "import sys, pairwright.timing.peers; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True
    )
    assert not {"lammps", "openmm", "jax", "jax_md", "matscipy"} & set(done.stdout.split())


@pytest.mark.parametrize("name", PEERS)
def test_a_program_that_is_missing_raises_import_error(name, monkeypatch):
    monkeypatch.setitem(sys.modules, MODULES[name], None)
    with pytest.raises(ImportError):
        PEERS[name].prepare(system("cluster-13"), "energy_forces")


def test_a_lammps_without_its_mpi_is_missing(monkeypatch):
    def broken(**_):
        raise OSError("libmpi.so.12: cannot open shared object file")

    monkeypatch.setitem(sys.modules, "lammps", types.SimpleNamespace(lammps=broken))
    monkeypatch.setattr("pairwright.timing.peers.lammps.MPI", "no-such-library")
    with pytest.raises(ImportError, match=r"cannot be loaded: libmpi\.so\.12"):
        PEERS["lammps"].prepare(system("cluster-13"), "energy_forces")


@pytest.mark.parametrize("name", PEERS)
@pytest.mark.parametrize("of", COMPARED)
def test_a_program_gives_our_energy_forces_and_stress(name, of):
    program = suited(name, system(of))
    for quantity in program.timed_quantities(system(of)):
        prepared = program.prepare(system(of), quantity)
        prepared.call()
        found = prepared.answer()
        assert (found.forces is None) == (quantity == "energy")
        assert (found.stress is None) == (quantity != "energy_forces_stress")
        assert deviation(found, expected(of), system(of)) <= program.tolerance


def test_all_but_openmm_are_held_to_ten_digits():
    loose = {name for name, program in PEERS.items() if program.tolerance > 1e-10}
    assert loose == {"openmm"}
    assert PEERS["openmm"].tolerance <= 3e-4


@pytest.mark.parametrize("name", PEERS)
def test_a_call_finds_a_cluster_as_it_is_then(name):
    program, of = peer(name), system("cluster-147")
    moving = replace(of, positions=3 * of.positions)
    prepared = program.prepare(moving, "energy_forces")
    prepared.call()
    moving.positions[:] = of.positions
    prepared.call()
    assert deviation(prepared.answer(), expected("cluster-147"), of) <= program.tolerance


@pytest.mark.parametrize("name", PEERS)
def test_a_call_finds_a_crystal_as_it_is_then(name):
    program, of = peer(name), system("fcc-256")
    moving = replace(of, positions=of.positions.copy())
    prepared = program.prepare(moving, of.quantities[-1])
    prepared.call()
    # Every atom takes another's place, and they all move on, out of the box in part.
    order = np.random.default_rng(1).permutation(of.natoms)
    moving.positions[:] = of.positions[order] + 0.4 * of.cell.sum(axis=0)
    prepared.call()
    energy, forces, stress = expected("fcc-256")
    found = prepared.answer()
    assert deviation(found, (energy, forces[order], stress), of) <= program.tolerance


@pytest.mark.parametrize("name", PEERS)
def test_two_calls_give_one_answer(name):
    program, of = suited(name, system("fcc-256")), system("fcc-256")
    prepared = program.prepare(of, of.quantities[-1])
    prepared.call()
    first = prepared.answer()
    prepared.call()
    assert deviation(prepared.answer(), tuple(first), of) <= program.tolerance


@pytest.mark.parametrize("name", ["openmm", "jax-md"])
def test_boxes_narrower_than_two_cutoffs_are_left_out(name):
    for of in ("fcc-1", "fcc-4", "fcc-32", "fcc-108"):
        assert not PEERS[name].suits(case(of)), of
    assert PEERS[name].suits(system("fcc-256"))


def test_skewed_boxes_are_left_out_where_one_image_is_all_there_is():
    of = system("fcc-256")
    assert has_one_image_within_reach(of)
    skewed = replace(of, cell=of.cell + np.array([[0, 0, 0], [1.0, 0, 0], [0, 0, 0]]))
    assert not has_one_image_within_reach(skewed)


@pytest.mark.parametrize("name", ["lammps", "matscipy"])
def test_others_treat_any_box(name):
    assert all(PEERS[name].suits(case(of)) for of in ("fcc-1", "fcc-4", "fcc-108"))


@pytest.mark.parametrize("name", PEERS)
def test_every_program_treats_clusters_and_crystals_up_to_32000_atoms(name):
    assert all(PEERS[name].suits(case(of)) for of in SYSTEMS if of.startswith("cluster"))
    assert all(PEERS[name].suits(case(of)) for of in ("fcc-500", "fcc-4000", "fcc-32000"))


def test_openmm_has_no_stress():
    assert PEERS["openmm"].timed_quantities(case("fcc-500")) == ("energy", "energy_forces")


@pytest.mark.parametrize("of", ["cluster-13", "cluster-147", "fcc-256"])
def test_pairs_are_counted_as_in_the_plain_energy(of):
    of = system(of)
    delta = of.positions[:, None] - of.positions
    if of.pbc:
        lengths = np.diag(of.cell)
        delta -= lengths * np.round(delta / lengths)
    near = np.linalg.norm(delta, axis=2) <= of.model["rc"]
    assert pairs(of) == (near.sum() - of.natoms) // 2


@pytest.mark.parametrize("of", ["cluster-147", "fcc-256"])
def test_lammps_and_our_simulation_go_the_same_way(of):
    peer("lammps")
    start = system(of)
    velocities = thermal_velocities(start.natoms)
    simulation = Simulation(
        start.positions, start.cell, start.pbc, **start.model, skin=1.0, mass=39.948
    )
    simulation.velocities = velocities
    run = prepare_steps(start, 1.0, 4.0, 39.948, velocities * units.fs)
    for steps in (10, 20):
        simulation.run(steps, 4.0)
        # The units of mass and charge are not those of the same year.
        assert run(steps) == pytest.approx(simulation.potential_energy, rel=3e-8)
