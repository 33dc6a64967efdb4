"""The exact numbers are computed by the library, and every claim about them holds."""

import pytest

from pairwright.errors import PairwrightError
from pairwright.reproduce.certificate import certificate
from pairwright.reproduce.claims import evidence_of, load
from pairwright.reproduce.evidence import Results
from pairwright.reproduce.exact import exact_record
from pairwright.reproduce.nist import nist_record
from pairwright.store import read_json, write_json

EXACT = "reproduction/exact.json"


@pytest.fixture(scope="module")
def inputs(root):
    """Return what the record is computed from."""
    reference = root / "reference"
    printed = read_json(reference / "regression" / "post-2017.json")
    positions = [reference / "nist" / f"configuration_{number}.txt" for number in (4, 3)]
    return *positions, printed


@pytest.fixture(scope="module")
def path(inputs, tmp_path_factory):
    """Return the file of the record."""
    path = tmp_path_factory.mktemp("exact") / "exact.json"
    write_json(path, exact_record(*inputs))
    return path


def test_every_claim_that_is_judged_by_it_alone_comes_out_as_expected(path, root):
    content = load(root / "reference" / "claims.yaml")
    about = [
        claim for claim in content["claims"] if evidence_of(claim, content["conditions"]) == {EXACT}
    ]
    assert len(about) > 30
    record = certificate(content | {"claims": about}, Results({EXACT: path}), {})
    wrong = {e["id"]: e["ours"] for e in record["claims"] if e["status"] != e["expected"]}
    assert wrong == {}


def test_the_numbers_are_those_of_the_reference_run(path, root):
    reference = read_json(root / "reference" / "results" / "exact.json")
    (group,) = reference["groups"]
    content = read_json(path)
    for key, expected in group["numbers"].items():
        found = content
        for part in key.split("/"):
            found = found[part]
        assert found == pytest.approx(expected, rel=group["tolerance"]["relative"]), key


def test_the_same_inputs_give_the_same_bytes(path, inputs, tmp_path):
    write_json(tmp_path / "again.json", exact_record(*inputs))
    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot be read as positions"),
        ("1 2 x", "cannot be read as positions"),
        ("1 2\n3 4", "found 2 numbers to a line; allowed: 3"),
    ],
)
def test_positions_that_are_none_are_refused(tmp_path, inputs, text, message):
    path = tmp_path / "positions.txt"
    if text is not None:
        path.write_text(text)
    with pytest.raises(PairwrightError, match=message):
        nist_record(path, inputs[1])
