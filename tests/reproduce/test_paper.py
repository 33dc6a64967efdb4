"""The paper: its text has no typed results, compiles, is the same twice, follows its numbers."""

import json
import re
import runpy
import sys
from types import SimpleNamespace

import pytest
import typst
from matplotlib.figure import Figure

from pairwright import config as configuration
from pairwright.errors import PairwrightError
from pairwright.figures.style import save_figure
from pairwright.reproduce.certificate_table import certificate_table
from pairwright.reproduce.number_sources import read_source
from pairwright.reproduce.numbers import entries, evaluated, source_files
from pairwright.reproduce.paper import (
    MAIN,
    assemble,
    check_names,
    compiled,
    differences,
    figure_names,
    refuse_other_configuration,
    text_files,
)
from pairwright.reproduce.prose import Typed, hand_typed

CERTIFICATE = {
    "claims": 3,
    "reproduced": 1,
    "differs": 1,
    "not_comparable": 1,
    "numbers": 9,
    "same": 9,
    "rows": [{"statement": "It is so.", "claimed": "1", "found": "2", "reason": "It is not."}],
}


@pytest.fixture(scope="module")
def texts(root):
    """The files of the paper's text."""
    return text_files(root / "paper")


@pytest.fixture(scope="module")
def table(root):
    """The table of numbers."""
    return read_source(root / "paper" / "numbers.yaml")


@pytest.fixture(scope="module")
def written_for(root):
    """The configuration that the text is about."""
    return read_source(root / "paper" / "written_for.yaml")


@pytest.fixture(scope="module")
def shipped(root):
    """The shipped configuration."""
    return configuration.load(root / "config.yaml")


@pytest.fixture(scope="module")
def any_figure(tmp_path_factory):
    """A figure that stands for all of them."""
    path = tmp_path_factory.mktemp("figures") / "any.pdf"
    save_figure(Figure(figsize=(6.7, 1.0)), path)
    return path


def record(text):
    """Return what numbers.json has of a number with this text."""
    return {"text": text, "with_uncertainty": text, "unit": "", "words": None}


def made(texts, figure, folder, numbers):
    """Return the PDF of a text with these numbers, every figure the same."""
    path = folder / "numbers.json"
    path.write_text(json.dumps(numbers), encoding="utf-8")
    figures = dict.fromkeys(figure_names(texts), figure)
    return compiled(texts, path, figures, CERTIFICATE)


# The text as it is


def test_the_text_has_no_number_that_is_typed_by_hand(texts, root):
    prose = [path for path in texts if path.suffix == ".typ" and path.name != "template.typ"]
    assert len(prose) > 5
    found = {
        path.relative_to(root).as_posix(): hand_typed(path.read_text(encoding="utf-8"))
        for path in prose
    }
    assert {name: typed for name, typed in found.items() if typed} == {}


def test_the_template_has_no_prose(root):
    text = (root / "paper" / "template.typ").read_text(encoding="utf-8")
    code = re.sub(r'//[^\n]*|"[^"\n]*"', "", text)
    assert re.findall(r"\b[A-Za-z]{2,}(?: [a-z]{2,}){5,}", code) == []


def test_no_semicolon_of_the_text_is_swallowed_by_a_call(texts):
    # In Typst a semicolon behind a call ends the call; the text's own has a backslash.
    for path in texts:
        if path.suffix == ".typ" and path.name != "template.typ":
            assert re.findall(r'["\]]\)?;', path.read_text(encoding="utf-8")) == [], path.name


def test_the_text_compiles_with_every_number_of_the_table(texts, table, any_figure, tmp_path):
    numbers = {name: record("1") for name in entries(table)}
    check_names(texts, numbers)
    assert made(texts, any_figure, tmp_path, numbers).startswith(b"%PDF")


def test_every_reference_is_cited(texts):
    bibliography = next(path for path in texts if path.suffix == ".bib")
    names = re.findall(r"@\w+\{(\w+),", bibliography.read_text(encoding="utf-8"))
    prose = "".join(p.read_text(encoding="utf-8") for p in texts if p.suffix == ".typ")
    assert len(names) == len(set(names)) > 20
    assert [name for name in names if f"@{name}" not in prose] == []


