"""A crystal's energy as a function: the calculator's, its slopes, and exact under deformation."""

import numpy as np
import pytest
from ase import Atoms
from ase.stress import voigt_6_to_full_3x3_stress
from autograd import grad
from lattices import ARGON, crystal, inverse_power, model

from pairwright.data.crystals import CRYSTALS, rattled_cell
from pairwright.potentials.calculator import PairCalculator
from pairwright.properties.crystal import AXES, crystal_at, energy_per_atom

SCHEMES = ("cut", "shift", "force-shift", "switch", "tail")
C9 = 50.0
GENERATOR = np.random.default_rng(8)
DEFORMATION = np.eye(3) + 0.002 * GENERATOR.normal(size=(3, 3))


def energy(atoms, potential, values, deformation=None, displacements=None):
    """Return E(F, u) of a structure where it is."""
    here = crystal_at(atoms, potential, atoms.get_volume() / len(atoms))
    return energy_per_atom(
        here,
        potential,
        values,
        np.eye(3) if deformation is None else deformation,
        np.zeros((len(atoms), 3)) if displacements is None else displacements,
    )


def potentials():
    """Return models with values, for every way that an energy comes about."""
    triple = model("lennard-jones-axilrod-teller", radius=8.0, triple_radius=7.0)
    pair = [(model("mie", scheme, 8.0), ARGON["mie"]) for scheme in SCHEMES]
    return [*pair, (triple, (*ARGON["lennard-jones"], C9))]


@pytest.mark.parametrize(("potential", "values"), potentials())
def test_at_rest_energy_forces_and_stress_are_the_calculators(potential, values):
    atoms = rattled_cell("Ar", "bcc", 38.0, 0.2, 5)
    atoms.calc = PairCalculator(potential, values)
    here = crystal_at(atoms, potential, 38.0)
    rest = np.eye(3), np.zeros((len(atoms), 3))
    assert energy(atoms, potential, values) * len(atoms) == pytest.approx(
        atoms.get_potential_energy(), rel=1e-12
    )
    forces = -len(atoms) * grad(energy_per_atom, 4)(here, potential, values, *rest)
    np.testing.assert_allclose(forces, atoms.get_forces(), atol=1e-13)
    stress = grad(energy_per_atom, 3)(here, potential, values, *rest) / 38.0
    expected = voigt_6_to_full_3x3_stress(atoms.get_stress())
    np.testing.assert_allclose(stress, expected, atol=1e-14)


@pytest.mark.parametrize("scheme", ["force-shift", "switch"])
def test_where_no_jump_is_a_deformed_crystal_has_the_calculators_energy(scheme):
    potential = model("mie", scheme, 8.0)
    atoms = rattled_cell("Ar", "hcp", 38.0, 0.1, 2)
    displacements = 0.01 * GENERATOR.normal(size=(len(atoms), 3))
    moved = atoms.copy()
    moved.set_cell(atoms.cell.array @ DEFORMATION.T, scale_atoms=True)
    moved.positions += displacements
    moved.calc = PairCalculator(potential, ARGON["mie"])
    found = energy(atoms, potential, ARGON["mie"], DEFORMATION, displacements)
    # Pairs that cross the cutoff on the way would end there with no force.
    assert found * len(atoms) == pytest.approx(moved.get_potential_energy(), rel=1e-6)


@pytest.mark.parametrize(("potential", "values"), potentials())
def test_turning_and_moving_a_crystal_costs_nothing(potential, values):
    atoms = rattled_cell("Ar", "diamond", 70.0, 0.1, 3)
    rotation = np.linalg.qr(GENERATOR.normal(size=(3, 3)))[0]
    everywhere = np.tile([0.3, -0.2, 0.1], (len(atoms), 1))
    rest = energy(atoms, potential, values)
    turned = energy(atoms, potential, values, rotation, everywhere)
    assert turned == pytest.approx(rest, rel=1e-12)


