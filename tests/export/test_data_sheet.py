"""The data sheet says what is known of a fit, and nothing that is not."""

import re

import pytest

from pairwright.export.data_sheet import data_sheet
from pairwright.export.lammps import lammps_files
from pairwright.export.markdown import both, measured, number, table
from pairwright.export.page import page
from pairwright.export.potential import Potential

ERRORS = {"energy_rmse_meV_per_atom": 8.846, "force_rmse_meV_per_A": 34.93, "stress_rmse_GPa": 0.14}
UNSEEN = {"energy_rmse_meV_per_atom": 7.235, "force_rmse_meV_per_A": 8.806, "stress_rmse_GPa": None}
NONE = dict.fromkeys(ERRORS)
STRUCTURE = {
    "rows": 62,
    "shortest_distance_A": 2.8112,
    "volume_per_atom_A3": {"smallest": 28.0, "largest": 55.0},
}
MOLECULES = STRUCTURE | {"volume_per_atom_A3": {"smallest": None, "largest": None}}
MINIMUM = {
    "a0_A": 5.5303,
    "V0_A3": 42.284,
    "cohesive_energy_meV_per_atom": 86.107,
    "B0_GPa": 1.7694,
    "B0_prime": 6.7412,
    "reason": None,
}
NO_MINIMUM = dict.fromkeys(MINIMUM) | {"reason": "no minimum between 28 and 55 Å^3"}
PROPERTIES = {
    "crystals": {
        "fcc": {
            "potential": MINIMUM,
            "data": MINIMUM | {"a0_A": 5.4789},
            "elastic": {"C11_GPa": 2.433, "C12_GPa": 1.438, "C44_GPa": 1.438, "stable": True},
            "phonons_THz": {"G": [-1e-8, 0.0, 1e-9], "L": [0.6975, 0.6975, 1.656]},
        },
        "hcp": {
            "potential": MINIMUM | {"a0_A": None},
            "data": MINIMUM | {"a0_A": None},
            "elastic": {
                "C_GPa": [[10 * row + column + 11.5 for column in range(6)] for row in range(6)],
                "stable": False,
            },
            "phonons_THz": {"M": [-0.25, 1.0]},
        },
        "bcc": {"potential": NO_MINIMUM, "data": MINIMUM, "elastic": None, "phonons_THz": None},
    },
    "stability": {
        "tolerance_meV_per_atom": 1.0,
        "order_agrees": False,
        "contradictions": [["fcc", "sc"]],
    },
}
JUDGEMENT = {
    "cross_validation": {
        "grouped": {
            "all": {
                "rows": 310,
                "energy_rmse_meV_per_atom": 8.91,
                "energy_rmse_standard_error_meV_per_atom": 0.52,
                "force_rmse_meV_per_A": 30.1,
                "force_rmse_standard_error_meV_per_A": 8.7,
                "stress_rmse_GPa": 0.1407,
                "stress_rmse_standard_error_GPa": None,
            }
        },
        "leak": {"sentence": "Random folds leak."},
    },
    "bootstrap": {
        "parameters": {
            "epsilon": {"standard_deviation": 2.2e-4},
            "reference_energy": {"standard_deviation": 0.0123},
        }
    },
    "properties": {
        "by_structure": {
            "fcc": {
                "a0_A": {"bootstrap": {"standard_deviation": 0.0106}},
                "C11_GPa": {"bootstrap": {"standard_deviation": 0.06}},
            }
        }
    },
    "directions": {"sentence": "The data determine epsilon best."},
}


@pytest.fixture
def sheet(fit_of):
    """Return the function that writes the data sheet of a fit."""

    def write(
        name="lennard-jones",
        scheme="shift",
        held_out=True,
        structures=None,
        reference_energy=None,
        **optional,
    ):
        structures = {"fcc": STRUCTURE} if structures is None else structures
        test = {"rows": 60, **UNSEEN} if held_out else {"rows": 0, **NONE}
        train = {"rows": 250, **ERRORS}
        fit = fit_of(name, scheme) | {
            "metrics": {"train": train, "test": test},
            "metrics_by_structure": {"train": {"fcc": train}, "test": {"fcc": test}},
            "optimiser": {"method": "least squares"},
        }
        if reference_energy:
            fit["reference_energy"] = reference_energy
        summary = {"structures": structures}
        potential = Potential.of(fit, summary)
        return data_sheet(potential, summary, lammps_files(potential).record, 2017, **optional)

    return write


