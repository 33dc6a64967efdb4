"""Elastic constants: exact Lennard-Jones values, exact relations, strained calculators."""

import numpy as np
import pytest
from ase.stress import voigt_6_to_full_3x3_stress
from lattices import ARGON, balanced_radius, conventional, crystal, exact_lennard_jones, model
from scipy.optimize import root

from pairwright.data.crystals import CRYSTALS, rattled_cell
from pairwright.data.pairs import structure_pairs
from pairwright.potentials.calculator import PairCalculator
from pairwright.properties.crystal import crystal_at
from pairwright.properties.elastic import (
    cubic_constants,
    elastic_tensor,
    elastic_tensors,
    is_stable,
    stress,
)
from pairwright.properties.lattice import minimum, shells_of

STRAINS = np.zeros((6, 3, 3))
for _number, (_a, _b) in enumerate([(0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1)]):
    STRAINS[_number, _a, _b] += 0.5
    STRAINS[_number, _b, _a] += 0.5
BRAVAIS = ("fcc", "bcc", "sc")
C9 = 50.0


def state_of(structure, potential, values, window=(20, 110)):
    """Return V0, E0, B0, B0' of a crystal."""
    shells = shells_of(crystal(structure), potential, window[0])
    found, reason = minimum(shells, potential, np.array(values), np.linspace(*window, 100))
    assert reason is None
    return found


def tensor_of(atoms, potential, values):
    """Return C of a structure where it is."""
    return elastic_tensor(
        crystal_at(atoms, potential, atoms.get_volume() / len(atoms)), potential, values
    )


def strained(atoms, strain, calculator=None):
    """Return a copy deformed by 1 + strain (3, 3)."""
    copy = atoms.copy()
    copy.set_cell(atoms.cell.array @ (np.eye(3) + strain), scale_atoms=True)
    copy.calc = calculator
    return copy


def relaxed(atoms):
    """Move all atoms but the first, in the same cell, to where no force is left."""

    def forces(places):
        atoms.positions[1:] = places.reshape(-1, 3)
        return atoms.get_forces()[1:].ravel()

    if len(atoms) > 1:
        atoms.positions[1:] = root(forces, atoms.positions[1:].ravel(), tol=1e-13).x.reshape(-1, 3)
    assert np.abs(atoms.get_forces()).max() < 1e-10
    return atoms


def strain_slopes(atoms, strain):
    """Return dE/de (6,) in eV of a structure that was deformed by 1 + strain."""
    cauchy = voigt_6_to_full_3x3_stress(atoms.get_stress())
    slopes = atoms.get_volume() * cauchy @ np.linalg.inv(np.eye(3) + strain)
    return np.tensordot(STRAINS, slopes, 2)


def differences(atoms, calculator, step=1e-4):
    """Return C (6, 6) from the calculator's stress in strained crystals whose atoms give way."""
    columns = []
    for unit in STRAINS:
        up, down = (
            strain_slopes(relaxed(strained(atoms, strain, calculator)), strain)
            for strain in (step * unit, -step * unit)
        )
        columns.append((up - down) / (2 * step * atoms.get_volume()))
    return np.stack(columns, axis=1)


def test_a_lennard_jones_crystal_has_the_exact_constants():
    v0, _, b0 = exact_lennard_jones("fcc")
    atoms = crystal("fcc", v0)
    long = model(scheme="tail", radius=balanced_radius(atoms, 40.0))
    c11, c12, c44 = cubic_constants(tensor_of(atoms, long, (1.0, 1.0)))
    assert (c11 + 2 * c12) / 3 == pytest.approx(b0, rel=1e-9)
    assert c12 == pytest.approx(c44, rel=1e-9)
    assert c11 == pytest.approx(105.182, abs=6e-4)
    assert c12 == pytest.approx(60.187, abs=6e-4)
    assert c44 == pytest.approx(60.187, abs=6e-4)