@pytest.mark.parametrize(("potential", "values"), potentials())
@pytest.mark.parametrize("structure", CRYSTALS)
def test_a_supercell_is_the_same_crystal(structure, potential, values):
    atoms = crystal(structure, 60.0)
    one = energy(atoms, potential, values, DEFORMATION)
    many = energy(atoms * (2, 1, 3), potential, values, DEFORMATION)
    assert many == pytest.approx(one, rel=1e-12)


@pytest.mark.parametrize(("potential", "values"), potentials())
def test_volumes_at_once_are_each_as_if_alone(potential, values):
    atoms = crystal("hcp")
    volumes = np.array([[36.0, 40.0], [44.0, 39.0]])
    shape = (*volumes.shape, 3, 3)
    together = energy_per_atom(
        crystal_at(atoms, potential, volumes),
        potential,
        values,
        np.broadcast_to(DEFORMATION, shape),
        np.zeros((*volumes.shape, 2, 3)),
    )
    for at, found in zip(volumes.ravel(), together.ravel(), strict=True):
        alone = energy(crystal("hcp", at), potential, values, DEFORMATION)
        assert found == pytest.approx(alone, rel=1e-12)


@pytest.mark.parametrize("parameter", range(4))
def test_the_energy_is_differentiable_in_the_parameters(parameter):
    potential, values, step = model("mie", "tail", 8.0), np.array(ARGON["mie"]), 1e-5
    atoms = crystal("fcc", 38.0)
    slope = grad(lambda at: energy(atoms, potential, at))(values)[parameter]
    up, down = values.copy(), values.copy()
    up[parameter] += step
    down[parameter] -= step
    difference = energy(atoms, potential, up) - energy(atoms, potential, down)
    assert slope == pytest.approx(difference / (2 * step), rel=1e-6)


def test_the_tail_is_that_of_a_strained_continuum():
    n, radius, volume = 6, 9.0, 8000.0
    power = inverse_power(n, radius)
    # An atom with no other one within the cutoff.
    lone = Atoms("Ar", cell=np.eye(3) * 20.0, pbc=True)
    strain = 1e-3 * np.array([[1.0, 2.0, -1.0], [2.0, -3.0, 0.5], [-1.0, 0.5, 0.7]])

    def exact(strain):
        # |F d|^2 = d^2 (1 + d.m d / d^2); the means of x^2, x^4 and x^2 y^2 over all directions are
        # 1/3, 1/5 and 1/15.
        metric = 2 * strain + strain @ strain
        first = np.trace(metric) / 3
        second = (np.trace(metric) ** 2 + 2 * np.trace(metric @ metric)) / 15
        outside = 2 * np.pi / volume * radius ** (3 - n) / (n - 3)
        return outside * (1 - n / 2 * first + n / 4 * (n / 2 + 1) * second)

    def found(strain):
        return energy(lone, power, (1.0,), np.eye(3) + strain)

    at_rest = np.zeros((3, 3))
    assert found(at_rest) == pytest.approx(exact(at_rest), rel=1e-13)
    assert found(strain) - found(-strain) == pytest.approx(exact(strain) - exact(-strain), rel=1e-3)
    curvatures = [f(strain) + f(-strain) - 2 * f(at_rest) for f in (found, exact)]
    assert curvatures[0] == pytest.approx(curvatures[1], rel=1e-3)


def test_the_axes_integrate_the_fourth_degree_exactly():
    x, y, z = AXES.T
    np.testing.assert_allclose(np.linalg.norm(AXES, axis=1), 1)
    np.testing.assert_allclose([(x**2).mean(), (y**2).mean(), (z**2).mean()], 1 / 3)
    np.testing.assert_allclose([(x**4).mean(), (y**4).mean(), (z**4).mean()], 1 / 5)
    np.testing.assert_allclose(
        [(x * y).mean(), (x**3 * y).mean(), (x * y * z**2).mean()], 0, atol=1e-16
    )
    np.testing.assert_allclose([(x**2 * y**2).mean(), (y**2 * z**2).mean()], 1 / 15)