def rows_of(text, header):
    """Return the cells of each row of the table whose first columns are ``header``."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {header} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return {row[0]: row[1:] for row in rows}


def headings(text):
    """Return the titles of the sections."""
    return re.findall("^## (.*)$", text, flags=re.MULTILINE)


def test_what_is_known_of_every_fit_has_a_section(sheet):
    assert headings(sheet()) == [
        "Form",
        "Cutoff and zero of energy",
        "What it has seen",
        "Errors",
        "How to use it",
        "Where it comes from",
    ]


def test_what_may_be_known_has_one_when_it_is(sheet):
    found = headings(sheet(properties=PROPERTIES, judgement=JUDGEMENT))
    assert set(found) - set(headings(sheet())) == {"Properties", "How sure it is"}


def test_parameters_have_the_digits_of_their_errors(sheet):
    rows = rows_of(sheet(), "parameter | unit")
    assert rows == {"epsilon": ["eV", "0.01032(2)"], "sigma": ["Å", "3.439(7)"]}


def test_errors_by_resampling_stand_beside_those_of_the_fit(sheet):
    rows = rows_of(sheet(judgement=JUDGEMENT), "parameter | unit")
    assert rows["epsilon"] == ["eV", "0.0103(2)", "0.01032(2)"]
    assert rows["sigma"] == ["Å", "3.4388", "3.439(7)"]


def test_a_parameter_without_an_error_bar_is_named(sheet):
    text = sheet("morse-axilrod-teller", "cut")
    assert rows_of(text, "parameter | unit")["C9"] == ["eV Å^9", "0.03"]
    assert "Without an error bar (held, at a bound, or not determined by the data): C9." in text
    assert "Without an error bar" not in sheet()


def test_the_headline_is_on_rows_that_were_not_fitted(sheet):
    assert "Fitted to 250 rows of argon.db. On the 60 rows that it has not seen" in sheet()
    assert "differs from the database by 7.24 meV/atom and 8.81 meV/Å (root" in sheet()
    alone = sheet(held_out=False)
    assert "On the 250 rows it was fitted to it differs from the database by 8.85" in alone
    assert "8.85 meV/atom, 34.9 meV/Å and 0.140 GPa (root" in alone


def test_errors_are_those_of_the_fit_and_of_cross_validation(sheet):
    plain = rows_of(sheet(), "rows | number")
    assert plain == {
        "fitted": ["250", "8.85", "34.9", "0.140"],
        "held out of the fit": ["60", "7.24", "8.81", ""],
    }
    judged = rows_of(sheet(judgement=JUDGEMENT), "rows | number")
    assert judged["held out group by group"] == ["310", "8.9(5)", "30(9)", "0.141"]
    assert list(rows_of(sheet(held_out=False), "rows | number")) == ["fitted"]


def test_errors_of_crystals_are_fitted_and_held_out(sheet):
    assert rows_of(sheet(), "crystal | energy (meV/atom)") == {
        "fcc": ["8.85 / 7.24", "34.9 / 8.81", "0.140 / none"]
    }
    alone = rows_of(sheet(held_out=False), "crystal | energy (meV/atom)")
    assert alone == {"fcc": ["8.85", "34.9", "0.140"]}


def test_what_it_has_seen_may_have_no_volume(sheet):
    rows = rows_of(sheet(structures={"fcc": STRUCTURE, "dimer": MOLECULES}), "crystal | rows")
    assert rows == {"dimer": ["62", "", "2.811"], "fcc": ["62", "28.00 to 55.00", "2.811"]}


def test_properties_stand_beside_the_database_s(sheet):
    text = sheet(properties=PROPERTIES)
    rows = rows_of(text, "crystal | a0 (Å)")
    both_sides = ["42.28 / 42.28", "86.11 / 86.11", "1.77 / 1.77", "6.74 / 6.74"]
    assert rows["fcc"] == ["5.530 / 5.479", *both_sides]
    assert rows["hcp"] == ["", *both_sides]
    assert rows["bcc"][0] == "none / 5.530"
    assert "- bcc: no minimum between 28 and 55 Å^3" in text
    assert "The database has fcc below sc by more than 1 meV/atom" in text


def test_elastic_constants_are_those_of_the_crystal_s_symmetry(sheet):
    rows = rows_of(sheet(properties=PROPERTIES), "crystal | C11")
    assert rows["fcc"] == ["2.43", "1.44", "", "", "1.44", "", "yes", "0.698"]
    assert rows["hcp"] == ["11.5", "12.5", "13.5", "33.5", "44.5", "66.5", "no", "-0.250"]
    assert "bcc" not in rows


def test_properties_have_the_errors_of_resampled_groups(sheet):
    text = sheet(properties=PROPERTIES, judgement=JUDGEMENT)
    assert "errors of resampled groups in brackets" in text
    assert rows_of(text, "crystal | a0 (Å)")["fcc"][0] == "5.530(11) / 5.479"
    assert rows_of(text, "crystal | C11")["fcc"][:2] == ["2.43(6)", "1.44"]
    assert "resampled" not in sheet(properties=PROPERTIES)


def test_an_order_that_agrees_is_said_too(sheet):
    agreed = {"tolerance_meV_per_atom": 1.0, "order_agrees": True, "contradictions": []}
    text = sheet(properties=PROPERTIES | {"stability": agreed})
    assert "order of the crystals' energies is the database's, to within 1 meV/atom" in text


@pytest.mark.parametrize("properties", [{}, {"crystals": {}}, None])
def test_without_crystals_there_are_no_properties(properties, sheet):
    assert "Properties" not in headings(sheet(properties=properties))


def test_what_the_judgement_says_in_sentences_is_taken_over_once(sheet):
    twice = JUDGEMENT | {"again": {"sentence": "Random folds leak."}}
    section = sheet(judgement=twice).split("## How sure it is")[1].split("##")[0]
    assert section.split("\n")[2:4] == [
        "- Random folds leak.",
        "- The data determine epsilon best.",
    ]


@pytest.mark.parametrize(
    "judgement",
    [
        {"cross_validation": None, "bootstrap": []},
        {"cross_validation": {"grouped": {"all": {}}}, "bootstrap": {"parameters": None}},
        {
            "bootstrap": {
                "parameters": {"epsilon": "unknown", "sigma": {"standard_deviation": None}}
            }
        },
        {"properties": {"by_structure": {"fcc": None}}},
    ],
)
def test_a_judgement_of_another_shape_does_no_harm(judgement, sheet):
    text, plain = (sheet(properties=PROPERTIES, judgement=each) for each in (judgement, None))
    for header in ("parameter | unit", "rows | number", "crystal | a0 (Å)", "crystal | C11"):
        assert rows_of(text, header) == rows_of(plain, header)
    assert "How sure it is" not in headings(text)


def test_it_says_how_to_use_the_potential(sheet):
    text = sheet("buckingham", "tail")
    assert 'load_potential("potential.json")' in text
    assert "include potential.lammps" in text
    assert "off by at most 2e-7 meV" in text
    refused = sheet("buckingham-axilrod-teller", "cut")
    assert "include potential.lammps" not in refused
    assert "LAMMPS cannot compute this potential" in refused
    assert "C9 (1 + 3 cos a cos b cos c)" in refused


def test_it_says_where_the_potential_comes_from(sheet):
    rows = rows_of(sheet(), "what | which")
    assert rows["database"] == ["argon.db"]
    assert rows["its SHA-256"] == ["0f" * 32]
    assert rows["seed"] == ["2017"]
    assert {"pairwright", "numpy", "scipy", "autograd", "ase"} <= set(rows)


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ({"mode": "isolated_atom", "value_eV": -0.0048}, "the energy of an isolated atom in the"),
        ({"mode": "none", "value_eV": 0.0}, "counts 0.0 eV by itself: none was taken."),
        (
            {"mode": "fitted", "value_eV": -0.1, "standard_error_eV": 0.00321},
            "fitted with the parameters, with a standard error of 0.0032 eV.",
        ),
    ],
)
def test_the_zero_of_energy_is_explained(reference, said, sheet):
    assert said in sheet(reference_energy=reference)


def test_the_zero_of_energy_has_the_error_of_resampled_groups(sheet):
    fitted = {"mode": "fitted", "value_eV": -0.1, "standard_error_eV": 0.00321}
    text = sheet(reference_energy=fitted, judgement=JUDGEMENT)
    assert "with a standard error of 0.012 eV" in text


def test_a_spline_s_knots_are_part_of_it(sheet):
    assert "Knots (Å): 2.4, 2.9, 3.3, 3.8, 4.6, 6, 12." in sheet("spline")


def tags_of(html):
    """Return the names of the elements of a page, in their order."""
    return re.findall(r"<(\w+)", html)


def test_the_page_holds_what_the_markdown_does(sheet):
    text = sheet(properties=PROPERTIES)
    html = page(text)
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", html)
    assert "<title>lennard-jones potential for Ar</title>" in html
    assert tags_of(html).count("h2") == len(headings(text))
    assert tags_of(html).count("table") == text.count("\n| ---")
    assert "0.01032(2)" in cells
    assert "5.530 / 5.479" in cells


def test_the_page_loads_and_runs_nothing(sheet):
    html = page(sheet())
    assert "default-src 'none'" in html
    assert not {"script", "link", "img", "iframe"} & set(tags_of(html))


def test_labels_of_a_database_are_text_and_no_markup(sheet):
    label = "<script>a|b</script> *c* `d`"
    text = sheet(structures={label: STRUCTURE}, judgement={"x": {"sentence": label}})
    html = page(text)
    assert "script" not in tags_of(html)
    assert html.count("&lt;script&gt;a|b&lt;/script&gt; *c* `d`") == 2


def test_the_title_of_the_page_is_text():
    assert "<title>a &lt;b&gt; c</title>" in page("# a <b> c\n")


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (8.8464, 3, "8.85"),
        (0.04, 3, "0.0400"),
        (128.0, 3, "128"),
        (123456.0, 3, "1.23e+05"),
        (2e-7, 3, "2.00e-07"),
        (None, 3, ""),
    ],
)
def test_a_number_has_the_digits_that_are_asked_for(value, digits, shown):
    assert number(value, digits) == shown


def test_cells_of_nothing_are_empty():
    assert both(None, None, 3) == measured(None, 0.1) == ""
    assert measured(2.0, None) == "2.00"
    assert table(["a", "b"], [["1", "2"]]) == ["| a | b |", "| --- | --: |", "| 1 | 2 |"]
