"""Every implementation gives ASE's energy, forces and stress."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pairwright.errors import PairwrightError
from pairwright.lj import IMPLEMENTATIONS, energy_forces_stress
from pairwright.lj.analytic import SMALL as FEW
from pairwright.lj.autodiff import autodiff, autodiff_pair_function
from pairwright.lj.compiled import compiled, everything
from pairwright.lj.loops import ase_calculator, loops
from pairwright.lj.neighbours import energy as energy_from_list
from pairwright.lj.vectorised import energy as energy_of_all_pairs
from pairwright.timing.cases import ARGON, REDUCED, Case, thirteen_atoms
from pairwright.timing.gate_systems import SMALL, cluster, crystal

FUNCTIONS = {
    **IMPLEMENTATIONS,
    "pair function": autodiff_pair_function,
    "fastest": energy_forces_stress,
}


def assert_same(found, expected, case, tolerance=1e-10):
    """Compare with what single pairs contribute, so that sums that cancel are not held to less."""
    energy, forces, stress = expected
    scale = strength(case)
    assert abs(found[0] - energy) <= tolerance * max(scale[0], abs(energy))
    assert found[1].shape == forces.shape == case.positions.shape
    largest = np.abs(forces).max(initial=scale[1])
    assert np.abs(found[1] - forces).max(initial=0) <= tolerance * largest
    assert (found[2] is None) == (stress is None)
    if stress is not None:
        assert found[2].shape == (3, 3)
        largest = max(np.abs(stress).max(), scale[1] * scale[2])
        assert np.abs(found[2] - stress).max() <= tolerance * largest


def strength(case):
    """Return an energy (epsilon), a force and the factor to a stress, of one bond."""
    epsilon, sigma = case.model["epsilon"], case.model["sigma"]
    volume = abs(np.linalg.det(case.cell))
    per_volume = max(len(case.positions), 1) * sigma / volume if volume else 0
    return epsilon, epsilon / sigma, per_volume


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("system", SMALL)
def test_every_implementation_agrees_with_the_plain_loops(name, system):
    case = SMALL[system]
    assert_same(case.run(FUNCTIONS[name]), case.run(loops), case)


@pytest.mark.parametrize("system", SMALL)
def test_the_plain_loops_agree_with_ase(system):
    case = SMALL[system]
    assert_same(case.run(loops), case.run(ase_calculator), case)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_energy_of_the_icosahedron_is_the_published_one(name):
    energy, _, stress = thirteen_atoms().run(FUNCTIONS[name])
    assert energy == pytest.approx(-1.25741774649, abs=1e-11)
    assert stress is None


@pytest.mark.parametrize("function", [autodiff, autodiff_pair_function])
def test_derivatives_by_autograd_are_exact(function):
    case = thirteen_atoms()
    assert_same(case.run(function), case.run(IMPLEMENTATIONS["analytic"]), case, 1e-12)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("length", [0, 9])
@pytest.mark.parametrize("natoms", [2, FEW - 1, FEW, FEW + 1])
def test_few_and_many_free_atoms_agree_with_the_plain_loops(name, length, natoms):
    case = replace(cluster(natoms, 4), cell=length * np.eye(3))
    assert_same(case.run(FUNCTIONS[name]), case.run(loops), case)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("others", [1, FEW])
def test_a_pair_at_the_cutoff_pulls_and_one_beyond_it_does_not(name, others):
    """The energy is zero in both cases; atoms far from each other make the number up."""
    far = 100.0 * np.arange(1, others)[:, None] * np.ones(3)
    for length, pull in ((3.0, 24 * (2 / 3**13 - 1 / 3**7)), (np.nextafter(3.0, 4), 0.0)):
        positions = np.vstack([np.zeros(3), [length, 0.0, 0.0], far])
        case = Case(positions, np.zeros((3, 3)), False, REDUCED)
        energy, forces, _ = case.run(FUNCTIONS[name])
        assert energy == pytest.approx(0, abs=1e-15)
        assert forces[:2, 0] == pytest.approx([-pull, pull], rel=1e-12)
        assert not forces[2:].any()
        assert not forces[:, 1:].any()


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(("length", "pbc"), [(0, False), (9, False), (9, True)])
@pytest.mark.parametrize("natoms", [FEW, FEW + 1])
def test_coincident_atoms_are_named(name, length, pbc, natoms):
    case = replace(cluster(natoms, 4), cell=length * np.eye(3), pbc=pbc)
    case.positions[7] = case.positions[3]
    with pytest.raises(PairwrightError, match="atoms 3 and 7 are 0 Å apart"):
        case.run(FUNCTIONS[name])


@pytest.mark.parametrize("system", SMALL)
def test_energies_alone_agree_too(system):
    case = SMALL[system]
    expected = pytest.approx(case.run(loops)[0], rel=1e-10, abs=1e-12)
    assert case.run(energy_of_all_pairs) == expected
    assert case.run(energy_from_list) == expected


@st.composite
def systems(draw):
    """Any cell from flat to long and skewed, atoms anywhere, any periodicity."""
    numbers = st.floats(-1, 1)
    cell = np.array(draw(st.lists(numbers, min_size=9, max_size=9))).reshape(3, 3)
    cell = (cell + np.diag(draw(st.sampled_from([(1, 1, 1), (-1, 1, 1)])))) * draw(
        st.sampled_from([1.5, 3.0, 6.0])
    )
    natoms = draw(st.integers(0, 5))
    fractions = draw(st.lists(numbers, min_size=3 * natoms, max_size=3 * natoms))
    pbc = draw(st.lists(st.booleans(), min_size=3, max_size=3))
    lengths = np.linalg.norm(cell, axis=1)
    assume(abs(np.linalg.det(cell)) > 0.1 * np.prod(lengths))
    assume(lengths.min() > 0.5)
    positions = 2 * np.array(fractions).reshape(natoms, 3) @ cell
    return Case(positions, cell, pbc, {"epsilon": 0.7, "sigma": 0.4, "rc": 1.9})


@settings(max_examples=60)
@given(systems())
def test_random_systems_agree(case):
    expected = case.run(loops)
    # Atoms that nearly coincide leave no digits to compare.
    assume(abs(expected[0]) < 1e6)
    for function in (ase_calculator, *FUNCTIONS.values()):
        assert_same(case.run(function), expected, case)


@pytest.fixture(scope="module")
def many():
    """32 000 atoms of rattled fcc argon, and their energy, forces and stress by vesin."""
    case = crystal("fcc", 5.26, repeat=20, rattle=0.1, cubic=True)
    return case, case.run(IMPLEMENTATIONS["neighbours"])


@pytest.mark.parametrize("name", ["neighbours_autodiff", "compiled"])
def test_32000_atoms_agree(many, name):
    case, expected = many
    assert_same(case.run(IMPLEMENTATIONS[name]), expected, case)


def test_32000_atoms_are_8000_times_4(many):
    case, _ = many
    cubic = crystal("fcc", 5.26, cubic=True)
    energy, _, stress = cubic.run(loops)
    perfect = crystal("fcc", 5.26, repeat=20, cubic=True)
    found = perfect.run(IMPLEMENTATIONS["compiled"])
    assert found[0] == pytest.approx(8000 * energy, rel=1e-12)
    assert found[2] == pytest.approx(stress, rel=1e-10, abs=1e-13)
    assert len(case.positions) == 32_000


def test_threads_do_not_change_a_bit():
    case = crystal("fcc", 5.26, repeat=6, rattle=0.3, cubic=True)
    one = everything(case.positions, case.cell, case.pbc, **case.model)
    for threads in (2, 3):
        more = everything(case.positions, case.cell, case.pbc, **case.model, threads=threads)
        assert more.energy == one.energy
        assert np.array_equal(more.forces, one.forces)
        assert np.array_equal(more.stress, one.stress)
        assert np.array_equal(more.energies, one.energies)


def test_atomic_energies_are_those_of_ase():
    from ase import Atoms
    from ase.calculators.lj import LennardJones

    case = crystal("fcc", 5.26, repeat=2, rattle=0.3, cubic=True)
    atoms = Atoms(f"Ar{len(case.positions)}", case.positions, cell=case.cell, pbc=True)
    atoms.calc = LennardJones(**ARGON)
    found = everything(case.positions, case.cell, case.pbc, **case.model)
    assert found.energies == pytest.approx(atoms.get_potential_energies(), rel=1e-10)


def test_the_order_of_binning_follows_dense_and_empty_regions():
    dense = crystal("fcc", 5.26, repeat=3, rattle=0.1, cubic=True)
    far = np.vstack([dense.positions, dense.positions + 5000.0])
    case = Case(far, np.zeros((3, 3)), False, ARGON)
    assert_same(case.run(compiled), case.run(IMPLEMENTATIONS["neighbours"]), case)
