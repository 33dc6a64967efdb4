"""The ASE calculator: against ASE's own, finite differences, and symmetries."""

import json

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.calculators.fd import calculate_numerical_forces, calculate_numerical_stress
from ase.calculators.lj import LennardJones
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from pairwright import load_potential
from pairwright.errors import PairwrightError
from pairwright.potentials.calculator import calculator_of

FIT = {
    "form": "lennard-jones",
    "parameters": {"epsilon": {"value": 0.0104}, "sigma": {"value": 3.4}},
    "cutoff": {"scheme": "shift", "radius_A": 8.0},
    "reference_energy": {"value_eV": -0.25},
}


def rattled(seed: int = 0, crystal: str = "fcc") -> Atoms:
    """Return a skewed, rattled cell smaller than the cutoff."""
    atoms = bulk("Ar", crystal, a=5.3 if crystal == "fcc" else 7.4) * (2, 1, 1)
    generator = np.random.default_rng(seed)
    atoms.set_cell(atoms.cell.array @ (np.eye(3) + generator.normal(0, 0.05, (3, 3))), True)
    atoms.positions += generator.normal(0, 0.1, (len(atoms), 3))
    return atoms


@pytest.mark.parametrize("crystal", ["fcc", "diamond"])
def test_it_agrees_with_ase_in_everything(crystal):
    atoms = rattled(crystal=crystal)
    ours, theirs = calculator_of(FIT), LennardJones(epsilon=0.0104, sigma=3.4, rc=8.0)
    per_atom = ours.get_property("energies", atoms) + 0.25
    np.testing.assert_allclose(per_atom, theirs.get_property("energies", atoms), rtol=1e-12)
    for name in ("forces", "stress"):
        np.testing.assert_allclose(
            ours.get_property(name, atoms), theirs.get_property(name, atoms), rtol=0, atol=1e-14
        )


def test_forces_and_stress_are_derivatives_of_the_energy():
    atoms = rattled(3)
    atoms.calc = calculator_of(FIT)
    forces = calculate_numerical_forces(atoms, eps=1e-4)
    np.testing.assert_allclose(atoms.get_forces(), forces, atol=1e-8)
    stress = calculate_numerical_stress(atoms, eps=1e-5)
    np.testing.assert_allclose(atoms.get_stress(), stress, atol=1e-9)


@given(seed=st.integers(0, 1000))
def test_energy_and_forces_follow_the_symmetries_of_space(seed):
    generator = np.random.default_rng(seed)
    atoms = rattled(seed)
    calculator = calculator_of(FIT)
    energy, forces = calculator.get_property("energy", atoms), calculator.results["forces"]
    np.testing.assert_allclose(forces.sum(axis=0), 0.0, atol=1e-12)

    moved = atoms.copy()
    moved.translate(generator.normal(0, 10, 3))
    assert calculator.get_property("energy", moved) == pytest.approx(energy, rel=1e-11)

    rotation = Rotation.random(rng=generator).as_matrix()
    turned = atoms.copy()
    turned.set_cell(atoms.cell.array @ rotation.T, scale_atoms=False)
    turned.positions = atoms.positions @ rotation.T
    assert calculator.get_property("energy", turned) == pytest.approx(energy, rel=1e-11)
    np.testing.assert_allclose(calculator.results["forces"], forces @ rotation.T, atol=1e-12)

    order = generator.permutation(len(atoms))
    assert calculator.get_property("energy", atoms[order]) == pytest.approx(energy, rel=1e-12)
    np.testing.assert_allclose(calculator.results["forces"], forces[order], atol=1e-13)

    repeated = atoms * (1, 2, 3)
    assert calculator.get_property("energy", repeated) == pytest.approx(6 * energy, rel=1e-11)


def test_a_lone_atom_has_the_reference_energy_and_no_stress():
    atoms = Atoms("Ar")
    atoms.calc = calculator_of(FIT)
    assert atoms.get_potential_energy() == -0.25
    assert "stress" not in atoms.calc.results


def test_a_saved_fit_loads(tmp_path):
    (tmp_path / "fit.json").write_text(json.dumps(FIT))
    atoms = rattled()
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
    ],
)
def test_a_file_that_is_no_fit_is_named(tmp_path, text, message):
    (tmp_path / "fit.json").write_text(text)
    with pytest.raises(PairwrightError, match=message):
        load_potential(tmp_path / "fit.json")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PairwrightError, match="no such file"):
        load_potential(tmp_path / "fit.json")
