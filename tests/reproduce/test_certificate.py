"""Claims are reproduced, differ, or are not comparable; a claim that is lost is named."""

import copy

import pytest
import small_run

from pairwright.errors import PairwrightError
from pairwright.reproduce.certificate import certificate, refuse_broken
from pairwright.reproduce.claims import STATUSES


@pytest.fixture
def certify(tmp_path):
    """Return the function that certifies a run, some of its files with another content."""

    def certify(changes=None, content=None, settings=small_run.SETTINGS):
        results = small_run.write_run(tmp_path, changes)
        return certificate(content or small_run.claims(), results, settings)

    return certify


def statuses(record):
    return {each["id"]: each["status"] for each in record["claims"]}


def with_value(name, key, value):
    """Return a change of one number in a result file."""
    content = copy.deepcopy(small_run.FILES[name])
    place = content
    *way, last = key.split("/")
    for part in way:
        place = place[part]
    place[last] = value
    return {name: content}


def test_each_claim_gets_its_status(certify):
    assert statuses(certify()) == {
        "fit.sigma": "reproduced",
        "fit.iterations": "not comparable",
        "timing.ratio": "differs",
        "autodiff.root": "reproduced",
    }


def test_a_tampered_result_flips_the_status_and_says_by_how_much(certify):
    record = certify(with_value("fits/simplex/fit.json", "parameters/sigma/value", 3.9))
    (sigma, *others) = record["claims"]
    assert sigma["status"] == "differs"
    assert sigma["ours"] == 3.9
    assert sigma["difference"]["absolute"] == pytest.approx(0.49)
    assert sigma["reason"] is None
    assert record["broken"] == ["fit.sigma"]
    assert statuses(certify()) | {"fit.sigma": "differs"} == statuses(record)
    assert len(others) == 3


def test_a_result_that_has_become_null_differs(certify):
    record = certify(with_value("fits/simplex/fit.json", "parameters/sigma/value", None))
    assert statuses(record)["fit.sigma"] == "differs"
    assert record["broken"] == ["fit.sigma"]


def test_what_was_expected_to_differ_has_its_explanation_and_is_not_lost(certify):
    record = certify()
    ratio = record["claims"][2]
    assert ratio["reason"] == "It has improved."
    assert record["broken"] == record["mended"] == []


def test_a_claim_that_differed_and_holds_now_is_mended_and_loses_its_explanation(certify):
    slow = "way,quantity,median_s\nase,energy,0.4\nours,energy,0.5\n"
    record = certify({"timing/measurements.csv": slow})
    assert statuses(record)["timing.ratio"] == "reproduced"
    assert record["claims"][2]["reason"] is None
    assert record["mended"] == ["timing.ratio"]
    assert record["broken"] == []


def test_what_is_not_comparable_is_shown_beside_with_the_reason(certify):
    iterations = certify()["claims"][1]
    assert iterations["ours"] == 28
    assert iterations["reason"] == "The data are not public."
    assert iterations["difference"] is None


def test_on_another_database_claims_about_the_shipped_one_are_not_comparable(certify):
    other = with_value("database/summary.json", "database/sha256", small_run.ANOTHER)
    # Its fit is another one, and need not have the same keys.
    record = certify(other | {"fits/simplex/fit.json": {"optimiser": {"iterations": 5}}})
    assert statuses(record)["fit.sigma"] == "not comparable"
    assert record["claims"][0]["reason"] == "another database"
    assert record["claims"][0]["ours"] is None
    assert statuses(record)["autodiff.root"] == "reproduced"
    assert record["broken"] == []


def test_with_other_settings_claims_that_need_the_usual_ones_are_not_comparable(certify):
    record = certify(settings={"cutoff": {"radius_A": 9.0}})
    assert record["claims"][0]["reason"] == "another cutoff"
    assert record["broken"] == []


def test_a_study_that_was_left_out_is_no_failure(tmp_path):
    results = small_run.write_run(tmp_path)
    del results.paths["autodiff/root.json"]
    record = certificate(small_run.claims(), results, small_run.SETTINGS)
    assert record["claims"][3]["reason"] == "this run does not make autodiff/root.json"
    assert record["broken"] == []


def test_a_file_that_should_be_there_and_is_not_is_one_line_with_the_claim(tmp_path):
    results = small_run.write_run(tmp_path)
    path = results.paths["autodiff/root.json"]
    path.unlink()
    with pytest.raises(PairwrightError) as error:
        certificate(small_run.claims(), results, small_run.SETTINGS)
    assert str(error.value) == f"claim autodiff.root: {path}: no such file"


def test_a_key_that_has_gone_is_one_line_with_the_claim(certify):
    with pytest.raises(PairwrightError, match=r"claim autodiff\.root: .* no 'root'"):
        certify({"autodiff/root.json": {"roots": []}})


def test_counts_add_up(certify):
    content = small_run.claims()
    content["sources"]["empty"] = content["sources"]["post"]
    content["claims"][3]["source"] = "empty"
    record = certify(content=content)
    counts, parts = record["counts"], record["counts_by_source"].values()
    assert counts == {"reproduced": 2, "differs": 1, "not comparable": 1, "claims": 4}
    assert sum(counts[status] for status in STATUSES) == counts["claims"] == len(record["claims"])
    assert all(counts[name] == sum(part[name] for part in parts) for name in counts)


def test_lost_claims_are_refused_in_one_line_that_names_them(certify):
    record = certify()
    refuse_broken(record, "reproduction.md")
    lost = record | {"broken": ["fit.sigma"]}
    with pytest.raises(PairwrightError) as error:
        refuse_broken(lost, "reproduction.md")
    assert str(error.value) == (
        "1 claim that did hold no longer does: fit.sigma; see reproduction.md"
    )
    with pytest.raises(PairwrightError, match=r"2 claims .* no longer do: a\.b, c\.d;"):
        refuse_broken(record | {"broken": ["a.b", "c.d"]}, "reproduction.md")
