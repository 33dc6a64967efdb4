"""An archive holds all of a run, described for machines, in bytes that depend on nothing else."""

import json
import stat
import zipfile

import pytest
import yaml
from run_folder import ANSWERS, FIGURE, FIT, TIMES, make_run, sha256, write, write_provenance

from pairwright import store
from pairwright.errors import PairwrightError
from pairwright.reproduce.archive import PROVENANCE, write_archive
from pairwright.reproduce.crate import METADATA, Member, Run, crate_metadata
from pairwright.reproduce.crate_check import crate_findings

PAPER = "results/paper/paper.pdf"


@pytest.fixture
def places(tmp_path):
    places = make_run(tmp_path)
    write(places.directory / PAPER, "paper")
    write_provenance(places)
    return places


def pack(places, name="archive.zip", extras=("data.db",), targets=(PAPER, PROVENANCE)):
    path = places.directory / name
    write_archive(path, targets, extras, places)
    return path


def content(path):
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def entities(path):
    graph = json.loads(content(path)[METADATA])["@graph"]
    return {entity["@id"]: entity for entity in graph}


def test_everything_of_the_run_is_in_it_and_nothing_else(places):
    assert set(content(pack(places))) == {
        "CITATION.cff",
        "LICENSE",
        "README.md",
        "Snakefile",
        "config.yaml",
        "data.db",
        "requirements.lock",
        "ro-crate-metadata.json",
        "sbom.cdx.json",
        "workflow/rules/fit.smk",
        FIGURE,
        FIT,
        TIMES,
        ANSWERS,
        PAPER,
        PROVENANCE,
        "results/benchmarks/fit_pair_form.jsonl",
        "results/fits/mie/predictions.csv",
        "results/pages/index.html",
    }


def test_files_are_packed_as_they_are(places):
    packed = content(pack(places))
    assert packed[FIT] == b"fit"
    assert packed["data.db"] == b"rows"
    assert packed["requirements.lock"] == (places.source / "requirements.lock").read_bytes()


def test_the_configuration_is_complete_and_can_be_run(places):
    config = yaml.safe_load(content(pack(places))["config.yaml"])
    assert config == store.read_json(places.directory / PROVENANCE)["reproducible"]["config"]


def test_a_second_archive_has_the_same_bytes(places):
    first = pack(places, "first.zip").read_bytes()
    (places.directory / FIT).touch()
    assert pack(places, "second.zip").read_bytes() == first


def test_members_are_sorted_with_dates_and_permissions_of_nothing(places):
    with zipfile.ZipFile(pack(places)) as bundle:
        members = bundle.infolist()
    assert [member.filename for member in members] == sorted(m.filename for m in members)
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
    assert {member.external_attr >> 16 for member in members} == {stat.S_IFREG | 0o644}


def test_the_checksum_that_is_returned_is_that_of_the_file(places):
    path = places.directory / "archive.zip"
    assert write_archive(path, [PROVENANCE], ["data.db"], places) == store.sha256(path)


def test_the_readme_names_the_command_that_verifies(places):
    text = content(pack(places))["README.md"].decode()
    assert "python -m pairwright.reproduce verify" in text
    assert "made by an unknown commit" in text


def test_a_database_of_the_users_own_comes_with_it_under_its_name_alone(places, tmp_path):
    own = write(tmp_path / "somewhere" / "own.db", "own rows")
    packed = content(pack(places, extras=[str(own)]))
    assert packed["elsewhere/own.db"] == b"own rows"
    assert str(tmp_path).encode() not in b"".join(packed.values())


def test_two_files_of_one_name_are_refused(places, tmp_path):
    twins = [str(write(tmp_path / place / "own.py", place)) for place in ("one", "two")]
    with pytest.raises(PairwrightError, match=r"elsewhere/own\.py: two files .*; rename one"):
        pack(places, extras=["data.db", *twins])


def test_a_result_that_changed_since_is_refused(places):
    write(places.directory / FIT, "edited")
    with pytest.raises(PairwrightError, match="changed since results/provenance"):
        pack(places)


@pytest.mark.parametrize("missing", [FIT, PAPER, "data.db"])
def test_a_missing_file_is_named(places, missing):
    (places.directory / missing).unlink()
    with pytest.raises(PairwrightError, match=rf"{missing}: cannot be read"):
        pack(places)
    assert not (places.directory / "archive.zip").exists()


def test_every_file_is_described_with_size_and_checksum(places):
    path = pack(places)
    described = entities(path)
    for name, data in content(path).items():
        if name != METADATA:
            assert described[name]["contentSize"] == str(len(data))
            assert described[name]["sha256"] == sha256(data.decode())
    assert described[FIT]["description"] == "made by rule fit_pair_form"
    assert described[FIGURE]["encodingFormat"] == "image/svg+xml"


def test_the_run_is_described_as_the_profile_has_it(places):
    described = entities(pack(places))
    root, run = described["./"], described["#run"]
    assert {"@id": "https://w3id.org/ro/wfrun/workflow/0.6"} in root["conformsTo"]
    assert root["mainEntity"] == {"@id": "Snakefile"}
    assert root["mentions"] == [{"@id": "#run"}]
    assert root["datePublished"] == run["endTime"]
    assert run["@type"] == "CreateAction"
    assert run["instrument"] == {"@id": "Snakefile"}
    assert run["startTime"] == "2023-11-14T22:13:20Z"
    assert [item["@id"] for item in run["object"]] == [
        "config.yaml",
        "requirements.lock",
        "data.db",
    ]
    assert {"@id": PAPER} in run["result"]


def test_a_description_says_the_commit_where_there_is_one():
    members = {"Snakefile": Member("the workflow", 1, "0"), "a.csv": Member("", 2, "1")}
    run = Run("Snakefile", (), ("a.csv",), None, "2026-01-01T00:00:00Z", "abc", False, "1", None)
    graph = crate_metadata(members, run)["@graph"]
    commit = next(entity for entity in graph if entity["@id"] == "#commit")
    assert (commit["value"], commit["description"]) == ("abc", "with changes to it")
    assert all("startTime" not in entity for entity in graph)


def test_names_that_are_no_addresses_are_described_too():
    names = ["Snakefile", "results/100 % of Å.csv", "results/a#b?c.csv"]
    members = {name: Member("", 1, "0") for name in names}
    run = Run("Snakefile", (), (names[1],), None, "2026-01-01T00:00:00Z", None, False, "1", None)
    assert crate_findings(crate_metadata(members, run), names) == []
