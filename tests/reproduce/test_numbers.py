"""The numbers of the paper: read from results, converted, rounded, and refused in one line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairwright.errors import PairwrightError
from pairwright.reproduce.number_sources import cell, read_source, value_at
from pairwright.reproduce.number_text import (
    MINUS,
    THIN_SPACE,
    TIMES,
    is_number,
    place_of_digits,
    place_of_error,
    tex_text,
    words,
    written,
)
from pairwright.reproduce.numbers import entries, evaluated, nearest, records, source_files
from pairwright.reproduce.numbers_tex import tex
from pairwright.reproduce.premises import check_premises

FIT = {
    "parameters": {"epsilon": {"value": 0.0103246, "standard_error": 0.0000248}},
    "starts": [3, 1],
}


def table(**numbers):
    """Return a table of one group with these entries."""
    return {"numbers": [{"about": "a test", "entries": numbers}]}


def one(entry, content=FIT):
    """Return the only number of a table, looked up in a file that holds this content."""
    return evaluated(table(it={"file": "fit.json", **entry}), {"fit.json": content})["it"]


# How numbers are written


def simple(text):
    """Return a text with signs that a keyboard has."""
    return text.replace(MINUS, "-").replace(TIMES, "x").replace(THIN_SPACE, " ")


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (8.6646, 0.536, "8.7 ± 0.5"),
        (38.345, 10.81, "38 ± 11"),
        (0.14155, 0.01698, "0.142 ± 0.017"),
        (186.8, 11.845, "187 ± 12"),
        (482.0, 97.0, "480 ± 100"),
        (-15.4, 14.6, "-15 ± 15"),
        (1.3e-5, 2e-6, "(1.3 ± 0.2) x 10⁻⁵"),
        (2.0, 0.0996, "2.00 ± 0.10"),
    ],
)
def test_an_error_keeps_one_digit_or_two_when_it_begins_with_one(value, error, text):
    assert simple(written(value, place_of_error(error), error).with_uncertainty) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (99.96, 2, "100"),
        (0.0996, 2, "0.10"),
        (5.41e-7, 2, "5.4 x 10⁻⁷"),
        (1e-13, 1, "10⁻¹³"),
        (108000, 3, "108 000"),
        (-0.00087, 2, "-8.7 x 10⁻⁴"),
        (0.0, 2, "0"),
    ],
)
def test_significant_digits_are_those_asked_for(value, digits, text):
    assert simple(written(value, place_of_digits(value, digits)).plain) == text


def test_tex_has_the_same_number():
    both = written(-1.3e-5, -6, 2e-6)
    assert both.tex == r"-1.3 \times 10^{-5}"
    assert both.tex_with_uncertainty == r"(-1.3 \pm 0.2) \times 10^{-5}"
    assert tex_text("eV Å⁹ at 5 %") == r"eV \AA{}$^9$ at 5 \%"


@given(st.floats(1e-12, 1e12), st.floats(1e-3, 0.5))
def test_what_is_written_is_within_half_a_digit_of_the_value(value, share):
    error = share * value
    place = place_of_error(error)
    text = written(value, place).plain.replace(THIN_SPACE, "")
    mantissa, _, power = text.partition(f" {TIMES} 10")
    if not power and text.startswith("10"):
        raised = text[2:].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
        mantissa, power = ("1", raised) if raised != text[2:] else (text, "")
    exponent = int(power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")) or 0)
    assert float(mantissa) * 10.0**exponent == pytest.approx(value, abs=0.5001 * 10.0**place)


def test_small_whole_numbers_have_words():
    assert (words(0), words(9.0), words(12)) == ("zero", "nine", "twelve")
    assert words(13) is None
    assert words(2.5) is None


def test_truth_values_and_infinities_are_no_numbers():
    assert [is_number(value) for value in (1, 1.5, True, float("inf"), "1", None)] == [
        *(True, True, False, False, False, False)
    ]


# Where numbers come from


def test_a_key_leads_through_mappings_and_lists():
    assert value_at({"a": {"b": [1, {"c": 2}]}}, "a.b.1.c") == 2


def test_a_key_may_have_dots_in_it():
    assert value_at({"cut": {"2.5": {"value": 7}}}, "cut.2.5.value") == 7


def test_a_missing_key_is_named_with_what_there_is():
    with pytest.raises(PairwrightError, match=r"'c' is not among a, b$"):
        value_at({"x": {"a": 1, "b": 2}}, "x.c.d")


def test_a_cell_is_that_of_the_only_row_that_fits(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("model,split,rmse\nmie,grouped,2.4\nmie,random,2.2\n", encoding="utf-8")
    rows = read_source(path)
    assert cell(rows, {"model": "mie", "split": "random"}, "rmse") == "2.2"
    with pytest.raises(PairwrightError, match=r"^2 rows have model = mie; one is needed"):
        cell(rows, {"model": "mie"}, "rmse")
    with pytest.raises(PairwrightError, match=r"^no rows have model = morse"):
        cell(rows, {"model": "morse"}, "rmse")
    with pytest.raises(PairwrightError, match=r"no table has columns error; there are model, sp"):
        cell(rows, {"model": "mie"}, "error")


def test_the_tables_of_a_markdown_page_are_read(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# Times\n\n| rows | way |\n|---|---:|\n| 50 | `fast` |\n\nText.\n\n"
        "| rows | time (s) |\n|---|---|\n| 50 | 0.2 |\n| 100 | 0.4 |\n",
        encoding="utf-8",
    )
    tables = read_source(page)
    assert cell(tables, {"rows": 100}, "time (s)") == "0.4"
    assert cell(tables, {"rows": 50}, "way") == "fast"


def test_a_row_of_the_database_has_its_parts(root):
    rows = read_source(root / "resources" / "argon.db")
    total, electronic, dispersion = (
        cell(rows, {"name": "fcc_40.00_ideal"}, f"{part}energy_per_atom_eV")
        for part in ("", "PBE_", "d3bj_")
    )
    assert float(electronic) + float(dispersion) == pytest.approx(float(total), abs=1e-12)


@pytest.mark.parametrize("ending", [".json", ".yaml", ".csv", ".md", ".db"])
def test_a_missing_source_is_named(tmp_path, ending):
    with pytest.raises(PairwrightError, match=rf"gone\{ending}: no such file"):
        read_source(tmp_path / f"gone{ending}")


def test_a_source_of_another_kind_is_refused(tmp_path):
    with pytest.raises(PairwrightError, match=r"numbers come from \.json, .*, not '\.txt'"):
        read_source(tmp_path / "numbers.txt")


def test_a_damaged_yaml_file_is_named(tmp_path):
    path = tmp_path / "table.yaml"
    path.write_text("a: [1", encoding="utf-8")
    with pytest.raises(PairwrightError, match=r"table\.yaml: not a readable YAML file"):
        read_source(path)


# From an entry to a number


def test_a_number_is_converted_with_its_uncertainty():
    number = one(
        {
            "key": "parameters.epsilon.value",
            "error": "parameters.epsilon.standard_error",
            "times": 1000,
            "unit": "meV",
        }
    )
    assert (number.value, number.uncertainty) == (pytest.approx(10.3246), pytest.approx(0.0248))
    assert (number.written.with_uncertainty, number.unit) == ("10.32 ± 0.02", "meV")


def test_a_negative_factor_leaves_the_uncertainty_positive():
    entry = {"key": "v", "error": "e", "times": -2}
    assert one(entry, {"v": -1.0, "e": 0.3}).written.with_uncertainty == "2.0 ± 0.6"


def test_a_row_may_stand_in_a_list_of_a_file():
    content = {"claims": [{"id": "a", "value": 1.5}, {"id": "b", "value": 17.7}]}
    entry = {"key": "claims", "where": {"id": "b"}, "column": "value", "decimals": 1}
    assert one(entry, content).written.plain == "17.7"


@pytest.mark.parametrize(("how", "text"), [("count", "2"), ("largest", "3"), ("smallest", "1")])
def test_what_a_key_holds_may_be_counted_or_its_extremes_taken(how, text):
    assert one({"key": "starts", "reduce": how}).written.plain == text


def test_a_text_is_taken_as_it_is():
    assert one({"key": "cpu", "text": True}, {"cpu": "AMD EPYC"}).written.plain == "AMD EPYC"


def test_numbers_are_made_of_numbers_above_them():
    numbers = evaluated(
        table(
            a={"file": "f.json", "key": "a"},
            b={"file": "f.json", "key": "b"},
            ratio={"quotient": ["a", "b"], "digits": 2},
            percent={"difference": ["ratio", 1], "times": 100, "digits": 1, "unit": "%"},
            most={"largest": ["a", "b", 2]},
        ),
        {"f.json": {"a": 4, "b": 3}},
    )
    assert [numbers[name].written.plain for name in ("ratio", "percent", "most")] == [
        *("1.3", "30", "4")
    ]


def test_a_group_is_repeated_for_every_value():
    group = {
        "each": {"form": ["mie", "morse"], "crystal": ["fcc", "sc"]},
        "entries": {"{form}-{crystal}": {"file": "{form}.json", "key": "{crystal}.energy"}},
    }
    found = entries({"numbers": [group]})
    assert list(found) == ["mie-fcc", "mie-sc", "morse-fcc", "morse-sc"]
    assert found["morse-sc"] == {"file": "morse.json", "key": "sc.energy"}
    assert source_files({"numbers": [group]}) == ["mie.json", "morse.json"]


def test_a_name_is_given_once():
    group = {"entries": {"a": {"file": "f.json", "key": "a"}}}
    with pytest.raises(PairwrightError, match=r"number 'a' is there twice"):
        entries({"numbers": [group, group]})


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"key": "parameters.sigma.value"}, r"fit\.json: there is no 'parameters\.sigma\.value'"),
        ({"key": "empty", "digits": 2}, r"fit\.json: None is not a finite number"),
        ({"key": "words", "digits": 2}, r"fit\.json: 'many' is not a number"),
        ({"key": "real"}, r"fit\.json: it needs error, digits or decimals"),
    ],
)
def test_what_cannot_be_looked_up_is_said_in_one_line_with_the_number(entry, message):
    content = {**FIT, "empty": None, "words": "many", "real": 1.25}
    with pytest.raises(PairwrightError, match=rf"^paper/numbers\.yaml: number 'it': {message}"):
        one(entry, content)


def test_an_operand_that_is_not_above_is_named_with_the_nearest():
    numbers = table(energy={"file": "f.json", "key": "a"}, it={"quotient": ["enregy", "energy"]})
    with pytest.raises(
        PairwrightError, match=r"no number 'enregy' above it, did you mean 'energy'"
    ):
        evaluated(numbers, {"f.json": {"a": 1}})


def test_a_division_by_zero_names_the_number():
    numbers = table(a={"file": "f.json", "key": "a"}, it={"quotient": [1, "a"], "digits": 1})
    with pytest.raises(PairwrightError, match=r"number 'it': .*division by zero"):
        evaluated(numbers, {"f.json": {"a": 0}})


def test_an_entry_without_an_origin_is_refused():
    with pytest.raises(PairwrightError, match=r"it needs a file, or one of quotient, difference"):
        evaluated(table(it={"unit": "eV"}), {})


def test_only_near_names_are_proposed():
    assert nearest("mie-enrgy", ["mie-energy", "sigma"]) == ", did you mean 'mie-energy'?"
    assert nearest("xyz", ["mie-energy"]) == ""


# What is written to files


def test_a_record_says_everything_of_a_number():
    number = one({"key": "starts.0", "unit": "eV"})
    record = records({"it": number})["it"]
    assert json.loads(json.dumps(record)) == {
        "value": 3,
        "uncertainty": None,
        "unit": "eV",
        "last_decimal_place": 0,
        "text": "3",
        "with_uncertainty": "3",
        "words": "three",
        "source": {"file": "fit.json", "key": "starts.0"},
    }


def test_tex_gives_every_number_and_figure_by_name():
    number = one({"key": "starts.0", "unit": "eV Å⁻¹"})
    text = tex({"it": number}, {"fit-dimer": "../figures/fit-dimer.pdf"})
    assert r"\@namedef{pw@number@it}{\ensuremath{3}}" in text
    assert r"\@namedef{pw@figure@fit-dimer}{../figures/fit-dimer.pdf}" in text
    assert r"\newcommand{\pwnumber}[1]{\@nameuse{pw@number@#1}}" in text


# Premises


def premise(*operands):
    return [{"says": "a is below b", "less": list(operands)}]


def test_a_premise_that_holds_is_silent():
    check_premises(premise("it", 4), {"it": one({"key": "starts.0"})})


def test_a_premise_that_fails_stops_the_paper_and_names_the_sentence():
    with pytest.raises(
        PairwrightError, match=r"says 'a is below b', but it \(3\) is not less than"
    ):
        check_premises(premise("it", 3), {"it": one({"key": "starts.0"})})


def test_a_premise_of_an_unknown_number_is_refused():
    with pytest.raises(PairwrightError, match=r"premise 'a is below b': there is no number 'that'"):
        check_premises(premise("that", 3), {"it": one({"key": "starts.0"})})
