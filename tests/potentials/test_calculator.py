"""The ASE calculator: agreement with ASE's own, derivatives, symmetries, and loading."""

import json

import numpy as np
import pytest
from argon_models import PAIR_FORMS, argon_model, argon_values, rattled_argon
from ase import Atoms
from ase.calculators.fd import calculate_numerical_forces, calculate_numerical_stress
from ase.calculators.lj import LennardJones
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from pairwright import load_potential
from pairwright.errors import PairwrightError
from pairwright.potentials.calculator import PairCalculator, calculator_of

FIT = {
    "form": "lennard-jones",
    "parameters": {"epsilon": {"value": 0.0104}, "sigma": {"value": 3.4}},
    "cutoff": {"scheme": "shift", "radius_A": 8.0},
    "reference_energy": {"value_eV": -0.25},
}
ALL_FORMS = (*PAIR_FORMS, "lennard-jones-axilrod-teller", "spline-axilrod-teller")


def argon_calculator(name, scheme="switch"):
    """Return a calculator of a form, with 0.1 eV for each atom."""
    return PairCalculator(argon_model(name, scheme), argon_values(name), 0.1)


@pytest.mark.parametrize("crystal", ["fcc", "diamond"])
def test_it_agrees_with_ase_in_everything(crystal):
    atoms = rattled_argon(crystal=crystal)
    ours, theirs = calculator_of(FIT), LennardJones(epsilon=0.0104, sigma=3.4, rc=8.0)
    per_atom = ours.get_property("energies", atoms) + 0.25
    np.testing.assert_allclose(per_atom, theirs.get_property("energies", atoms), rtol=1e-12)
    for name in ("forces", "stress"):
        np.testing.assert_allclose(
            ours.get_property(name, atoms), theirs.get_property(name, atoms), rtol=0, atol=1e-14
        )


@pytest.mark.parametrize("name", ALL_FORMS)
@pytest.mark.parametrize("scheme", ["shift", "force-shift", "switch"])
def test_forces_and_stress_are_derivatives_of_the_energy(name, scheme):
    atoms = rattled_argon(3)
    atoms.calc = argon_calculator(name, scheme)
    # Where only the force jumps, a pair that crosses the radius changes the difference by little.
    forces = calculate_numerical_forces(atoms, eps=1e-4)
    np.testing.assert_allclose(atoms.get_forces(), forces, atol=2e-7)
    stress = calculate_numerical_stress(atoms, eps=1e-5)
    np.testing.assert_allclose(atoms.get_stress(), stress, atol=1e-8)
    assert np.abs(atoms.get_forces()).max() > 1e-2
    assert np.abs(atoms.get_stress()).max() > 1e-4


@pytest.mark.parametrize("name", ALL_FORMS)
@pytest.mark.parametrize("scheme", ["cut", "tail"])
def test_where_the_energy_jumps_forces_are_those_of_the_pairs_within(name, scheme):
    atoms = rattled_argon(3)
    jumping, smooth = argon_calculator(name, scheme), argon_calculator(name, "shift")
    np.testing.assert_array_equal(
        jumping.get_property("forces", atoms), smooth.get_property("forces", atoms)
    )


@pytest.mark.parametrize("name", [*PAIR_FORMS, "mie-axilrod-teller"])
@settings(max_examples=30)
@given(seed=st.integers(0, 1000))
def test_energy_and_forces_follow_the_symmetries_of_space(name, seed):
    generator = np.random.default_rng(seed)
    atoms = rattled_argon(seed)
    calculator = argon_calculator(name, "tail")
    energy, forces = calculator.get_property("energy", atoms), calculator.results["forces"]
    size = np.abs(forces).max()
    np.testing.assert_allclose(forces.sum(axis=0), 0.0, atol=1e-12 * size)

    moved = atoms.copy()
    moved.translate(generator.normal(0, 10, 3))
    assert calculator.get_property("energy", moved) == pytest.approx(energy, rel=1e-10)

    rotation = Rotation.random(rng=generator).as_matrix()
    turned = atoms.copy()
    turned.set_cell(atoms.cell.array @ rotation.T, scale_atoms=False)
    turned.positions = atoms.positions @ rotation.T
    assert calculator.get_property("energy", turned) == pytest.approx(energy, rel=1e-10)
    np.testing.assert_allclose(calculator.results["forces"], forces @ rotation.T, atol=1e-11 * size)

    order = generator.permutation(len(atoms))
    assert calculator.get_property("energy", atoms[order]) == pytest.approx(energy, rel=1e-11)
    np.testing.assert_allclose(calculator.results["forces"], forces[order], atol=1e-12 * size)

    repeated = atoms * (1, 2, 1)
    assert calculator.get_property("energy", repeated) == pytest.approx(2 * energy, rel=1e-10)


