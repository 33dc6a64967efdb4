"""What is suggested follows from what is in the database."""

from collections import Counter

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.db import connect
from samples import stored, write_lennard_jones_database

from pairwright.data.database import read_database
from pairwright.data.stored_rows import stored_rows
from pairwright.errors import PairwrightError
from pairwright.onboarding.choices import (
    chosen_element,
    database_choices,
    figure_choices,
    ignored_atoms,
    label_key,
    model_choices,
    numbers_of,
    other_label_keys,
    parameters_of,
    reference_choices,
    suitable_forms,
)
from pairwright.onboarding.configuration import applied
from pairwright.onboarding.measures import measured
from pairwright.onboarding.survey import Survey, surveyed


def survey_of(path, rows):
    """Write (atoms, program, keys) with an energy each, and survey the database."""
    with connect(path) as database:
        for number, (atoms, program, keys) in enumerate(rows):
            row = stored(atoms, energy=-1.0 - 0.01 * number)
            row.calc.name = program
            database.write(row, **keys)
    return surveyed(stored_rows(path))


def values(choices):
    """Return values by key."""
    return {choice.key: choice.value for choice in choices}


def copper(a=3.6):
    return bulk("Cu", "fcc", a=a)


def test_several_elements_are_told_with_the_pairs_that_there_are(tmp_path):
    rows = [
        (copper(), "emt", {}),
        (Atoms("CuAu", cell=[3, 3, 3], pbc=True), "emt", {}),
        (Atoms("AuAu", positions=[[0, 0, 0], [0, 0, 2]]), "emt", {}),
    ]
    survey = survey_of(tmp_path / "data.db", rows)
    with pytest.raises(PairwrightError) as caught:
        chosen_element(survey, None)
    message = str(caught.value)
    assert "Au-Au in 2 rows, Au-Cu in 1 rows, Cu-Cu in 2 rows" in message
    assert "elements that have rows of their own: Au (1), Cu (1)" in message
    assert chosen_element(survey, "Au") == "Au"
    with pytest.raises(PairwrightError, match="no row of Ag alone"):
        chosen_element(survey, "Ag")


def test_a_key_that_names_crystals_is_taken(tmp_path):
    labels = [("δ Eisen", "a"), ("fcc", "b"), ("fcc", "a")]
    rows = [
        (copper(3.5 + 0.1 * k), "emt", {"phase": phase, "note": note})
        for k, (phase, note) in enumerate(labels)
    ]
    survey = survey_of(tmp_path / "data.db", rows)
    assert label_key(survey) == "phase"
    assert other_label_keys(survey) == ["note"]
    found = values(database_choices("data.db", survey, "Cu"))
    assert found["database.structure_key"] == "phase"
    assert found["database.recognise"] is False


def test_a_text_that_a_database_makes_a_number_is_a_label_too(tmp_path):
    rows = [(copper(3.5 + 0.1 * k), "emt", {"phase": ("fcc", 111)[k]}) for k in (0, 1)]
    assert label_key(survey_of(tmp_path / "data.db", rows)) == "phase"


def test_a_key_that_says_the_same_of_all_rows_is_not(tmp_path):
    rows = [(copper(3.5 + 0.1 * k), "emt", {"config_type": "Default"}) for k in (0, 1)]
    atom = (Atoms("Cu"), "emt", {"config_type": "IsolatedAtom"})
    found = values(
        database_choices("data.db", survey_of(tmp_path / "data.db", [*rows, atom]), "Cu")
    )
    assert found["database.structure_key"] is None
    assert found["database.recognise"] is True


def test_a_key_that_half_of_the_rows_have_is_not(tmp_path):
    rows = [(copper(3.5), "emt", {"phase": "fcc"}), (copper(3.6), "emt", {})]
    found = values(database_choices("data.db", survey_of(tmp_path / "data.db", rows), "Cu"))
    assert found["database.structure_key"] is None
    assert found["database.recognise"] is True


