"""A run is held against the numbers of another, and what moved is told."""

import pytest
import small_run

from pairwright.errors import PairwrightError
from pairwright.reproduce.comparison import (
    SETTINGS_FILE,
    all_files,
    comparison,
    numbers_at,
    reference_of,
    references_of,
    settings_that_differ,
)

CONDITIONS = small_run.CLAIMS["conditions"]


@pytest.fixture
def references(tmp_path):
    """Return the reference numbers of the small run."""
    small_run.write_run(tmp_path / "first")
    return [reference_of(study, tmp_path / "first") for study in small_run.STUDIES]


@pytest.fixture
def compare(tmp_path, references):
    """Return the function that compares a run, some of its files with another content."""

    def compare(changes=None, settings=small_run.SETTINGS):
        results = small_run.write_run(tmp_path / "second", changes)
        return comparison(references, CONDITIONS, results, settings, small_run.SETTINGS)

    return compare


def fit(sigma=3.4, epsilon=0.0104, **optimiser):
    """Return a change of the fit."""
    parameters = {"sigma": {"value": sigma}, "epsilon": {"value": epsilon}}
    return {
        "fits/simplex/fit.json": {
            "parameters": parameters,
            "optimiser": {"iterations": 28, "method": "simplex"} | optimiser,
        }
    }


def test_a_pattern_finds_numbers_and_texts_under_their_full_keys():
    content = {"a": {"x": {"value": 1}, "y": {"value": 2.5}, "z": {"other": 3}}, "b": [True, "t"]}
    assert numbers_at(content, "a/*/value") == {"a/x/value": 1, "a/y/value": 2.5}
    assert numbers_at(content, "b/*") == {"b/1": "t"}
    assert numbers_at(content, "b/1") == {"b/1": "t"}
    assert numbers_at(content, "a/x") == numbers_at(content, "c/*") == {}


def test_numbers_are_kept_to_ten_digits():
    assert numbers_at({"a": 1 / 3}, "a") == {"a": 0.3333333333}


def test_a_reference_holds_each_file_with_tolerance_and_reason(references):
    fits, root = references
    assert fits["needs"] == ["shipped"]
    assert fits["groups"] == [
        {
            "file": "fits/simplex/fit.json",
            "numbers": {
                "parameters/sigma/value": 3.4,
                "parameters/epsilon/value": 0.0104,
                "optimiser/iterations": 28,
                "optimiser/method": "simplex",
            },
            "tolerance": {"relative": 0.001},
            "why": "A fit.",
        }
    ]
    assert root["groups"][0]["numbers"] == {"root/0": 1.1169, "root/1": 0.8295}
    assert all_files(references) == ["autodiff/root.json", "fits/simplex/fit.json"]


def test_a_reference_of_nothing_is_refused(tmp_path):
    small_run.write_run(tmp_path)
    study = small_run.STUDIES[1]
    group = study["groups"][0]
    with pytest.raises(PairwrightError, match=r"ruut\.json: no such file; run the workflow"):
        reference_of(study | {"groups": [group | {"file": "autodiff/ruut.json"}]}, tmp_path)
    with pytest.raises(PairwrightError, match=r"root\.json: nothing at ruut/\*"):
        reference_of(study | {"groups": [group | {"keys": ["ruut/*"]}]}, tmp_path)


def test_the_same_run_has_not_moved(compare):
    record = compare()
    assert (record["numbers"], record["same"]) == (6, 6)
    assert record["moved"] == record["missing"] == record["not_compared"] == 0
    assert record["settings"] == []


def test_within_tolerance_is_the_same_and_beyond_has_moved(compare):
    assert compare(fit(sigma=3.4 * 1.0009))["same"] == 6
    record = compare(fit(sigma=3.4 * 1.002, method="another"))
    first, second = record["studies"]["fits"]["moved"]
    assert (record["same"], record["moved"]) == (4, 2)
    assert (first["key"], first["found"]) == ("optimiser/method", "another")
    assert second["key"] == "parameters/sigma/value"
    assert second["tolerances"] == pytest.approx(2)
    assert second["difference"]["relative"] == pytest.approx(0.002)


