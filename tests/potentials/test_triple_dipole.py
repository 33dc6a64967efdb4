"""The triple-dipole energy: exact triangles, brute force over images, derivatives, symmetries."""

import itertools

import autograd.numpy as anp
import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from autograd import elementwise_grad
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from pairwright.potentials import triple_dipole as module
from pairwright.potentials.triple_dipole import (
    structure_triples,
    triple_blocks,
    triple_dipole,
    triple_energies,
)

RADIUS = 8.0


def summed(atoms, radius=RADIUS):
    """Return energies, forces and virial of ASE atoms."""
    return triple_dipole(atoms.positions, atoms.cell.array, atoms.pbc, radius)


def triangles(atoms, radius=RADIUS):
    """Return the triangles of ASE atoms."""
    return structure_triples(atoms.positions, atoms.cell.array, atoms.pbc, radius)


def switched(r, radius):
    """Return the switch at distances ``r``, by its formula."""
    x = np.clip((r - 0.8 * radius) / (0.2 * radius), 0, 1)
    return 1 - 10 * x**3 + 15 * x**4 - 6 * x**5


def unswitched(r, _):
    """Return one at any distance."""
    return np.ones_like(r)


def by_the_formula(a, b, c, radius, switch=switched):
    """Return the energies of triangles with sides ``a``, ``b`` and ``c``, by their angles."""
    cosines = [(q**2 + r**2 - p**2) / (2 * q * r) for p, q, r in ((a, b, c), (b, c, a), (c, a, b))]
    switches = switch(a, radius) * switch(b, radius) * switch(c, radius)
    return (1 + 3 * np.prod(cosines, axis=0)) / (a * b * c) ** 3 * switches


def by_brute_force(atoms, radius, switch=switched):
    """Return each atom's energy (n,) from all ordered triples of atoms and images, over six.

    Without a switch, triangles count whose sides at the atom are within the radius.
    """
    cell = np.where(atoms.pbc[:, None], atoms.cell.array, 0.0)
    inverse_heights = np.linalg.norm(np.linalg.pinv(cell), axis=0)
    extent = np.linalg.norm(np.ptp(atoms.positions, axis=0))
    reach = np.where(atoms.pbc, np.ceil(inverse_heights * (radius + extent)), 0).astype(int)
    shifts = np.array(list(itertools.product(*(range(-n, n + 1) for n in reach))))
    images = (atoms.positions[:, None] + shifts @ cell).reshape(-1, 3)
    energies = np.zeros(len(atoms))
    for i, position in enumerate(atoms.positions):
        near = images - position
        r = np.linalg.norm(near, axis=1)
        near, r = near[(r < radius) & (r > 1e-9)], r[(r < radius) & (r > 1e-9)]
        one, other = np.nonzero(~np.eye(len(r), dtype=bool))
        across = np.linalg.norm(near[one] - near[other], axis=1)
        # A triangle is two ordered triples that begin at this atom, which has a third of it.
        energies[i] = by_the_formula(r[one], r[other], across, radius, switch).sum() / 6
    return energies


def rattled(seed=0, crystal="fcc"):
    """Return a skewed, rattled cell smaller than the radius."""
    atoms = bulk("Ar", crystal, a=5.3 if crystal == "fcc" else 7.4) * (2, 1, 1)
    generator = np.random.default_rng(seed)
    atoms.set_cell(atoms.cell.array @ (np.eye(3) + generator.normal(0, 0.05, (3, 3))), True)
    atoms.positions += generator.normal(0, 0.1, (len(atoms), 3))
    return atoms


@given(side=st.floats(0.5, 0.8 * RADIUS), seed=st.integers(0, 1000))
def test_an_equilateral_trimer_has_eleven_eighths_over_the_ninth_power_of_its_side(side, seed):
    corners = side * np.array([[0, 0, 0], [1, 0, 0], [0.5, np.sqrt(0.75), 0]])
    atoms = Atoms("Ar3", corners @ Rotation.random(rng=np.random.default_rng(seed)).as_matrix())
    energies, _, _ = summed(atoms)
    np.testing.assert_allclose(energies, 11 / 8 / side**9 / 3, rtol=1e-12)


@given(spacing=st.floats(0.5, 0.4 * RADIUS), middle=st.integers(0, 2))
def test_a_linear_trimer_has_minus_a_quarter_over_the_ninth_power_of_its_spacing(spacing, middle):
    # Its cosines are 1, 1 and -1, its sides d, d and 2 d: (1 - 3) / (2 d^3)^3.
    order = [middle, (middle + 1) % 3, (middle + 2) % 3]
    atoms = Atoms("Ar3", [[0, 0, spacing * place] for place in order])
    energies, _, _ = summed(atoms)
    np.testing.assert_allclose(energies, -1 / 4 / spacing**9 / 3, rtol=1e-12)


def test_a_right_angle_leaves_only_the_sides():
    atoms = Atoms("Ar3", [[0, 0, 0], [3, 0, 0], [0, 4, 0]])
    assert summed(atoms)[0].sum() == pytest.approx(1 / 60**3, rel=1e-13)


