"""The file of claims is checked, and says of each claim what it needs."""

import pytest
import small_run

from pairwright import config as configuration
from pairwright.errors import PairwrightError
from pairwright.reproduce.claims import all_evidence, evidence_of, load, made_by, reason_against


@pytest.fixture
def content():
    return small_run.claims()


def test_a_good_file_is_read_as_it_is(tmp_path, content):
    assert load(small_run.write_claims(tmp_path / "claims.yaml", content)) == content


def changed(content, **fields):
    """Return the claims with other fields in the first one; None takes a field away."""
    claim = content["claims"][0] | fields
    content["claims"][0] = {key: value for key, value in claim.items() if value is not None}
    return content


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"source": "book"}, "claim fit.sigma: no source 'book'"),
        ({"needs": ["rain"]}, "claim fit.sigma: no condition 'rain'"),
        ({"id": "fit.iterations"}, "claim fit.iterations: 2 claims have this name"),
        ({"id": "Sigma"}, "claims/Sigma/id: .*does not match"),
        ({"expected": "hoped for"}, "claims/fit.sigma/expected: 'hoped for' is not one of"),
        ({"expected": "differs"}, "claims/fit.sigma: 'explanation' is a required property"),
        ({"tolerance": {"relative": "1e-3"}}, "claims/fit.sigma/tolerance/relative: '1e-3' is not"),
        ({"tolerance": {"factor": 1}}, "claims/fit.sigma/tolerance/factor: 1 is less than"),
        ({"why": None}, "claims/fit.sigma: 'why' is a required property"),
        ({"wy": "a slip"}, "claims/fit.sigma: .*'wy' was unexpected"),
        ({"ours": {"file": "../passwords.json", "key": "a"}}, "claims/fit.sigma/ours"),
        ({"value": {"at_least": 1, "at_most": 2}}, "claims/fit.sigma/value"),
    ],
)
def test_a_wrong_claim_is_named_with_what_is_wrong(tmp_path, content, fields, message):
    path = small_run.write_claims(tmp_path / "claims.yaml", changed(content, **fields))
    with pytest.raises(PairwrightError, match=message) as error:
        load(path)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [(None, "no such file"), ("a: [", "not readable as YAML"), ("claims", "top: 'claims' is not")],
)
def test_a_file_that_is_no_file_of_claims_is_refused(tmp_path, text, message):
    path = tmp_path / "claims.yaml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(PairwrightError, match=message):
        load(path)


def test_the_evidence_of_a_claim_are_its_files_and_those_of_its_conditions(content):
    sigma, iterations, *_ = content["claims"]
    assert evidence_of(sigma, content["conditions"]) == {
        "fits/simplex/fit.json",
        "database/summary.json",
    }
    assert evidence_of(iterations, content["conditions"]) == {"fits/simplex/fit.json"}
    assert all_evidence(content) == [
        "autodiff/root.json",
        "database/summary.json",
        "fits/simplex/fit.json",
        "timing/measurements.csv",
    ]


def test_a_run_makes_the_fits_and_studies_that_it_is_asked_for(root):
    config = configuration.load(root / "config.yaml")
    names = ["fits/simplex/fit.json", "fits/mie/fit.json", "network/comparison.csv", "timing/a.csv"]
    assert made_by(config, names) == names
    config["fit"]["forms"] = ["morse"]
    config["network"]["members"] = 0
    assert made_by(config, names) == ["fits/simplex/fit.json", "timing/a.csv"]


def test_conditions_are_of_results_and_of_settings(tmp_path, content):
    results = small_run.write_run(tmp_path)
    conditions, needed = content["conditions"], ["shipped", "usual-cutoff"]

    def reason(settings=small_run.SETTINGS, evidence=()):
        return reason_against(needed, evidence, conditions, results, settings)

    assert reason() is None
    assert reason({"cutoff": {"radius_A": 10.0}}) == "another cutoff"
    assert reason(evidence=["fits/mie/fit.json"]) == "this run does not make fits/mie/fit.json"
    conditions["shipped"]["equals"] = small_run.ANOTHER
    assert reason() == "another database"