def test_triple_dipoles_add_to_the_pair_energy_what_c9_says():
    atoms = rattled_argon(2)
    energies = [
        PairCalculator(argon_model("morse-axilrod-teller"), (0.01, 1.6, 3.8, c9)).get_property(
            "energy", atoms
        )
        for c9 in (0.0, 1.0, 50.0)
    ]
    pairs = PairCalculator(argon_model("morse"), (0.01, 1.6, 3.8)).get_property("energy", atoms)
    assert energies[0] == pytest.approx(pairs, rel=1e-14)
    assert energies[2] - energies[0] == pytest.approx(50 * (energies[1] - energies[0]), rel=1e-8)
    assert energies[1] > energies[0]


@pytest.mark.parametrize("name", ALL_FORMS)
def test_the_energies_of_the_atoms_add_up(name):
    calculator = argon_calculator(name, "tail")
    energy = calculator.get_property("energy", rattled_argon(5))
    assert calculator.results["energies"].sum() == pytest.approx(energy, rel=1e-14)
    assert calculator.results["free_energy"] == energy


@pytest.mark.parametrize("periodic", [False, (True, True, False)])
@pytest.mark.parametrize("name", ["lennard-jones", "lennard-jones-axilrod-teller"])
def test_clusters_and_slabs_have_no_stress_and_no_tail_even_in_a_cell(name, periodic):
    atoms = rattled_argon(1) * (2, 2, 1)
    atoms.pbc = periodic
    energies = []
    for scheme in ("cut", "tail"):
        calculator = argon_calculator(name, scheme)
        energies.append(calculator.get_property("energy", atoms))
        assert "stress" not in calculator.results
    assert energies[0] == energies[1]
    atoms.calc = argon_calculator(name, "force-shift")
    numerical = calculate_numerical_forces(atoms, eps=1e-4)
    np.testing.assert_allclose(atoms.get_forces(), numerical, atol=2e-7)


def test_a_lone_atom_has_the_reference_energy_and_no_stress():
    atoms = Atoms("Ar")
    atoms.calc = calculator_of(FIT)
    assert atoms.get_potential_energy() == -0.25
    assert "stress" not in atoms.calc.results


def test_values_that_are_too_few_or_too_many_are_refused():
    for values in ((0.01,), (0.01, 3.4, 12.0)):
        with pytest.raises(PairwrightError, match=r"one for each of epsilon, sigma"):
            PairCalculator(argon_model("lennard-jones"), values)


def test_a_saved_fit_loads(tmp_path):
    (tmp_path / "fit.json").write_text(json.dumps(FIT))
    atoms = rattled_argon()
    atoms.calc = load_potential(tmp_path / "fit.json")
    assert atoms.get_potential_energy() == calculator_of(FIT).get_property("energy", atoms)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not a readable JSON file"),
        ("{}", "not a fit.json"),
        ("[1]", "not a fit.json"),
        (json.dumps(FIT | {"form": "lennard"}), "known: lennard-jones"),
        (json.dumps(FIT | {"parameters": {}}), "not a fit.json"),
        (json.dumps(FIT | {"form": "lennard-jones-axilrod-teller"}), "triple_dipole"),
    ],
)
def test_a_file_that_is_no_fit_is_named(tmp_path, text, message):
    (tmp_path / "fit.json").write_text(text)
    with pytest.raises(PairwrightError, match=message):
        load_potential(tmp_path / "fit.json")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PairwrightError, match="no such file"):
        load_potential(tmp_path / "fit.json")