def test_of_several_calculators_the_one_with_most_rows_is_selected(tmp_path):
    rows = [(copper(3.5 + 0.1 * k), "vasp" if k else "emt", {}) for k in range(3)]
    found = values(database_choices("data.db", survey_of(tmp_path / "data.db", rows), "Cu"))
    assert found["database.selection"] == "calculator=vasp"


def test_rows_that_nobody_computed_have_no_say_in_what_is_selected(tmp_path):
    path = tmp_path / "data.db"
    with connect(path) as database:
        for number in range(20):
            database.write(copper(3.0 + 0.1 * number))
    survey = survey_of(path, [(copper(3.5 + 0.1 * k), "vasp", {}) for k in range(8)])
    assert values(database_choices("data.db", survey, "Cu"))["database.selection"] is None


def test_nor_have_those_of_another_element(tmp_path):
    gold = [(bulk("Au", "fcc", a=3.9 + 0.1 * k), "vasp", {"phase": "x"}) for k in range(12)]
    ours = [(copper(3.5 + 0.1 * k), "gpaw", {"phase": "yz"[k % 2]}) for k in range(8)]
    found = values(database_choices("data.db", survey_of(tmp_path / "data.db", gold + ours), "Cu"))
    assert found["database.selection"] is None
    assert found["database.structure_key"] == "phase"


def test_rows_without_a_calculator_are_not_selected_by_one():
    calculators = Counter({"not given": 5, "vasp": 2})
    survey = Survey(rows=7, counted=7, calculators=calculators)
    assert values(database_choices("data.db", survey, "Cu"))["database.selection"] is None


def reference(tmp_path, *rows, bulk_program="emt"):
    """Return the choices of the zero of energy for copper beside (atoms, program, keys)."""
    path = tmp_path / "data.db"
    crystals = [(copper(a), bulk_program, {}) for a in (3.6, 3.7, 3.8)]
    survey = survey_of(path, [*crystals, *rows])
    options = {**applied(database_choices(str(path), survey, "Cu"))["database"], "path": str(path)}
    dataset = read_database(options)[0]
    return reference_choices(survey, dataset, "Cu"), ignored_atoms(survey, dataset)


def boxed(size=12.0):
    return Atoms("Cu", cell=[size] * 3, pbc=True)


def test_an_isolated_atom_is_the_zero_of_energy(tmp_path):
    choices, ignored = reference(tmp_path, (Atoms("Cu"), "emt", {}))
    assert values(choices) == {"reference_energy.mode": "isolated_atom"}
    assert ignored == {}


@pytest.mark.parametrize("program", ["emt", "unknown"])
def test_so_is_an_atom_alone_in_a_periodic_box(tmp_path, program):
    choices, ignored = reference(tmp_path, (boxed(), program, {}))
    expected = {"reference_energy.mode": "value", "reference_energy.value_eV": -1.03}
    assert values(choices) == expected
    assert ignored == {}


def test_without_an_atom_the_zero_is_fitted(tmp_path):
    (choice,), ignored = reference(tmp_path)
    assert (choice.value, choice.why) == ("fitted", "no row is an isolated atom")
    assert ignored == {}


IGNORED = [
    (Atoms("Cu"), "gpaw", {}, "computed by gpaw, the others by emt"),
    (boxed(), "gpaw", {}, "computed by gpaw, the others by emt"),
    (Atoms("Cu"), "emt", {"kind": "isolated"}, "marked kind=isolated, not kind=atom"),
    (boxed(), "emt", {"kind": "check"}, "marked kind=check, not kind=atom"),
]


@pytest.mark.parametrize(("atoms", "program", "keys", "reason"), IGNORED)
def test_an_atom_that_cannot_be_taken_is_named_with_the_reason(
    tmp_path, atoms, program, keys, reason
):
    (choice,), ignored = reference(tmp_path, (atoms, program, keys))
    assert choice.value == "fitted"
    assert "the data-quality page says why" in choice.why
    assert ignored == {4: reason}


