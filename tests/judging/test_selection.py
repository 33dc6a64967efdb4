"""Models side by side: scores, the simplest that is as good as the best, and the verdict."""

import pytest

from pairwright.judging.selection import (
    NEURAL,
    SELECTION_COLUMNS,
    ranking,
    score,
    selection_rows,
    shares,
)
from pairwright.judging.verdict import verdict

WEIGHTS = {"energy_eV_per_atom": 0.001, "force_eV_per_A": 0.02, "stress_GPa": 0.2}


def errors(energy, force=None, stress=None, share=0.1):
    """Return a table of errors, each with a standard error that is a share of it."""
    values = {
        "energy_rmse_meV_per_atom": energy,
        "force_rmse_meV_per_A": force,
        "stress_rmse_GPa": stress,
    }
    deviations = {
        name.replace("rmse", "rmse_standard_error"): None if value is None else share * value
        for name, value in values.items()
    }
    return values | deviations


def judgement(free, *values, structures=("fcc", "hcp", "sc", "diamond"), by_structure=None):
    """Return what a selection reads of a judgement."""
    found = errors(*values)
    table = {name: errors(*values) for name in structures} | (by_structure or {})
    split = {"all": found, "by_structure": table}
    return {
        "cross_validation": {"grouped": split, "left-out": split, "random": split},
        "information": {"free_parameters": free},
    }


MODELS = {
    "lennard-jones": judgement(2, 9.0, 40.0, 0.2),
    "mie": judgement(4, 2.0, 8.0, 0.06),
    "spline": judgement(15, 1.9, 7.5, 0.06),
}


def test_the_score_counts_errors_in_units_of_their_weights():
    assert score(errors(1.0, 20.0, 0.2), WEIGHTS)[0] == pytest.approx(1.0)
    assert score(errors(2.0, 40.0, 0.4), WEIGHTS)[0] == pytest.approx(2.0)
    assert score(errors(3.0), WEIGHTS)[0] == pytest.approx(3.0)
    without = WEIGHTS | {"force_eV_per_A": None, "stress_GPa": None}
    assert score(errors(3.0, 500.0, 9.0), without)[0] == pytest.approx(3.0)


def test_the_score_has_the_error_of_its_parts():
    value, deviation = score(errors(2.0, share=0.05), WEIGHTS)
    assert (value, deviation) == (pytest.approx(2.0), pytest.approx(0.1))


def test_the_simplest_model_within_one_standard_error_is_taken():
    ranked = ranking(MODELS, None, WEIGHTS)
    assert (ranked["best"], ranked["taken"]) == ("spline", "mie")


def test_a_model_that_is_clearly_better_is_taken_whatever_its_size():
    neural = judgement(300, 0.5, 3.0, 0.02)
    ranked = ranking(MODELS, neural, WEIGHTS)
    assert (ranked["best"], ranked["taken"]) == (NEURAL, NEURAL)
    assert (ranked["best_form"], ranked["taken_form"]) == ("spline", "mie")


def test_the_table_has_every_model_split_and_structure():
    rows = selection_rows(MODELS, None)
    assert len(rows) == 3 * 3 * 5
    assert all(len(row) == len(SELECTION_COLUMNS) for row in rows)
    alone = {"spline": judgement(15, 1.0)}
    alone["spline"]["cross_validation"]["left-out"] = {"absent": "one structure only"}
    assert {row[2] for row in selection_rows(alone, None)} == {"grouped", "random"}


def test_what_a_spline_takes_away_is_the_fault_of_the_form():
    found = shares({"lennard-jones": judgement(2, 10.0), "spline": judgement(15, 1.0)}, None)
    energy = found["lennard-jones"]["energy"]
    assert energy["form_percent"] == pytest.approx(99.0)
    assert energy["pair_and_rest_percent"] == pytest.approx(1.0)
    assert shares({"mie": judgement(4, 1.0)}, None) == {}


def test_what_is_beyond_pairs_is_told_by_triple_dipoles_and_the_neural_potential():
    forms = {"spline": judgement(15, 2.0), "spline-axilrod-teller": judgement(16, 1.0)}
    beyond = shares(forms, judgement(300, 0.5))["beyond_pairs"]
    assert beyond["axilrod_teller"]["energy"] == pytest.approx(75.0)
    assert beyond[NEURAL]["energy"] == pytest.approx(93.75)


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (2.0, "fit better than open ones"),
        (30.0, "fit worse than open ones"),
        (9.2, "cannot be told apart from open ones"),
    ],
)
def test_the_verdict_tests_what_the_post_found(packed, words):
    by_structure = {name: errors(packed, 40.0, 0.2) for name in ("fcc", "hcp")}
    forms = {"lennard-jones": judgement(2, 9.0, 40.0, 0.2, by_structure=by_structure)}
    said = " ".join(verdict(forms, None, ranking(forms, None, WEIGHTS)))
    assert words in said


def test_the_verdict_says_whether_a_more_sophisticated_model_helps():
    said = " ".join(verdict(MODELS, None, ranking(MODELS, None, WEIGHTS)))
    assert "spline errs 4.7 times less in energy and 5.3 times less in force" in said
    assert "mie has fewer parameters (4 against 15) and is as good" in said
    assert "96 % of the latter's squared error is its form" in said


def test_energies_alone_are_enough_for_a_verdict():
    forms = {"mie": judgement(4, 1.0, structures=("all",))}
    said = verdict(forms, None, ranking(forms, None, WEIGHTS))
    assert any("meV/atom on such rows" in sentence for sentence in said)
