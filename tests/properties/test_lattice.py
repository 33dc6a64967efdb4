"""Minima of a crystal's energy: exact lattice sums, exact identities, and many sets at once."""

import numpy as np
import pytest
from lattices import (
    ARGON,
    NEIGHBOUR,
    SUMS,
    balanced_radius,
    crystal,
    exact_lennard_jones,
    inverse_power,
    model,
)
from scipy.optimize import brentq, minimize_scalar

from pairwright.data.crystals import CRYSTALS
from pairwright.potentials.calculator import PairCalculator
from pairwright.properties.crystal import scaled
from pairwright.properties.lattice import (
    TERMS_PER_BLOCK,
    energies_at,
    minima,
    minimum,
    shells_of,
    volume_derivatives,
)

WINDOW = {"fcc": (30, 50), "hcp": (30, 50), "bcc": (30, 52), "sc": (38, 68), "diamond": (60, 105)}
PAIR_CRYSTALS = tuple(SUMS)


def window(structure, points=60):
    return np.linspace(*WINDOW[structure], points)


def samples_of(form, count=40, spread=0.01, triple=()):
    values = np.array([*ARGON[form], *triple])
    generator = np.random.default_rng(4)
    return values[:, None] * (1 + spread * generator.normal(size=(len(values), count)))


@pytest.mark.parametrize("structure", PAIR_CRYSTALS)
@pytest.mark.parametrize("exponent", [6, 8, 10, 12])
def test_with_a_tail_a_crystals_energy_is_the_lattice_sum(structure, exponent):
    atoms = crystal(structure)
    power = inverse_power(exponent, balanced_radius(atoms, 40.0))
    energy = energies_at(shells_of(atoms, power, 1.0), power, (1.0,), np.array(1.0))
    # Two atoms share a pair.
    expected = SUMS[structure][exponent] / 2 / NEIGHBOUR[structure] ** exponent
    assert energy == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("structure", PAIR_CRYSTALS)
def test_a_lennard_jones_crystal_has_the_exact_minimum(structure):
    v0, e0, b0 = exact_lennard_jones(structure)
    # The atoms are where they are at the minimum, so that the radius is balanced there.
    long = model(scheme="tail", radius=balanced_radius(crystal(structure, v0), 40.0))
    volumes = np.linspace(0.97 * v0, 1.04 * v0, 12)
    shells = shells_of(crystal(structure), long, volumes[0])
    found, reason = minimum(shells, long, np.ones(2), volumes)
    assert reason is None
    assert found[:3] == pytest.approx((v0, e0, b0), rel=1e-8)
    assert found[3] == pytest.approx(8, rel=1e-9)


@pytest.mark.parametrize("structure", CRYSTALS)
@pytest.mark.parametrize(("n", "m"), [(12, 6), (14, 7), (10.5, 5.25), (9, 6), (12, 3.8)])
def test_a_mie_crystal_keeps_the_exact_identities_at_any_cutoff_with_a_tail(structure, n, m):
    mie = model("mie", "tail", 13.0)
    values = np.array([0.0103, 3.44, n, m])
    volumes = np.linspace(14, 110, 200)
    (v0, e0, b0, b0_prime), _ = minimum(
        shells_of(crystal(structure), mie, volumes[0]), mie, values, volumes
    )
    assert b0 * v0 == pytest.approx(n * m * abs(e0) / 9, rel=1e-12)
    assert b0_prime == pytest.approx((n + m) / 3 + 2, rel=1e-11)


@pytest.mark.parametrize("structure", CRYSTALS)
@pytest.mark.parametrize("scheme", ["cut", "shift", "force-shift", "switch", "tail"])
def test_the_energy_is_the_calculators_at_every_volume(structure, scheme):
    ended = model("mie", scheme, 9.0)
    volumes = window(structure, 9)
    energies = energies_at(
        shells_of(crystal(structure), ended, volumes[0]), ended, ARGON["mie"], volumes
    )
    for volume, energy in zip(volumes, energies, strict=True):
        atoms = crystal(structure, volume)
        atoms.calc = PairCalculator(ended, ARGON["mie"])
        assert energy == pytest.approx(atoms.get_potential_energy() / len(atoms), rel=1e-12)