def test_boxed_atoms_that_disagree_are_not_taken(tmp_path):
    (choice,), _ = reference(tmp_path, (boxed(12.0), "emt", {}), (boxed(13.0), "emt", {}))
    assert choice.value == "fitted"
    assert "the data-quality page says why" in choice.why


def test_a_stretched_crystal_is_no_atom_in_a_box(tmp_path):
    path = tmp_path / "data.db"
    caesium = [(bulk("Cs", "bcc", a=a), "vasp", {}) for a in (6.14, 6.6, 7.0)]
    survey = survey_of(path, [caesium[2], caesium[1], caesium[0]])
    assert [atom.id for atom in survey.boxed_atoms] == [1]
    options = {**applied(database_choices(str(path), survey, "Cs"))["database"], "path": str(path)}
    (choice,) = reference_choices(survey, read_database(options)[0], "Cs")
    assert (choice.value, choice.why) == ("fitted", "no row is an isolated atom")


def test_forms_have_no_more_parameters_than_the_data_can_tell():
    offered = ["lennard-jones", "mie", "spline", "mie-axilrod-teller"]
    assert [parameters_of(form, 15) for form in offered] == [2, 4, 15, 5]
    assert suitable_forms(offered, 15, rows=1, numbers=1) == ["lennard-jones"]
    assert suitable_forms(offered, 15, rows=12, numbers=40) == ["lennard-jones", "mie"]
    assert suitable_forms(offered, 15, rows=12, numbers=20) == ["lennard-jones"]
    assert suitable_forms(offered, 15, rows=500, numbers=5000) == offered
    assert suitable_forms(offered, 15, rows=50_000, numbers=500_000) == offered[:3]


def test_the_model_is_suggested_in_the_scale_of_the_data(tmp_path):
    path = tmp_path / "data.db"
    write_lennard_jones_database(path)
    survey = surveyed(stored_rows(path))
    options = applied(database_choices(str(path), survey, "Ar"))["database"]
    dataset, _ = read_database({**options, "path": str(path)})
    measures = measured(dataset)
    found = values(model_choices(measures, dataset, 0.0))
    assert measures.length == pytest.approx(5.3 * np.sqrt(0.5) * 1.0, rel=0.05)
    assert found["cutoff.radius_A"] == round(2 * 3.1 * measures.length) / 2
    assert found["fit.simplex.sigma_A"] == pytest.approx(3.4, rel=0.05)
    assert found["fit.simplex.epsilon_eV"] == pytest.approx(0.0104, rel=0.4)
    assert found["studies"] == ["fit"]
    assert numbers_of(dataset) == 19 + 3 * 54 + 6 * 18


def test_suggestions_for_argon_are_those_that_the_project_made(root):
    path = root / "resources" / "argon.db"
    survey = surveyed(stored_rows(path, "kind=bulk"))
    assert label_key(survey) == "structure"
    options = applied(database_choices(str(path), survey, "Ar"))["database"]
    dataset, _ = read_database({**options, "path": str(path), "selection": "kind=bulk"})
    found = values(model_choices(measured(dataset), dataset, float(dataset.isolated_atom_energy)))
    assert found["cutoff.radius_A"] == 12.0
    assert found["fit.triple_dipole.radius_A"] == 8.0
    assert not any(key.startswith("fit.weights") for key in found)
    assert "spline-axilrod-teller" in found["fit.forms"]


@pytest.mark.parametrize(
    ("calculators", "label"),
    [
        ({"vasp": 3}, None),
        ({"gpaw": 2, "emt": 1}, None),
        ({"emt": 3}, "emt"),
        ({"lj": 2, "emt": 2}, "emt"),
        ({"unknown": 3}, "data"),
        ({"$x^2$": 3}, "data"),
    ],
)
def test_figures_call_data_dft_where_a_program_says_so(calculators, label):
    survey = Survey(rows=3, calculators=Counter(calculators))
    assert values(figure_choices(survey)).get("figures.data_label") == label
