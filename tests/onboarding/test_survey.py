"""A survey counts what a database holds, row by row."""

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk, fcc111
from ase.constraints import FixAtoms
from ase.db import connect
from samples import stored

from pairwright.data.stored_rows import stored_rows
from pairwright.onboarding.survey import element_pairs, of_element, surveyed


def survey_of(path, *structures):
    """Write structures with the results they carry and survey them."""
    with connect(path) as database:
        for atoms in structures:
            database.write(atoms)
    return surveyed(stored_rows(path))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data.db"


def copper(a=3.6, **results):
    return stored(bulk("Cu", "fcc", a=a), **results)


def test_what_rows_lack_is_listed(path):
    bare, energy = copper(), copper(energy=-1.0)
    whole = copper(energy=-1.0, forces=np.zeros((1, 3)), stress=np.zeros(6))
    survey = survey_of(path, bare, energy, whole)
    assert survey.rows == 3
    assert survey.lacking == {"energy": [1], "forces": [1, 2], "stress": [1, 2]}


def test_pairs_of_elements_are_counted_by_rows(path):
    salt = Atoms("NaCl", positions=[[0, 0, 0], [0, 0, 2.4]])
    survey = survey_of(path, copper(), salt, salt)
    assert element_pairs(survey) == {
        ("Cl", "Cl"): 2,
        ("Cl", "Na"): 2,
        ("Cu", "Cu"): 1,
        ("Na", "Na"): 2,
    }


def test_kinds_of_periodicity_and_left_handed_cells_are_noted(path):
    left = copper(energy=-1.0)
    left.set_cell(left.cell.array[[1, 0, 2]])
    assert np.linalg.det(left.cell) < 0 < np.linalg.det(copper().cell)
    chain = Atoms("Cu", cell=[0, 0, 2.5], pbc=[False, False, True])
    survey = survey_of(path, copper(), left, fcc111("Cu", (1, 1, 3), vacuum=5), Atoms("Cu"), chain)
    assert survey.periodicity == {"bulk": 2, "slab": 1, "cluster": 1, "chain": 1}
    assert survey.left_handed == [2]


def test_single_atoms_are_isolated_without_periodicity_or_in_a_large_box(path):
    def atom(**more):
        return stored(Atoms("Cu", **more), energy=-0.5)

    large, small = (atom(cell=[size] * 3, pbc=True) for size in (10.0, 4.0))
    survey = survey_of(path, atom(), large, small)
    assert [(atom.id, atom.distance) for atom in survey.isolated_atoms] == [(1, np.inf)]
    (boxed,) = survey.boxed_atoms
    assert (boxed.id, boxed.energy, boxed.element) == (2, -0.5, "Cu")
    assert (boxed.program, boxed.kind, boxed.distance) == ("unknown", "atom", 10.0)


def test_held_atoms_and_magnetic_moments_are_noted(path):
    held = copper(energy=-1.0, forces=np.zeros((1, 3)))
    held.set_constraint(FixAtoms([0]))
    pushed = copper(energy=-1.0, forces=np.ones((1, 3)))
    pushed.set_constraint(FixAtoms([0]))
    magnetic = copper(energy=-1.0, magmom=1.5)
    survey = survey_of(path, held, pushed, magnetic)
    assert survey.constrained == [1, 2]
    assert survey.held == [1]
    assert survey.magnetic == [3]


def test_values_of_keys_are_counted(path):
    with connect(path) as database:
        for number, phase in enumerate(["fcc", "fcc", "hcp ü"]):
            database.write(copper(3.5 + 0.1 * number), phase=phase, number=number)
    survey = surveyed(stored_rows(path))
    assert survey.keys["phase"].values == {"fcc": 2, "hcp ü": 1}
    assert survey.keys["phase"].texts
    assert not survey.keys["number"].texts


def test_one_text_makes_a_key_of_texts_and_an_atom_has_no_say(path):
    with connect(path) as database:
        database.write(copper(3.5), structure="fcc", n=1)
        database.write(copper(3.6), structure=111, n=2)
        database.write(stored(Atoms("Cu"), energy=-0.5), structure="atom")
    survey = surveyed(stored_rows(path))
    assert survey.keys["structure"].values == {"fcc": 1, "111": 1}
    assert [name for name, key in survey.keys.items() if key.texts] == ["structure"]


def test_counts_of_an_element_are_those_of_its_rows_with_an_energy(path):
    gold = stored(bulk("Au", "fcc", a=4.0), energy=-1.0, magmom=2.0)
    gold.calc.name = "vasp"
    survey = survey_of(path, copper(), copper(energy=-1.0), gold, gold)
    assert survey.calculators == {"unknown": 2, "vasp": 2}
    ours = of_element(survey, "Cu")
    assert ours.calculators == {"unknown": 1}
    assert (ours.counted, ours.magnetic) == (1, [])
    assert (ours.rows, ours.lacking["energy"], ours.elements) == (4, [1], survey.elements)
    assert of_element(survey, "Au").magnetic == [3, 4]
    assert of_element(ours, "Cu") == ours
    assert of_element(survey, "Ag") == survey