@pytest.mark.parametrize("structure", ["fcc", "hcp", "diamond"])
def test_so_it_is_with_triple_dipoles(structure):
    triple = model("lennard-jones-axilrod-teller", triple_radius=8.0)
    values = (*ARGON["lennard-jones"], 50.0)
    volumes = window(structure, 4)
    energies = energies_at(
        shells_of(crystal(structure), triple, volumes[0]), triple, values, volumes
    )
    for volume, energy in zip(volumes, energies, strict=True):
        atoms = crystal(structure, volume)
        atoms.calc = PairCalculator(triple, values)
        assert energy == pytest.approx(atoms.get_potential_energy() / len(atoms), rel=1e-12)


@pytest.mark.parametrize("form", ARGON)
def test_derivatives_agree_with_differences_of_the_energy(form):
    smooth = model(form)
    shells = shells_of(crystal("hcp"), smooth, 30.0)
    volume, step = np.array([41.0]), 0.05
    first, second, third = volume_derivatives(shells, smooth, ARGON[form], volume)
    around = volume + step * np.arange(-3, 4)
    energies = energies_at(shells, smooth, ARGON[form], around)
    by_first = energies @ [-1, 9, -45, 0, 45, -9, 1] / (60 * step)
    by_second = energies @ [2, -27, 270, -490, 270, -27, 2] / (180 * step**2)
    by_third = energies @ [1, -8, 13, 0, -13, 8, -1] / (8 * step**3)
    assert first[0] == pytest.approx(by_first, rel=1e-6)
    assert second[0] == pytest.approx(by_second, rel=1e-5)
    assert third[0] == pytest.approx(by_third, rel=1e-3)


@pytest.mark.parametrize("form", ARGON)
def test_the_minimum_is_where_the_calculators_energy_is_lowest(form):
    smooth = model(form)
    calculator = PairCalculator(smooth, ARGON[form])

    def energy(volume):
        atoms = crystal("fcc", volume)
        atoms.calc = calculator
        return atoms.get_potential_energy()

    shells = shells_of(crystal("fcc"), smooth, 28.0)
    found, _ = minimum(shells, smooth, np.array(ARGON[form]), np.linspace(28, 55, 60))
    lowest = minimize_scalar(energy, (28, found[0] + 1, 55), tol=1e-10)
    assert found[0] == pytest.approx(lowest.x, rel=1e-6)
    assert found[1] == pytest.approx(lowest.fun, rel=1e-12)


@pytest.mark.parametrize("structure", CRYSTALS)
@pytest.mark.parametrize("scheme", ["shift", "switch", "tail"])
def test_many_sets_of_parameters_give_what_a_root_finder_gives_for_each(structure, scheme):
    ended = model("mie", scheme, 9.0)
    samples = samples_of("mie", 8)
    shells = shells_of(crystal(structure), ended, WINDOW[structure][0])
    found = minima(shells, ended, samples, window(structure))
    assert np.isfinite(found.volumes).all()
    for sample, volume in zip(samples.T, found.volumes, strict=True):

        def slope(at, sample=sample):
            return volume_derivatives(shells, ended, sample, np.array([at]))[0][0]

        # Closer than to the next jump of the slope.
        root = brentq(slope, volume - 1e-3, volume + 1e-3, xtol=1e-12)
        assert volume == pytest.approx(root, rel=1e-12)


@pytest.mark.parametrize("triple", [(), (50.0,)])
def test_many_sets_are_as_good_as_one(triple):
    name = "lennard-jones-axilrod-teller" if triple else "lennard-jones"
    shared = model(name, "switch", 8.0, triple_radius=7.0)
    samples = samples_of("lennard-jones", 7, triple=triple)
    shells = shells_of(crystal("diamond"), shared, 60.0)
    found = minima(shells, shared, samples, window("diamond"))
    columns = np.array(list(vars(found).values()))
    for number, sample in enumerate(samples.T):
        alone, _ = minimum(shells, shared, sample, window("diamond"))
        np.testing.assert_allclose(columns[:, number], alone, rtol=1e-11)