def test_they_are_what_the_derivatives_by_hand_add_up_to():
    # C_xxxx and C_xyxy at rest: sums of (phi'' - phi' / r) x^4 / r^2 and x^2 y^2 / r^2 over half of
    # the neighbours for each atom's volume, and an integral over those beyond the radius.
    v0, _, _ = exact_lennard_jones("fcc")
    atoms = crystal("fcc", v0)
    radius = balanced_radius(atoms, 55.0)
    _, _, vectors = structure_pairs(atoms.positions, atoms.cell.array, atoms.pbc, radius)
    r = np.linalg.norm(vectors, axis=1)
    x, y = vectors[:, 0] / r, vectors[:, 1] / r
    by_hand = 4 * (12 * 14 * r**-12.0 - 6 * 8 * r**-6.0)
    beyond = 2 * np.pi / v0 * 4 * (12 * 14 * radius**-9.0 / 9 - 6 * 8 * radius**-3.0 / 3)
    c11 = (np.sum(by_hand * x**4) + beyond / 5) / v0
    c44 = (np.sum(by_hand * x**2 * y**2) + beyond / 15) / v0
    long = model(scheme="tail", radius=balanced_radius(atoms, 40.0))
    found = cubic_constants(tensor_of(atoms, long, (1.0, 1.0)))
    assert found[0] == pytest.approx(c11, rel=1e-8)
    assert found[2] == pytest.approx(c44, rel=1e-8)


@pytest.mark.parametrize("structure", BRAVAIS)
@pytest.mark.parametrize("scheme", ["cut", "shift", "force-shift", "switch", "tail"])
@pytest.mark.parametrize("form", ARGON)
def test_pair_forces_on_a_bravais_lattice_make_c12_equal_c44(structure, scheme, form):
    potential = model(form, scheme, 12.0)
    v0, _, b0, _ = state_of(structure, potential, ARGON[form])
    c11, c12, c44 = cubic_constants(tensor_of(crystal(structure, v0), potential, ARGON[form]))
    assert c12 == pytest.approx(c44, rel=1e-9)
    assert (c11 + 2 * c12) / 3 == pytest.approx(b0, rel=1e-9)


@pytest.mark.parametrize("structure", [*BRAVAIS, "diamond"])
def test_the_bulk_modulus_is_that_of_the_volume_with_triple_dipoles_too(structure):
    triple = model("lennard-jones-axilrod-teller", "switch", 9.0, triple_radius=7.0)
    values = (*ARGON["lennard-jones"], C9)
    v0, _, b0, _ = state_of(structure, triple, values)
    c11, c12, c44 = cubic_constants(tensor_of(crystal(structure, v0), triple, values))
    assert (c11 + 2 * c12) / 3 == pytest.approx(b0, rel=1e-9)
    assert abs(c12 / c44 - 1) > 0.01


@pytest.mark.parametrize("structure", ["hcp", "diamond", "bcc"])
@pytest.mark.parametrize("name", ["lennard-jones", "lennard-jones-axilrod-teller"])
def test_constants_are_differences_of_the_calculators_stress(name, structure):
    # Skewed and not at its minimum, so that all constants differ.
    potential = model(name, "switch", 8.0, triple_radius=6.5)
    values = (*ARGON["lennard-jones"], C9)[: len(potential.parameters)]
    calculator = PairCalculator(potential, values)
    volume = {"hcp": 37.0, "bcc": 36.0, "diamond": 76.0}[structure]
    skew = 0.02 * STRAINS[4] - 0.01 * STRAINS[0] + 0.015 * STRAINS[5]
    atoms = relaxed(strained(crystal(structure, volume), skew, calculator))
    tensor = tensor_of(atoms, potential, values)
    found = differences(atoms, calculator)
    np.testing.assert_allclose(tensor, found, rtol=0, atol=1e-5 * np.abs(tensor).max())


def test_diamond_gives_way_inside_and_is_softer_for_it():
    potential = model("morse", "switch", 8.0)
    values = np.array([0.1, 1.6, 2.4])
    v0 = state_of("diamond", potential, values, (10, 30))[0]
    atoms = crystal("diamond", v0)
    atoms.calc = PairCalculator(potential, values)
    tensor = tensor_of(atoms, potential, values)
    # The same shear with atoms that stay where the strain takes them, and with atoms that relax.
    step = 1e-4
    energies = {}
    for name, mend in (("held", lambda moved: moved), ("relaxed", relaxed)):
        ends = [mend(strained(atoms, amount * STRAINS[3], atoms.calc)) for amount in (step, -step)]
        curvature = sum(end.get_potential_energy() - atoms.get_potential_energy() for end in ends)
        energies[name] = curvature / step**2 / atoms.get_volume()
    _, _, c44 = cubic_constants(tensor)
    assert c44 == pytest.approx(energies["relaxed"], rel=1e-4)
    assert energies["held"] > 1.5 * energies["relaxed"]


