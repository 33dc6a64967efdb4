"""Numbers are found in result files, and where there is none the message says what there is."""

import re

import pytest
import small_run

from pairwright.errors import PairwrightError
from pairwright.reproduce.evidence import Results, files_of, value_of, written

MEASUREMENTS = "timing/measurements.csv"
PREDICTIONS = "fits/simplex/predictions.csv"
RECORD = "literate/record.json"


@pytest.fixture
def results(tmp_path):
    return small_run.write_run(tmp_path)


def cell(where, column="median_s", **more):
    """Return the expression of a cell of the measurements."""
    return {"file": MEASUREMENTS, "where": where, "column": column, **more}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (small_run.SIGMA, 3.4),
        ({"file": "autodiff/root.json", "key": "root"}, [1.1169, 0.8295]),
        ({"file": "autodiff/root.json", "key": "forces/1/0"}, 0.25),
        ({"file": RECORD, "key": "blocks/name=first/value"}, "True"),
        (cell({"way": "ours"}), 0.02),
        (cell({"quantity": "energy", "way": "ase"}, column="way"), "ase"),
        (cell({"quantity": "energy"}, row="last"), None),
        ({"ratio": small_run.TIMES}, pytest.approx(20)),
        ({"difference": small_run.TIMES}, pytest.approx(0.38)),
        ({"mean": small_run.TIMES}, pytest.approx(0.21)),
        ({"size": {"difference": small_run.TIMES[::-1]}}, pytest.approx(0.38)),
        ({"count": {"file": RECORD, "key": "blocks", "where": {"kind": "example"}}}, 2),
        ({"count": {"file": "literate/doctest.tsv"}}, 0),
        ({"rms": {"file": PREDICTIONS, "columns": ["one", "other"]}}, pytest.approx(6**-0.5)),
        (
            {
                "rms": {
                    "file": PREDICTIONS,
                    "where": {"structure": "fcc"},
                    "columns": ["one", "other"],
                }
            },
            0.5,
        ),
        ([small_run.SIGMA, [small_run.ITERATIONS]], [3.4, [28]]),
    ],
)
def test_an_expression_leads_to_its_value(results, expression, value):
    assert value_of(expression, results) == value


def test_a_missing_number_makes_no_number(results):
    missing = cell({"way": "late"})
    for operation in ("ratio", "difference", "mean"):
        assert value_of({operation: [missing, small_run.SIGMA]}, results) is None
    assert value_of({"size": missing}, results) is None


def test_a_ratio_to_zero_and_a_spread_of_nothing_are_no_numbers(results):
    nothing = {"count": {"file": "literate/doctest.tsv"}}
    assert value_of({"ratio": [small_run.SIGMA, nothing]}, results) is None
    no_rows = {"file": PREDICTIONS, "where": {"structure": "bcc"}, "columns": ["one", "other"]}
    assert value_of({"rms": no_rows}, results) is None


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (
            {"file": "autodiff/root.json", "key": "rot"},
            "autodiff/root.json: no 'rot' .* root, forces",
        ),
        (
            {"file": "autodiff/root.json", "key": "root/2"},
            "no '2' on the way to root/2; there is list",
        ),
        ({"file": "autodiff/root.json", "key": "root/0/x"}, "no 'x' .* there is float"),
        ({"file": RECORD, "key": "blocks/name=third"}, "no 'name=third'"),
        (cell({"way": "theirs"}), f"{MEASUREMENTS}: 0 rows with way = theirs; one is needed"),
        (cell({"quantity": "energy"}), "3 rows with quantity = energy; one is needed"),
        (cell({"who": "ase"}), "no column 'who'; there are way, quantity, median_s"),
        (cell({"way": "ase"}, column="mean_s"), "no column 'mean_s'"),
        ({"rms": {"file": PREDICTIONS, "columns": ["one", "two"]}}, "no column 'two'"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(results, expression, message):
    with pytest.raises(PairwrightError, match=message):
        value_of(expression, results)


@pytest.mark.parametrize("name", ["fits/simplex/fit.json", MEASUREMENTS])
def test_a_missing_file_is_one_clear_line(results, name):
    results.paths[name].unlink()
    with pytest.raises(PairwrightError, match=re.escape(f"{results.paths[name]}: no such file")):
        results.read(name)


def test_a_damaged_file_is_named(results):
    results.paths["fits/simplex/fit.json"].write_text("{")
    with pytest.raises(PairwrightError, match=r"fit\.json: not a readable JSON file"):
        results.read("fits/simplex/fit.json")
    results.paths[MEASUREMENTS].write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PairwrightError, match=r"measurements\.csv: not a readable table"):
        results.read(MEASUREMENTS)


def test_names_are_found_among_files_wherever_they_are():
    files = ["somewhere/results/fits/mie/fit.json", "elsewhere/timing/cache.json", "fit.json"]
    found = Results.of(["fits/mie/fit.json", "timing/cache.json", "fits/morse/fit.json"], files)
    assert {name: str(path) for name, path in found.paths.items()} == {
        "fits/mie/fit.json": files[0],
        "timing/cache.json": files[1],
    }


def test_the_files_of_an_expression_are_those_it_reads():
    expression = {"ratio": [{"mean": [small_run.SIGMA, cell({"way": "ase"})]}, small_run.SIGMA]}
    assert set(files_of(expression)) == {"fits/simplex/fit.json", MEASUREMENTS}
    assert set(files_of([{"count": {"file": "literate/doctest.tsv"}}])) == {"literate/doctest.tsv"}


def test_an_expression_can_be_read_by_people():
    assert written(small_run.SIGMA) == "fits/simplex/fit.json: parameters/sigma/value"
    assert written({"ratio": small_run.TIMES}) == (
        "(timing/measurements.csv: median_s where way = ase) / "
        "(timing/measurements.csv: median_s where way = ours)"
    )
    assert written({"count": {"file": "literate/doctest.tsv"}}) == (
        "number of rows of literate/doctest.tsv"
    )
    spread = {"rms": {"file": PREDICTIONS, "columns": ["one", "other"]}}
    assert written([{"size": spread}]) == (
        f"size of root mean square of one - other in {PREDICTIONS}"
    )