def test_every_figure_is_spoken_of(texts):
    prose = "".join(p.read_text(encoding="utf-8") for p in texts if p.suffix == ".typ")
    labels = re.findall(r'(?:wide|tabled)\("([\w-]+)"', prose)
    assert len(labels) > 15
    assert [label for label in labels if f"@{label}" not in prose] == []


def test_every_figure_is_one_that_the_workflow_draws(texts, root):
    rules = "".join(p.read_text(encoding="utf-8") for p in (root / "workflow/rules").glob("*.smk"))
    for name in figure_names(texts):
        pattern = re.sub("(lennard-jones|simplex)$", "{fit}", name)
        assert f"figures/{name}.pdf" in rules or f"figures/{pattern}.pdf" in rules, name


# The table of numbers


def test_numbers_that_no_run_computes_are_there_with_their_digits(table, root, shipped):
    known = {
        name: read_source(root / name)
        for name in source_files(table)
        if not name.startswith("results/") and name != "config"
    }
    sources = known | {"config": shipped}
    mine = {name: e for name, e in entries(table).items() if e.get("file") in sources}
    numbers = evaluated({"numbers": [{"entries": mine}]}, sources)
    assert len(numbers) > 50
    assert numbers["post-energy-factor"].written.plain == "17.7"
    assert numbers["plane-waves"].written.plain == "700"


def test_every_operand_and_premise_names_a_number(table):
    names = set(entries(table))
    operands = [
        operand
        for entry in entries(table).values()
        if "file" not in entry
        for value in entry.values()
        if isinstance(value, list)
        for operand in value
    ]
    operands += [operand for premise in table["premises"] for operand in premise["less"]]
    assert [o for o in operands if isinstance(o, str) and o not in names] == []


def operands(entry):
    """Return the names of the numbers that an entry is made of."""
    lists = [value for value in entry.values() if isinstance(value, list)]
    return [name for made_of in lists for name in made_of if isinstance(name, str)]


def dead(table, shown):
    """Return the entries of a table that neither a page nor a premise needs, directly or not."""
    every = entries(table)
    premises = [name for one in table["premises"] for name in one["less"] if isinstance(name, str)]
    needed, new = set(), {*shown, *premises}
    while new:
        needed |= new
        new = {name for used in new for name in operands(every[used])} - needed
    return [name for name in every if name not in needed]


def test_every_number_of_the_table_is_shown_or_needed(texts, table, any_figure, tmp_path):
    numbers = tmp_path / "numbers.json"
    numbers.write_text(json.dumps({name: record("1") for name in entries(table)}), encoding="utf-8")
    figures = dict.fromkeys(figure_names(texts), any_figure)
    place = tmp_path / "paper"
    assemble(place, texts, numbers, figures, CERTIFICATE)
    said = typst.query(
        place / MAIN, "<number>", field="value", root=place, ignore_system_fonts=True
    )
    shown = set(json.loads(said))
    assert len(shown) > 300
    assert dead(table, shown) == []


def test_a_number_that_nothing_needs_is_found():
    table = {
        "numbers": [
            {
                "entries": {
                    "a": {"file": "config", "key": "a"},
                    "b": {"file": "config", "key": "b"},
                    "c": {"file": "config", "key": "c"},
                    "half": {"quotient": ["a", 2]},
                }
            }
        ],
        "premises": [{"says": "b is small", "less": ["b", 1]}],
    }
    assert dead(table, {"half"}) == ["c"]
    assert dead(table, {"c"}) == ["a", "half"]


@pytest.mark.parametrize(
    ("series", "column", "number"),
    [
        (("structure", "fcc"), "PBE_energy_per_atom_eV", "fcc-energy-pbe"),
        (("kind", "dimer"), "PBE_energy_per_atom_eV", "dimer-energy-pbe"),
        (("kind", "dimer"), "energy_per_atom_eV", "dimer-energy"),
    ],
)
def test_a_row_that_is_called_the_lowest_is_the_lowest(table, root, series, column, number):
    key, value = series
    rows = [r for r in read_source(root / "resources" / "argon.db") if r.get(key) == value]
    lowest = min(rows, key=lambda row: float(row[column]))
    assert lowest["name"] == entries(table)[number]["where"]["name"]


