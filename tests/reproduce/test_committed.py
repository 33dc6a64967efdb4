"""The committed claims and quantities are about results that the workflow makes."""

import re

import pytest

from pairwright.reproduce.claims import REPRODUCED, all_evidence, checked_yaml, load
from pairwright.reproduce.comparison import all_files, references_of
from pairwright.store import read_json

OUTPUT = re.compile(r'"<results>/([^"]+)"')


@pytest.fixture(scope="module")
def outputs(root):
    """Return patterns of all files that rules write, read from the rule files."""
    texts = [path.read_text() for path in (root / "workflow" / "rules").glob("*.smk")]
    names = {name for text in texts for name in OUTPUT.findall(text)}
    return [re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(name))) for name in names]


@pytest.fixture(scope="module")
def content(root):
    return load(root / "reference" / "claims.yaml")


@pytest.fixture(scope="module")
def references(root):
    return references_of((root / "reference" / "results").glob("*.json"))[0]


def test_every_claim_points_at_a_file_that_a_rule_makes(content, outputs):
    for name in all_evidence(content):
        assert any(pattern.fullmatch(name) for pattern in outputs), name


def test_so_does_every_reference_number(references, outputs):
    for name in all_files(references):
        assert any(pattern.fullmatch(name) for pattern in outputs), name


def test_every_source_has_claims_and_every_condition_is_needed(content):
    assert {claim["source"] for claim in content["claims"]} == set(content["sources"])
    needed = {name for claim in content["claims"] for name in claim.get("needs", [])}
    assert needed == set(content["conditions"])


def test_numbers_that_agree_need_a_tolerance_and_others_have_none(content):
    for claim in content["claims"]:
        value = claim["value"]
        numbers = isinstance(value, list | int | float) and not isinstance(value, bool)
        compared = claim["expected"] != "not comparable"
        assert ("tolerance" in claim) == (numbers and compared), claim["id"]


def test_what_is_expected_to_hold_is_most(content):
    expected = [claim["expected"] for claim in content["claims"]]
    assert expected.count(REPRODUCED) > len(expected) / 2


def test_what_is_said_of_argon_is_said_of_the_shipped_database(content):
    about_data = ("fits/", "database/", "network/")
    for claim in content["claims"]:
        files = all_evidence({"claims": [claim], "conditions": content["conditions"]})
        if any(name.startswith(about_data) for name in files):
            shown_only = claim["expected"] == "not comparable"
            assert shown_only or "shipped-database" in claim["needs"], claim["id"]


def test_the_shipped_database_is_the_one_of_the_configuration(content, root):
    text = (root / "config.yaml").read_text()
    assert content["conditions"]["shipped-database"]["equals"] in text


def test_the_reference_is_that_of_the_quantities(references, content, root):
    studies = checked_yaml(root / "reference" / "quantities.yaml", "quantities")["studies"]
    assert {study["study"] for study in references} == {study["study"] for study in studies}
    for study in studies:
        assert set(study.get("needs", [])) <= set(content["conditions"])
        (found,) = [each for each in references if each["study"] == study["study"]]
        wanted = {(str(group["tolerance"]), group["why"]) for group in study["groups"]}
        assert {(str(group["tolerance"]), group["why"]) for group in found["groups"]} == wanted


def test_the_printed_networks_are_those_that_the_claims_quote(content, root):
    printed = read_json(root / "reference" / "regression" / "post-2017.json")
    by_name = {claim["id"]: claim for claim in content["claims"]}
    weights = sorted(abs(number) for number in printed["least_squares"]["weights_in"])
    assert by_name["regression.same-valley"]["value"] == pytest.approx(weights, rel=1e-6)
    adam = printed["adam"]
    flat = [*adam["weights_in"], *adam["biases"], *adam["weights_out"], adam["bias_out"]]
    assert by_name["regression.adam-parameters"]["value"] == flat