def test_what_moved_most_comes_first(compare):
    moved = compare(fit(sigma=3.5, epsilon=0.02))["studies"]["fits"]["moved"]
    assert [each["key"].split("/")[1] for each in moved] == ["epsilon", "sigma"]


def test_what_is_gone_is_missing(compare):
    changes = {"fits/simplex/fit.json": {"optimiser": {"iterations": 28, "method": "simplex"}}}
    record = compare(changes)
    assert record["missing"] == 2
    assert record["studies"]["fits"]["missing"][0] == {
        "file": "fits/simplex/fit.json",
        "key": "parameters/sigma/value",
        "reference": 3.4,
    }


def test_a_number_that_is_null_now_has_moved(compare):
    moved = compare(fit(sigma=None))["studies"]["fits"]
    assert [each["key"] for each in (*moved["moved"], *moved["missing"])] == [
        "parameters/sigma/value"
    ]


def test_another_database_is_not_compared_but_other_studies_are(compare):
    other = {"database/summary.json": {"database": {"sha256": small_run.ANOTHER}}}
    record = compare(other | fit(sigma=2.0))
    assert record["studies"]["fits"]["not_compared"] == {"another database": 4}
    assert record["studies"]["autodiff"]["same"] == 2
    assert record["moved"] == 0


def test_a_study_that_was_left_out_is_not_compared(tmp_path, references):
    results = small_run.write_run(tmp_path)
    del results.paths["autodiff/root.json"]
    record = comparison(references, CONDITIONS, results, small_run.SETTINGS, small_run.SETTINGS)
    reasons = record["studies"]["autodiff"]["not_compared"]
    assert reasons == {"this run does not make autodiff/root.json": 2}


def test_counts_add_up_whatever_happened(compare):
    changes = fit(sigma=3.5) | {"autodiff/root.json": {"root": [1.1169]}}
    record = compare(changes)
    parts = ("same", "moved", "missing", "not_compared")
    assert sum(record[part] for part in parts) == record["numbers"] == 6
    assert (record["moved"], record["missing"]) == (1, 1)


def test_settings_that_differ_are_told_with_their_dotted_keys(compare):
    settings = {"seed": 1, "cutoff": {"scheme": "tail", "radius_A": 12.0, "switch": None}}
    assert compare(settings=settings)["settings"] == [
        {"key": "cutoff.scheme", "reference": "shift", "value": "tail"},
    ]
    assert list(settings_that_differ({"a": [1]}, {"b": 2})) == [
        {"key": "a", "reference": [1], "value": None},
        {"key": "b", "reference": None, "value": 2},
    ]


@pytest.mark.parametrize(
    ("tolerance", "found", "tolerances"),
    [
        ({"factor": 2}, 8.0, 4 / 2),
        ({"factor": 2}, 0.5, 4 / 2),
        ({"absolute": 0.5}, 3.0, 2),
        ({"absolute": 0}, 3.0, 1e9),
        ({"factor": 2}, -2.0, 5e8),
    ],
)
def test_distances_are_told_in_tolerances(tmp_path, tolerance, found, tolerances):
    group = {"file": "a/b.json", "numbers": {"x": 2.0}, "tolerance": tolerance, "why": "-"}
    results = small_run.write_files(tmp_path, {"a/b.json": {"x": found}})
    study = {"study": "one", "needs": [], "groups": [group]}
    record = comparison([study], {}, results, {}, {})
    assert record["studies"]["one"]["moved"][0]["tolerances"] == pytest.approx(tolerances)


def test_reference_files_need_the_settings_of_their_run(tmp_path, references):
    contents = {f"{study['study']}.json": study for study in references}
    small_run.write_files(tmp_path, contents)
    paths = sorted(tmp_path.glob("*.json"))
    with pytest.raises(PairwrightError, match=r"no settings\.json; python -m pairwright"):
        references_of(paths)
    small_run.write_files(tmp_path, {SETTINGS_FILE: small_run.SETTINGS})
    found, settings = references_of([*paths, tmp_path / SETTINGS_FILE])
    assert settings == small_run.SETTINGS
    assert {study["study"] for study in found} == {"fits", "autodiff"}