# Which configuration it is about


def test_the_paper_is_about_the_shipped_configuration(written_for, shipped):
    assert differences(written_for, shipped) == []
    refuse_other_configuration(written_for, shipped)


@pytest.mark.parametrize(
    ("section", "key", "value", "message"),
    [
        ("database", "sha256", None, r"here database\.sha256 is None"),
        ("fit", "forms", ["lennard-jones", "mie"], r"here fit\.forms lacks morse, buckingham"),
        ("network", "members", 0, r"here network\.members is 0, not above zero"),
        ("cutoff", "radius_A", 10.0, r"here cutoff\.radius_A is 10\.0, not 12\.0"),
    ],
)
def test_another_configuration_is_refused_in_one_line(
    written_for, shipped, section, key, value, message
):
    other = shipped | {section: shipped[section] | {key: value}}
    with pytest.raises(PairwrightError, match=message):
        refuse_other_configuration(written_for, other)


def test_forms_may_be_added(written_for, shipped):
    more = shipped | {"fit": shipped["fit"] | {"forms": [*shipped["fit"]["forms"], "soft"]}}
    assert differences(written_for, more) == []


# A small text


@pytest.fixture
def small(tmp_path):
    """A text with one number and one figure, with the paper's template."""
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "template.typ").write_text(
        '#let numbers = json("numbers.json")\n'
        "#let num(name) = numbers.at(name).text\n"
        '#let picture(name, alt) = image("figures/" + name + ".pdf", alt: alt)\n',
        encoding="utf-8",
    )
    (folder / "main.typ").write_text(
        '#import "template.typ": *\n#set document(date: none)\n'
        'An error of #num("energy").\n#picture("fit-dimer", "pairs")\n',
        encoding="utf-8",
    )
    return folder


def test_a_second_build_gives_the_same_bytes(small, any_figure, tmp_path):
    texts = text_files(small)
    numbers = {"energy": record("8.7")}
    first = made(texts, any_figure, tmp_path, numbers)
    assert made(texts, any_figure, tmp_path, numbers) == first
    assert b"CreationDate" not in first


def test_another_number_gives_another_page(small, any_figure, tmp_path):
    texts = text_files(small)
    pages = [made(texts, any_figure, tmp_path, {"energy": record(text)}) for text in ("8.7", "9.7")]
    assert pages[0] != pages[1]


def test_an_unknown_number_is_named_with_its_line(small):
    with pytest.raises(PairwrightError, match=r"main\.typ: line 3: .*'energy'.*mean 'energies'"):
        check_names(text_files(small), {"energies": record("1")})


def test_what_typst_refuses_is_said_in_one_line(small, any_figure, tmp_path):
    (small / "main.typ").write_text("#undefined", encoding="utf-8")
    with pytest.raises(PairwrightError, match=r"main\.typ: Typst refuses the paper: unknown var"):
        made(text_files(small), any_figure, tmp_path, {})


def test_a_figure_that_is_missing_is_named(small, tmp_path):
    with pytest.raises(PairwrightError, match=r"gone\.pdf: cannot be read"):
        made(text_files(small), tmp_path / "gone.pdf", tmp_path, {"energy": record("1")})