@given(
    sides=st.tuples(st.floats(0.5, 12.0), st.floats(0.5, 12.0)),
    angle=st.floats(0.05, np.pi - 0.05),
    radius=st.floats(1.0, 14.0),
)
def test_any_triangle_is_what_the_formula_says(sides, angle, radius):
    a, b = sides
    one, other = np.array([[a, 0, 0]]), b * np.array([[np.cos(angle), np.sin(angle), 0]])
    c = np.linalg.norm(one - other)
    found = triple_energies(one, other, radius)
    np.testing.assert_allclose(
        found, by_the_formula(a, b, c, radius), rtol=1e-9, atol=1e-12 / (a * b * c) ** 3
    )


def test_one_long_side_switches_off_the_energy_with_two_continuous_derivatives():
    def opened(side):
        along = side[:, None] * np.array([[1.0, 0.0, 0.0]])
        return triple_energies(along, along / 2 + np.array([[0.0, 3.0, 0.0]]), RADIUS)

    slope = elementwise_grad(opened)
    for function in (opened, slope, elementwise_grad(slope)):
        (typical,) = np.abs(function(np.array([0.85 * RADIUS])))
        for end in (0.8 * RADIUS, RADIUS):
            below, above = function(end + np.array([-1e-7, 1e-7]))
            assert below == pytest.approx(above, rel=0, abs=1e-5 * typical)
        np.testing.assert_array_equal(function(np.array([1.0001, 1.1]) * RADIUS), 0.0)


@given(seed=st.integers(0, 10_000))
def test_second_derivatives_are_those_of_finite_differences(seed):
    generator = np.random.default_rng(seed)
    vectors, direction = generator.uniform(2.0, 4.5, (5, 6)), generator.normal(size=(5, 6))
    assume(np.linalg.norm(vectors[:, :3] - vectors[:, 3:], axis=1).min() > 1.0)
    slope = elementwise_grad(lambda both: triple_energies(both[:, :3], both[:, 3:], RADIUS))
    bend = elementwise_grad(lambda both: anp.sum(slope(both) * direction, axis=1))
    step = 1e-5
    numerical = (slope(vectors + step * direction) - slope(vectors - step * direction)) / (2 * step)
    np.testing.assert_allclose(
        np.sum(bend(vectors) * direction, axis=1),
        np.sum(numerical * direction, axis=1),
        rtol=1e-6,
        atol=1e-6 * np.abs(numerical).max(),
    )


@settings(max_examples=60)
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(1, 4),
    radius=st.floats(0.5, 6.0),
    pbc=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_any_cell_has_the_energy_of_its_ordered_triples_over_six(seed, count, radius, pbc):
    generator = np.random.default_rng(seed)
    cell = 0.5 * generator.normal(size=(3, 3)) + 3 * np.eye(3)
    positions = generator.normal(scale=3.0, size=(count, 3))
    atoms = Atoms(["Ar"] * count, positions=positions, cell=cell, pbc=pbc)
    # What is almost switched off is known to the rounding of what it would be.
    scale = np.abs(by_brute_force(atoms, radius, unswitched)).max()
    np.testing.assert_allclose(
        summed(atoms, radius)[0], by_brute_force(atoms, radius), rtol=1e-9, atol=1e-12 * scale
    )


def test_a_chain_of_images_has_each_triangle_once():
    chain = Atoms("Ar", cell=[0, 0, 2.0], pbc=[False, False, True])
    found = triangles(chain, 7.0)
    places = np.stack([found.to_second[:, 2], found.to_third[:, 2]], axis=1)
    np.testing.assert_allclose(places, [[2, 4], [2, 6], [4, 6]])
    assert not np.any([found.first, found.second, found.third])


@pytest.mark.parametrize("crystal", ["fcc", "diamond"])
def test_triangles_lead_to_images_of_their_atoms_and_their_sides_are_short(crystal):
    atoms = rattled(crystal=crystal)
    found = triangles(atoms)
    ends = ((found.second, found.to_second), (found.third, found.to_third))
    for atom, vectors in ends:
        shifts = vectors - (atoms.positions[atom] - atoms.positions[found.first])
        fractional = shifts @ np.linalg.inv(atoms.cell.array)
        np.testing.assert_allclose(fractional, np.round(fractional), atol=1e-9)
    for side in (found.to_second, found.to_third, found.to_third - found.to_second):
        length = np.linalg.norm(side, axis=1)
        assert length.min() > 2.0
        assert length.max() < RADIUS
    corners = [found.first, found.second, found.third, *found.to_second.T, *found.to_third.T]
    assert len(np.unique(np.round(corners, 6), axis=1).T) == len(found) > 400


def test_blocks_of_any_size_give_the_same_triangles_and_the_same_bits(monkeypatch):
    atoms = rattled(1)
    whole, sums = triangles(atoms), summed(atoms)
    for size in (1, 100, 777):
        monkeypatch.setattr(module, "TRIPLES_PER_BLOCK", size)
        blocks = list(triple_blocks(atoms.positions, atoms.cell.array, atoms.pbc, RADIUS))
        assert len(blocks) > 1
        for name, expected in vars(whole).items():
            found = np.concatenate([getattr(block, name) for block in blocks])
            np.testing.assert_array_equal(found, expected)
        for found, expected in zip(summed(atoms), sums, strict=True):
            np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("crystal", ["fcc", "diamond"])
