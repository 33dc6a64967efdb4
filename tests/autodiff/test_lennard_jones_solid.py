"""The Lennard-Jones solid against exact lattice sums, and its derivatives against differences."""

import numpy as np
import pytest

from pairwright import lj
from pairwright.autodiff.lennard_jones_solid import (
    bulk_modulus,
    crystal,
    elastic_constants,
    energy,
    equilibrium,
    force_constants,
    forces,
    sphere,
    stress,
)
from pairwright.autodiff.records import LATTICE_SUMS

NONE = np.zeros((3, 3))
RADIUS = 20


def energy_per_atom(structure, nearest, radius, tail=True):
    solid = crystal(structure, nearest, radius, tail)
    return float(energy(solid.positions, NONE, solid)) / len(solid.positions)


def displaced(structure="fcc", radius=4.0, tail=True):
    solid = crystal(structure, 1.09, radius, tail)
    steps = np.random.default_rng(5).normal(0, 0.03, solid.positions.shape)
    return solid, solid.positions + steps


@pytest.mark.parametrize("structure", LATTICE_SUMS)
def test_energy_and_distance_at_the_minimum_are_those_of_the_lattice_sums(structure):
    a6, a12 = LATTICE_SUMS[structure]
    nearest = equilibrium(structure, RADIUS)
    assert nearest == pytest.approx((2 * a12 / a6) ** (1 / 6), abs=1e-7)
    assert energy_per_atom(structure, nearest, RADIUS) == pytest.approx(
        -(a6**2) / (2 * a12), abs=5e-6
    )


def test_hcp_is_below_fcc_by_the_exact_difference():
    hcp, fcc = (energy_per_atom(s, equilibrium(s, RADIUS), RADIUS) for s in ("hcp", "fcc"))
    assert hcp - fcc == pytest.approx(-0.000870, abs=5e-6)


@pytest.mark.parametrize(
    ("cutoff", "fcc", "hcp"),
    [(2.5, -8.09183, -8.01664), (3.0, -8.30228, -8.30551), (6.0, -8.56678, -8.56727)],
)
def test_a_plain_cutoff_gives_other_energies(cutoff, fcc, hcp):
    for structure, expected in (("fcc", fcc), ("hcp", hcp)):
        a6, a12 = LATTICE_SUMS[structure]
        nearest = (2 * a12 / a6) ** (1 / 6)
        found = energy_per_atom(structure, nearest, cutoff / nearest, tail=False)
        assert found == pytest.approx(expected, abs=6e-6)


def test_elastic_constants_are_the_exact_ones():
    solid = crystal("fcc", equilibrium("fcc", RADIUS), RADIUS)
    c = elastic_constants(solid)
    assert c[0, 0, 0, 0] == pytest.approx(105.182, abs=1e-3)
    assert c[0, 0, 1, 1] == pytest.approx(60.187, abs=1e-3)
    assert c[1, 2, 1, 2] == pytest.approx(60.187, abs=1e-3)
    assert (c[0, 0, 0, 0] + 2 * c[0, 0, 1, 1]) / 3 == pytest.approx(75.185141, abs=1e-3)


@pytest.mark.parametrize("structure", ["fcc", "bcc", "sc"])
def test_cauchys_relation_holds_at_zero_pressure(structure):
    c = elastic_constants(crystal(structure, equilibrium(structure, 6), 6))
    assert c[0, 0, 1, 1] == pytest.approx(c[1, 2, 1, 2], rel=1e-10)


@pytest.mark.parametrize("structure", ["fcc", "hcp", "bcc", "sc"])
def test_identities_of_the_bulk_modulus(structure):
    nearest = equilibrium(structure, 6)
    solid = crystal(structure, nearest, 6)
    modulus, derivative = bulk_modulus(structure, nearest, 6)
    cohesion = -float(energy(solid.positions, NONE, solid))
    assert modulus * solid.volume == pytest.approx(8 * cohesion, rel=1e-9)
    assert derivative == pytest.approx(8, rel=1e-9)


@pytest.mark.parametrize("tail", [True, False])
def test_stress_is_the_slope_of_the_energy(tail):
    solid, _ = displaced("hcp", tail=tail)
    for a, b in ((0, 0), (1, 2)):
        step = np.zeros((3, 3))
        step[a, b] = 1e-5
        up, down = (energy(solid.positions, s * step, solid) for s in (1, -1))
        slope = (up - down) / 2e-5 / solid.volume
        assert stress(solid)[a, b] == pytest.approx(slope, abs=1e-7)


def test_elastic_constants_are_slopes_of_the_stress():
    nearest, step = equilibrium("fcc", 6), 1e-5
    solid = crystal("fcc", nearest, 6)
    strained = np.zeros((3, 3))
    strained[0, 0] = step
    values = [float(energy(solid.positions, s * strained, solid)) for s in (-100, 0, 100)]
    curvature = (values[0] - 2 * values[1] + values[2]) / (100 * step) ** 2 / solid.volume
    assert elastic_constants(solid)[0, 0, 0, 0] == pytest.approx(curvature, rel=1e-3)


def test_forces_are_those_of_the_production_code():
    # Without a tail; a cutoff between two shells makes the shift of the energy a constant.
    solid, positions = displaced(radius=2.1, tail=False)
    cutoff = solid.radius
    ends = positions[solid.second] + solid.shifts - positions[solid.first]
    distances = np.linalg.norm(ends, axis=1)
    assert distances.max() < cutoff + 0.15
    wide = distances.max() + 1e-6
    _, expected, _ = lj.energy_forces_stress(
        positions, solid.cell, True, epsilon=1.0, sigma=1.0, rc=wide
    )
    assert forces(positions, solid) == pytest.approx(expected, abs=1e-10)


def test_force_constants_are_slopes_of_the_forces():
    solid, _ = displaced()
    constants = force_constants(solid)
    step = np.zeros(12)
    step[4] = 1e-5
    up, down = (forces(solid.positions + s * step.reshape(4, 3), solid) for s in (1, -1))
    assert constants[4] == pytest.approx(-(up - down).ravel() / 2e-5, abs=1e-6)
    assert constants == pytest.approx(constants.T, abs=1e-10)
    assert constants.reshape(4, 3, 4, 3).sum(axis=2) == pytest.approx(0, abs=1e-9)


def test_energy_does_not_change_under_rotation():
    solid, positions = displaced()
    rotation, _ = np.linalg.qr(np.random.default_rng(6).normal(size=(3, 3)))
    turned = energy(positions, rotation - np.eye(3), solid)
    assert turned == pytest.approx(energy(positions, NONE, solid), rel=1e-13)


def test_directions_integrate_polynomials_over_the_sphere():
    directions, weights = sphere()
    assert weights.sum() == pytest.approx(4 * np.pi, rel=1e-14)
    x, y, z = directions.T
    assert weights @ (x**4) == pytest.approx(4 * np.pi / 5, rel=1e-13)
    assert weights @ (x**2 * y**2 * z**2) == pytest.approx(4 * np.pi / 105, rel=1e-13)