@pytest.mark.parametrize("structure", CRYSTALS)
def test_a_turned_supercell_has_the_turned_constants(structure):
    potential = model("mie", "tail", 8.0)
    atoms = crystal(structure, 50.0)
    turned = atoms * (1, 2, 1)
    turned.rotate(25.0, (1.0, -2.0, 0.5), rotate_cell=True)
    rotation = np.linalg.solve((atoms * (1, 2, 1)).cell.array, turned.cell.array).T
    tensor, found = (tensor_of(each, potential, ARGON["mie"]) for each in (atoms, turned))
    full = np.einsum("Aij,AB,Bkl->ijkl", STRAINS * weight(), tensor, STRAINS * weight())
    full = np.einsum("ia,jb,kc,ld,abcd->ijkl", *[rotation] * 4, full)
    expected = np.einsum("Aij,ijkl,Bkl->AB", STRAINS, full, STRAINS)
    np.testing.assert_allclose(found, expected, atol=1e-9 * np.abs(tensor).max())
    if structure != "hcp":
        np.testing.assert_allclose(cubic_constants(found), cubic_constants(tensor), rtol=1e-8)


def weight():
    """Return what turns Voigt's doubled shears into those of a tensor."""
    return np.array([1, 1, 1, 2, 2, 2])[:, None, None]


def test_constants_of_the_cube_are_the_entries_along_its_axes():
    potential = model("mie", "switch", 8.0)
    for structure in ("fcc", "bcc", "diamond"):
        tensor = tensor_of(conventional(structure, 5.0), potential, ARGON["mie"])
        c11, c12, c44 = cubic_constants(tensor)
        assert c11 == pytest.approx(tensor[0, 0], rel=1e-8)
        assert c12 == pytest.approx(tensor[0, 1], rel=1e-8)
        assert c44 == pytest.approx(tensor[3, 3], rel=1e-8)


@pytest.mark.parametrize("atoms", [crystal("hcp", 38.0), rattled_cell("Ar", "fcc", 38.0, 0.2, 1)])
def test_what_is_not_cubic_has_no_cubic_constants(atoms):
    potential = model("mie", "switch", 8.0)
    assert np.isnan(cubic_constants(tensor_of(atoms, potential, ARGON["mie"]))).all()


def test_an_isotropic_tensor_is_cubic_too():
    tensor = np.diag([0.0, 0, 0, 0.7, 0.7, 0.7])
    tensor[:3, :3] = 1.3 + 1.4 * np.eye(3)
    np.testing.assert_allclose(cubic_constants(tensor), [2.7, 1.3, 0.7])


@pytest.mark.parametrize("structure", CRYSTALS)
def test_many_sets_of_parameters_are_as_good_as_one(structure, monkeypatch):
    monkeypatch.setattr("pairwright.properties.elastic.TERMS_PER_BLOCK", 2000)
    potential = model("lennard-jones-axilrod-teller", "tail", 9.0, triple_radius=6.5)
    generator = np.random.default_rng(6)
    samples = np.array([0.0103, 3.44, C9])[:, None] * (1 + 0.02 * generator.normal(size=(3, 9)))
    volumes = np.linspace(38, 50, 9)
    volumes[4] = np.nan
    tensors = elastic_tensors(crystal(structure), potential, samples, volumes)
    for tensor, sample, volume in zip(tensors, samples.T, volumes, strict=True):
        if np.isnan(volume):
            assert np.isnan(tensor).all()
            assert np.isnan(cubic_constants(tensor)).all()
        else:
            alone = tensor_of(crystal(structure, volume), potential, sample)
            np.testing.assert_allclose(tensor, alone, rtol=0, atol=1e-10 * np.abs(alone).max())


def test_without_any_volume_there_is_nothing():
    tensors = elastic_tensors(crystal("fcc"), model(), np.ones((2, 3)), np.full(3, np.nan))
    assert np.isnan(tensors).all()
    assert tensors.shape == (3, 6, 6)


@pytest.mark.parametrize("name", ["lennard-jones", "lennard-jones-axilrod-teller"])
def test_the_stress_is_the_calculators(name):
    potential = model(name, "tail", 8.0, triple_radius=6.5)
    values = (*ARGON["lennard-jones"], C9)[: len(potential.parameters)]
    atoms = rattled_cell("Ar", "hcp", 38.0, 0.2, 3)
    atoms.calc = PairCalculator(potential, values)
    found = stress(crystal_at(atoms, potential, 38.0), potential, values)
    np.testing.assert_allclose(found, atoms.get_stress(), atol=1e-14)


def test_lennard_jones_holds_fcc_and_not_bcc_diamond_or_sc():
    for structure in CRYSTALS:
        v0 = state_of(structure, model(radius=12.0), ARGON["lennard-jones"])[0]
        tensor = tensor_of(crystal(structure, v0), model(radius=12.0), ARGON["lennard-jones"])
        assert is_stable(tensor) == (structure in ("fcc", "hcp"))