def test_sets_are_handled_in_blocks_without_a_trace(monkeypatch):
    shells = shells_of(crystal("hcp"), model(), 30.0)
    samples = samples_of("lennard-jones", 11)
    whole = minima(shells, model(), samples, window("hcp"))
    monkeypatch.setattr("pairwright.properties.lattice.TERMS_PER_BLOCK", 4000)
    assert 4000 < 11 * 60 * len(shells.distances) < TERMS_PER_BLOCK
    parts = minima(shells, model(), samples, window("hcp"))
    for one, other in zip(vars(whole).values(), vars(parts).values(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_a_set_without_a_minimum_is_nan_and_leaves_the_others_alone():
    samples = samples_of("mie", 6, spread=0.001)
    samples[1, 0] = 2.5  # the crystal is far too large for such atoms ...
    samples[1, 1] = 4.5  # ... or too small
    samples[2:, 2] = samples[3, 2], samples[2, 2]  # attraction and repulsion change places
    samples[0, 3] = np.nan
    shells = shells_of(crystal("fcc"), model("mie"), 30.0)
    found = minima(shells, model("mie"), samples, window("fcc"))
    for column in vars(found).values():
        assert np.isnan(column[[0, 1, 3]]).all()
        assert np.isfinite(column[[4, 5]]).all()
    # Both factors of the Mie potential change their sign.
    assert found.volumes[2] == pytest.approx(found.volumes[4], rel=0.05)


def test_a_minimum_between_jumps_of_the_energy_is_found():
    # Each shell that leaves lifts the energy by more than the crystal gains over a step.
    rough = model("lennard-jones", "cut", 9.0)
    volumes = np.linspace(28, 55, 60)
    shells = shells_of(crystal("hcp"), rough, volumes[0])
    samples = samples_of("lennard-jones", 50)
    energies = energies_at(shells, rough, samples[:, :, None], volumes)
    lowest = volumes[np.argmin(energies, axis=1)]
    found = minima(shells, rough, samples, volumes)
    assert np.abs(found.volumes - lowest).max() > 2 * (volumes[1] - volumes[0])
    assert np.isfinite(found.volumes).all()
    slopes, curvatures, _ = volume_derivatives(shells, rough, samples, found.volumes)
    assert np.abs(slopes).max() < 1e-12
    assert (curvatures > 0).all()


def test_no_minimum_is_told_with_the_volumes():
    shells = shells_of(crystal("fcc"), model(radius=5.0), 0.6)
    found, reason = minimum(shells, model(radius=5.0), np.ones(2), np.linspace(0.6, 0.7, 60))
    assert found is None
    assert reason == "no minimum between 0.6 and 0.7 Å^3 per atom"


def test_a_minimum_that_is_a_jump_is_not_taken_for_smooth():
    # The nearest neighbours leave the cutoff while the energy still falls.
    near = model("lennard-jones", "cut", 1.1)
    shells = shells_of(crystal("fcc"), near, 0.8)
    found, reason = minimum(shells, near, np.ones(2), np.linspace(0.8, 1.2, 60))
    assert found is None
    assert "the energy jumps" in reason


@pytest.mark.parametrize("structure", CRYSTALS)
def test_a_turned_supercell_is_the_same_crystal(structure):
    triple = model("lennard-jones-axilrod-teller", triple_radius=7.0)
    values = np.array([*ARGON["lennard-jones"], 50.0])
    atoms = crystal(structure, 40.0)
    turned = atoms * (2, 1, 2)
    turned.rotate(37.0, (1.0, 2.0, 3.0), rotate_cell=True)
    volumes = window(structure)
    one, _ = minimum(shells_of(atoms, triple, volumes[0]), triple, values, volumes)
    other, _ = minimum(shells_of(turned, triple, volumes[0]), triple, values, volumes)
    assert other == pytest.approx(one, rel=1e-9)


def test_equal_distances_are_one_shell():
    shells = shells_of(crystal("fcc"), model(radius=2.1), 1.0)
    np.testing.assert_allclose(shells.distances, NEIGHBOUR["fcc"] * np.sqrt([1, 2, 3]))
    np.testing.assert_array_equal(shells.counts, [6, 3, 12])


def test_scaling_keeps_the_shape():
    atoms = crystal("hcp", 40.0)
    bigger = scaled(atoms, 50.0)
    assert bigger.get_volume() / len(bigger) == pytest.approx(50.0)
    np.testing.assert_allclose(bigger.cell.cellpar()[3:], atoms.cell.cellpar()[3:])
    np.testing.assert_allclose(bigger.get_scaled_positions(), atoms.get_scaled_positions())
    assert atoms.get_volume() / len(atoms) == pytest.approx(40.0)
