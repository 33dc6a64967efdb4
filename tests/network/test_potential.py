"""A neural potential is a potential: forces are slopes, symmetries hold, files keep every bit."""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from ase import Atoms, units
from ase.build import bulk
from ase.md.verlet import VelocityVerlet
from ase.stress import full_3x3_to_voigt_6_stress
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from pairwright import load_potential
from pairwright.errors import PairwrightError
from pairwright.network import potential_ensemble
from pairwright.network.calculator import NeuralCalculator
from pairwright.network.potential import save_potential
from pairwright.network.potential_ensemble import predicted, train_ensemble


@pytest.fixture(scope="module")
def potential(ensemble):
    return ensemble.potential


def crystal(structure="fcc", volume=36.0, seed=0, repeat=(1, 1, 1)):
    """Return argon near the training data, with displaced atoms."""
    atoms = bulk("Ar", structure, a=5.0, cubic=structure != "hcp") * repeat
    atoms.set_cell(
        atoms.cell * (volume * len(atoms) / atoms.get_volume()) ** (1 / 3), scale_atoms=True
    )
    atoms.positions += np.random.default_rng(seed).normal(0, 0.08, atoms.positions.shape)
    return atoms


def with_calculator(atoms, potential):
    atoms.calc = NeuralCalculator(potential)
    return atoms


def test_the_calculator_says_what_training_saw(study, ensemble):
    spread, dataset = predicted(study, ensemble), study.dataset
    for row in range(0, len(dataset), 17):
        chosen = dataset.atoms_of(row)
        atoms = Atoms(
            "Ar" * int(dataset.natoms[row]),
            positions=dataset.positions[chosen],
            cell=dataset.cells[row],
            pbc=True,
        )
        results = with_calculator(atoms, ensemble.potential).calc
        energy = atoms.get_potential_energy()
        assert energy == pytest.approx(spread.mean.energies[row], abs=1e-11)
        found = results.results
        for name, mean, deviation in (
            ("forces", spread.mean.forces[chosen], spread.deviation.forces[chosen]),
            (
                "stress",
                full_3x3_to_voigt_6_stress(spread.mean.stresses[row]),
                full_3x3_to_voigt_6_stress(spread.deviation.stresses[row]),
            ),
        ):
            np.testing.assert_allclose(found[name], mean, atol=1e-11)
            np.testing.assert_allclose(found[f"{name}_std"], deviation, atol=1e-11)
        assert found["energy_std"] == pytest.approx(spread.deviation.energies[row], abs=1e-11)
        np.testing.assert_allclose(found["extrapolation"], spread.grades[chosen], rtol=1e-6)