def test_forces_and_virial_are_derivatives_of_the_energy(crystal):
    atoms = rattled(3, crystal)
    _, forces, virial = summed(atoms)
    step = 1e-4

    def slope(change):
        ends = []
        for sign in (1, -1):
            changed = atoms.copy()
            change(changed, sign * step)
            ends.append(summed(changed)[0].sum())
        return (ends[0] - ends[1]) / (2 * step)

    def close(found, expected):
        scale = np.abs(expected).max()
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6 * scale)

    def push(changed, amount):
        changed.positions[atom, axis] += amount

    def strain(changed, amount):
        deformation = np.eye(3)
        deformation[atom, axis] += amount
        changed.set_cell(changed.cell.array @ deformation, scale_atoms=True)

    numerical = np.empty_like(forces)
    for atom, axis in np.ndindex(forces.shape):
        numerical[atom, axis] = -slope(push)
    close(forces, numerical)
    numerical = np.empty((3, 3))
    for atom, axis in np.ndindex(3, 3):
        numerical[atom, axis] = slope(strain)
    close(virial, numerical)


@settings(max_examples=30)
@given(seed=st.integers(0, 1000))
def test_energies_forces_and_virial_follow_the_symmetries_of_space(seed):
    generator = np.random.default_rng(seed)
    atoms = rattled(seed)
    energies, forces, virial = summed(atoms)
    scale = np.abs(forces).max()
    np.testing.assert_allclose(forces.sum(axis=0), 0.0, atol=1e-12 * scale)
    np.testing.assert_array_equal(virial, virial.T)

    turn = Rotation.random(rng=generator).as_matrix() * generator.choice([-1.0, 1.0])
    order = generator.permutation(len(atoms))
    # Each atom moves by its own vector of the lattice, and all by any vector.
    images = generator.integers(-2, 3, (len(atoms), 3)) @ atoms.cell.array
    positions = (atoms.positions + images + generator.normal(0, 10, 3)) @ turn.T
    moved = Atoms(atoms.symbols, positions[order], cell=atoms.cell.array @ turn.T, pbc=True)
    found = summed(moved)
    np.testing.assert_allclose(found[0], energies[order], rtol=1e-10)
    np.testing.assert_allclose(found[1], (forces @ turn.T)[order], atol=1e-10 * scale)
    np.testing.assert_allclose(found[2], turn @ virial @ turn.T, atol=1e-10 * np.abs(virial).max())


def test_a_supercell_repeats_everything():
    atoms = rattled(5, "diamond")
    energies, forces, virial = summed(atoms)
    found = summed(atoms * (2, 1, 3))
    np.testing.assert_allclose(found[0], np.tile(energies, 6), rtol=1e-10)
    np.testing.assert_allclose(found[1], np.tile(forces, (6, 1)), atol=1e-10 * np.abs(forces).max())
    np.testing.assert_allclose(found[2], 6 * virial, rtol=1e-10, atol=1e-10 * np.abs(virial).max())


def test_a_cluster_needs_no_cell():
    atoms = Atoms("Ar6", np.random.default_rng(2).uniform(0, 7, (6, 3)))
    boxed = atoms.copy()
    boxed.set_cell(30 * np.eye(3))
    boxed.pbc = True
    for found, expected in zip(summed(atoms), summed(boxed), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12 * np.abs(expected).max())


@pytest.mark.parametrize("atoms", [Atoms("Ar"), Atoms("Ar2", [[0, 0, 0], [3, 0, 0]])])
def test_without_three_atoms_there_is_nothing(atoms):
    assert len(triangles(atoms)) == 0
    for found in summed(atoms):
        assert not found.any()


def test_the_nearest_neighbours_of_fcc_give_eleven():
    # Each atom is a corner of 24 equilateral triangles: (24 / 3) (11 / 8).
    atoms = bulk("Ar", "fcc", a=np.sqrt(2))
    energies, _, virial = summed(atoms, 1.3)
    assert energies[0] == pytest.approx(11.0, rel=1e-12)
    np.testing.assert_allclose(virial, -3 * 11.0 * np.eye(3), rtol=1e-12, atol=1e-12)


def test_the_fcc_sum_converges_with_the_cube_of_the_radius():
    # 19.1829 is where sums over ordered triples of lattice points, without neighbour lists, go as
    # the radius grows to 28 nearest-neighbour distances.
    atoms = bulk("Ar", "fcc", a=np.sqrt(2))
    near, far = (summed(atoms, radius)[0][0] for radius in (5.0, 8.0))
    assert near < far < 19.1829
    limit = (far * 8.0**3 - near * 5.0**3) / (8.0**3 - 5.0**3)
    assert limit == pytest.approx(19.1829, abs=5e-3)