def test_without_typst_the_message_says_what_to_do(small, any_figure, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(PairwrightError, match="needs Typst, which is not installed"):
        made(text_files(small), any_figure, tmp_path, {"energy": record("1")})


def test_the_main_file_comes_first(small):
    assert [path.name for path in text_files(small)] == ["main.typ", "template.typ"]


# Numbers typed by hand


@pytest.mark.parametrize(
    "text",
    [
        "It errs by 8.7 meV.",
        "There are 310 rows.",
        "A factor of $2.5 epsilon$.",
        "In $x = 310$ steps.",
        '#picture("fit", "310 rows by crystal")',
        "About 99 % of it.",
        "The 13-atom cluster.",
        '#num("rows") of 310.',
    ],
)
def test_a_typed_result_is_found(text):
    assert hand_typed(text) != []


@pytest.mark.parametrize(
    "text",
    [
        '#num("lj-12-6") of #qty("energy-2").',
        "In 2017, D3 and $C_6 r^(-12)$ of @kitchin2017fit in <tab-2>.",
        "#given[13] atoms, #given[$2.5 sigma$], #given[10#super[-13]].",
        "#v(1mm) and (1.4fr, auto) // 12 of them",
        "`x = 5` by Buckingham + 3-body",
    ],
)
def test_names_formulas_years_and_marked_constants_are_no_results(text):
    assert hand_typed(text) == []


def test_the_line_of_a_typed_number_is_right():
    text = "First.\n#given[a\nb]\nThen 8.7, and 12."
    assert hand_typed(text) == [Typed(4, "8.7"), Typed(4, "12")]


# The certificate


def test_the_certificate_of_the_paper_has_what_differs_and_why():
    claim = {
        "id": "a",
        "statement": "It is 2.",
        "value": 2.0,
        "unit": "meV",
        "ours": -1.5,
        "tolerance": {"absolute": 0.1},
        "difference": {"absolute": -3.5},
        "status": "differs",
        "reason": None,
        "why": "Exact.",
    }
    found = certificate_table(
        {
            "claims": [claim, {**claim, "status": "reproduced"}],
            "counts": {"claims": 2, "differs": 1, "reproduced": 1, "not comparable": 0},
            "comparison": {"numbers": 5, "same": 4},
        }
    )
    assert (found["claims"], found["differs"], found["numbers"]) == (2, 1, 5)
    (row,) = found["rows"]
    assert row["statement"] == "It is 2."
    assert row["found"].startswith("\N{MINUS SIGN}1.5")
    assert row["reason"] == "Exact."


@pytest.mark.parametrize(
    ("value", "ours", "unit", "text"),
    [
        (2.86, 2.48531, "GPa", "2.49 GPa"),
        (5.311, 5.47888, "Å", "5.479 Å"),
        (12.354, 10.3017, "meV", "10.30 meV"),
        (0.1, -0.069512, "meV/atom", "\N{MINUS SIGN}0.0695 meV/\N{WORD JOINER}atom"),
        (1.0, -0.00087, "epsilon", "\N{MINUS SIGN}0.00087 ε"),
    ],
)
def test_what_differs_has_the_digits_of_the_claim(value, ours, unit, text):
    claim = {
        "statement": "It is so.",
        "value": value,
        "unit": unit,
        "ours": ours,
        "tolerance": {"relative": 0.01},
        "difference": {"relative": 1.0},
        "status": "differs",
        "reason": "It is not.",
    }
    counts = {"claims": 1, "differs": 1, "reproduced": 0, "not comparable": 0}
    record = {"claims": [claim], "counts": counts, "comparison": {"numbers": 0, "same": 0}}
    assert certificate_table(record)["rows"][0]["found"] == text


# The scripts


def test_the_numbers_of_a_run_are_written_with_their_tex(tmp_path, root, shipped):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "fit.json").write_text('{"a": 2.5}', encoding="utf-8")
    (tmp_path / "numbers.yaml").write_text(
        "numbers:\n  - entries:\n"
        "      a: { file: results/fit.json, key: a, digits: 2, unit: eV }\n"
        "      b: { file: config, key: cutoff.radius_A, unit: Å }\n"
        "premises:\n  - { says: a is small, less: [a, b] }\n",
        encoding="utf-8",
    )
    script = runpy.run_path(str(root / "scripts" / "paper_numbers.py"), run_name="imported")
    arguments = SimpleNamespace(
        table=tmp_path / "numbers.yaml",
        sources=[tmp_path / "results" / "fit.json"],
        numbers=tmp_path / "numbers.json",
        tex=tmp_path / "numbers.tex",
        figures=["fit-dimer"],
        **{name: shipped[name] for name in script["SETTINGS"]},
    )
    script["main"](arguments)
    numbers = json.loads((tmp_path / "numbers.json").read_text(encoding="utf-8"))
    assert numbers["a"]["text"] == "2.5"
    assert numbers["b"]["source"] == {"file": "config", "key": "cutoff.radius_A"}
    assert "pw@figure@fit-dimer" in (tmp_path / "numbers.tex").read_text(encoding="utf-8")