@pytest.mark.parametrize("structure", ["fcc", "hcp", "diamond"])
def test_forces_are_the_slopes_of_the_energy(potential, structure):
    atoms = with_calculator(crystal(structure, 40.0 if structure != "diamond" else 70.0), potential)
    forces, step = atoms.get_forces(), 1e-4
    scale = np.abs(forces).max()
    for coordinate in range(3 * len(atoms)):
        energies = []
        for shift in (2, 1, -1, -2):
            moved = atoms.copy()
            moved.positions[coordinate // 3, coordinate % 3] += shift * step
            energies.append(with_calculator(moved, potential).get_potential_energy())
        slope = (-energies[0] + 8 * energies[1] - 8 * energies[2] + energies[3]) / (12 * step)
        found = forces[coordinate // 3, coordinate % 3]
        assert found == pytest.approx(-slope, rel=1e-6, abs=1e-6 * scale)


def test_stress_is_the_slope_of_the_energy_with_strain(potential):
    atoms = with_calculator(crystal("fcc", 36.0), potential)
    stress, step = atoms.get_stress(voigt=False), 1e-4
    for a in range(3):
        for b in range(a, 3):
            energies = []
            for shift in (2, 1, -1, -2):
                strain = np.zeros((3, 3))
                strain[a, b] += shift * step / 2
                strain[b, a] += shift * step / 2
                moved = atoms.copy()
                moved.set_cell(atoms.cell.array @ (np.eye(3) + strain), scale_atoms=True)
                energies.append(with_calculator(moved, potential).get_potential_energy())
            slope = (-energies[0] + 8 * energies[1] - 8 * energies[2] + energies[3]) / (12 * step)
            expected = slope / atoms.get_volume()
            assert stress[a, b] == pytest.approx(expected, rel=1e-6, abs=1e-6 * abs(stress).max())


@given(st.integers(0, 2**32 - 1))
def test_symmetries_hold(potential, seed):
    generator = np.random.default_rng(seed)
    atoms = with_calculator(crystal("hcp", 38.0, seed, (2, 1, 1)), potential)
    turn = Rotation.random(random_state=generator).as_matrix()
    order = generator.permutation(len(atoms))
    moved = Atoms(
        "Ar" * len(atoms),
        positions=(atoms.positions @ turn.T + generator.normal(0, 10, 3))[order],
        cell=atoms.cell.array @ turn.T,
        pbc=True,
    )
    with_calculator(moved, potential)
    assert moved.get_potential_energy() == pytest.approx(atoms.get_potential_energy(), rel=1e-11)
    np.testing.assert_allclose(moved.get_forces(), (atoms.get_forces() @ turn.T)[order], atol=1e-10)
    np.testing.assert_allclose(
        moved.get_stress(voigt=False), turn @ atoms.get_stress(voigt=False) @ turn.T, atol=1e-11
    )
    np.testing.assert_allclose(atoms.get_forces().sum(axis=0), 0.0, atol=1e-11)


def test_energies_grow_with_the_cell(potential):
    atoms = with_calculator(crystal("hcp", 38.0), potential)
    large = with_calculator(atoms.copy() * (3, 2, 2), potential)
    assert large.get_potential_energy() == pytest.approx(12 * atoms.get_potential_energy())
    np.testing.assert_allclose(large.get_forces(), np.tile(atoms.get_forces(), (12, 1)), atol=1e-10)
    np.testing.assert_allclose(large.get_stress(), atoms.get_stress(), atol=1e-12)
    assert large.calc.results["energy_std"] == pytest.approx(12 * atoms.calc.results["energy_std"])
    assert large.get_potential_energies().sum() == pytest.approx(large.get_potential_energy())


def test_molecular_dynamics_conserves_energy(potential):
    atoms = with_calculator(crystal("fcc", 38.0, 1, (2, 2, 2)), potential)
    atoms.set_masses([39.95] * len(atoms))
    momenta = np.random.default_rng(2).normal(0, np.sqrt(39.95 * 60 * units.kB), (len(atoms), 3))
    drifts = []
    for step in (4.0, 2.0):
        moving = atoms.copy()
        with_calculator(moving, potential)
        moving.set_momenta(momenta)
        start = moving.get_total_energy()
        dynamics = VelocityVerlet(moving, step * units.fs)
        energies = []
        for _ in range(int(200 / step)):
            dynamics.run(1)
            energies.append(moving.get_total_energy())
        drifts.append(np.abs(np.array(energies) - start).max() / len(atoms))
    # The pair potential's force jumps at its cutoff, which bounds what a shorter step can gain.
    assert drifts[0] < 2e-5
    assert drifts[1] < 0.6 * drifts[0]


def test_files_keep_every_bit_in_another_process(potential, tmp_path):
    path = tmp_path / "potential.json"
    save_potential(path, potential, {"note": "test"})
    atoms = crystal("fcc", 40.0)
    atoms.calc = load_potential(path)
    program = (
        "import sys, json, numpy as np\n"
        "from ase import Atoms\n"
        "from pairwright import load_potential\n"
        "given = json.load(sys.stdin)\n"
        "atoms = Atoms(given['symbols'], given['positions'], cell=given['cell'], pbc=True)\n"
        "atoms.calc = load_potential(sys.argv[1])\n"
        "atoms.get_potential_energy()\n"
        "print(*(np.asarray(atoms.calc.results[k]).tobytes().hex() for k in sorted("
        "atoms.calc.results)))\n"
    )
    given_atoms = {
        "symbols": "Ar" * len(atoms),
        "positions": atoms.positions.tolist(),
        "cell": atoms.cell.array.tolist(),
    }
    done = subprocess.run(
        [sys.executable, "-c", program, path],
        input=json.dumps(given_atoms),
        capture_output=True,
        text=True,
        check=True,
    )
    atoms.get_potential_energy()
    ours = [np.asarray(atoms.calc.results[k]).tobytes().hex() for k in sorted(atoms.calc.results)]
    assert done.stdout.split() == ours
    again = tmp_path / "again.json"
    save_potential(again, potential, {"note": "test"})
    assert again.with_suffix(".npz").read_bytes() == path.with_suffix(".npz").read_bytes()
    assert again.read_text() == path.read_text().replace("potential.npz", "again.npz")


def test_there_is_no_pickle_in_the_files(potential, tmp_path):
    save_potential(tmp_path / "potential.json", potential, {})
    with np.load(tmp_path / "potential.npz", allow_pickle=False) as arrays:
        assert {arrays[name].dtype.kind for name in arrays.files} == {"f"}


def test_files_that_do_not_belong_together_are_refused(potential, tmp_path):
    save_potential(tmp_path / "one.json", potential, {})
    other = replace(potential, members=2 * potential.members)
    save_potential(tmp_path / "two.json", other, {})
    (tmp_path / "two.npz").replace(tmp_path / "one.npz")
    with pytest.raises(PairwrightError, match=r"one\.npz: does not belong to .*one\.json"):
        load_potential(tmp_path / "one.json")


def test_missing_and_damaged_files_are_named(potential, tmp_path):
    path = tmp_path / "potential.json"
    save_potential(path, potential, {})
    whole = path.with_suffix(".npz").read_bytes()
    path.with_suffix(".npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(PairwrightError, match=r"potential\.npz"):
        load_potential(path)
    path.with_suffix(".npz").unlink()
    with pytest.raises(PairwrightError, match=r"potential\.npz: no such file"):
        load_potential(path)
    path.write_text('{"form": "neural"}')
    with pytest.raises(PairwrightError, match=r"potential\.json: not a neural potential"):
        load_potential(path)


def test_another_element_is_refused(potential):
    atoms = with_calculator(bulk("Ne", "fcc", a=5.0), potential)
    with pytest.raises(PairwrightError, match="for Ar, but the structure holds Ne"):
        atoms.get_potential_energy()


def test_surroundings_unlike_those_of_training_are_marked(potential):
    near = with_calculator(crystal("fcc", 38.0), potential)
    near.get_potential_energy()
    assert near.calc.results["extrapolation"].max() < 1.2
    for strange in (
        crystal("fcc", 20.0),
        Atoms("Ar2", [[0, 0, 0], [0, 0, 3.8]]),
        Atoms("Ar"),
    ):
        with_calculator(strange, potential).get_potential_energy()
        assert strange.calc.results["extrapolation"].min() > 1.0
    assert "stress" not in strange.calc.results


def test_without_a_pair_potential_the_network_learns_everything(study):
    alone = replace(
        study,
        options=study.options | {"network": study.options["network"] | {"baseline": None}},
    )
    rows = np.ones(len(study.dataset), dtype=bool)
    found = train_ensemble(alone, rows, "alone", 1)
    assert found.potential.baseline is None
    error = predicted(alone, found).mean.energies - study.dataset.energies
    assert np.sqrt(np.mean((error / study.dataset.natoms) ** 2)) < 0.004
    assert (predicted(alone, found).deviation.forces == 0).all()
    atoms = with_calculator(crystal("fcc", 36.0), found.potential)
    assert atoms.get_potential_energy() / len(atoms) == pytest.approx(-0.083, abs=0.02)


def test_two_trainings_give_the_same_bits(study):
    rows = study.dataset.structures == "hcp"
    one, two = (train_ensemble(study, rows, "twice", 2).potential for _ in range(2))
    np.testing.assert_array_equal(one.members, two.members)
    other = train_ensemble(study, rows, "another name", 2).potential
    assert (one.members != other.members).any()


def test_checkpoints_are_gone_when_the_training_is(study, tmp_path, monkeypatch):
    rows = study.dataset.structures == "fcc"
    seen = []
    save = potential_ensemble.train

    def watched(*arguments):
        found = save(*arguments)
        seen.append(sorted(path.name for path in tmp_path.iterdir()))
        return found

    monkeypatch.setattr(potential_ensemble, "train", watched)
    train_ensemble(study, rows, "fcc only", 2, tmp_path)
    assert [len(names) for names in seen] == [1, 2]
    assert list(tmp_path.iterdir()) == []
