"""The reference results are written anew from a run, and what moved is told."""

import shutil

import pytest
import small_run
import yaml

from pairwright import config as configuration
from pairwright.errors import PairwrightError
from pairwright.reproduce import __main__ as commands
from pairwright.reproduce.claims import SETTINGS
from pairwright.reproduce.comparison import references_of
from pairwright.reproduce.update import update
from pairwright.store import read_json


@pytest.fixture
def config(root):
    return configuration.load(root / "config.yaml")


@pytest.fixture
def reference(tmp_path):
    """Return a folder with claims and quantities."""
    folder = tmp_path / "reference"
    folder.mkdir()
    content = small_run.claims()
    content["conditions"]["shipped-database"] = content["conditions"]["shipped"]
    small_run.write_claims(folder / "claims.yaml", content)
    (folder / "quantities.yaml").write_text(yaml.safe_dump({"studies": small_run.STUDIES}))
    return folder


def contents(folder):
    return {path.name: path.read_bytes() for path in (folder / "results").iterdir()}


def test_the_first_update_writes_each_study_and_the_settings(tmp_path, reference, config):
    small_run.write_run(tmp_path / "results")
    said = update(tmp_path / "results", reference, config)
    assert said == [f"{reference / 'results'}: 6 numbers of 2 studies"]
    found, settings = references_of((reference / "results").iterdir())
    assert {study["study"] for study in found} == {"fits", "autodiff"}
    assert settings == {name: config[name] for name in SETTINGS}


def test_the_same_run_gives_the_same_bytes(tmp_path, reference, config):
    small_run.write_run(tmp_path / "results")
    update(tmp_path / "results", reference, config)
    before = contents(reference)
    assert len(update(tmp_path / "results", reference, config)) == 1
    assert contents(reference) == before


def test_what_moved_and_what_is_gone_is_told_and_written(tmp_path, reference, config):
    small_run.write_run(tmp_path / "results")
    update(tmp_path / "results", reference, config)
    changed = {
        "fits/simplex/fit.json": {"parameters": {"sigma": {"value": 3.5}}, "optimiser": {"n": 1}}
    }
    small_run.write_run(tmp_path / "results", changed)
    said = update(tmp_path / "results", reference, config)
    assert "moved: fits/simplex/fit.json parameters/sigma/value: 3.4 -> 3.5" in said
    assert "gone: fits/simplex/fit.json parameters/epsilon/value" in said
    numbers = read_json(reference / "results" / "fits.json")["groups"][0]["numbers"]
    assert numbers == {"parameters/sigma/value": 3.5, "optimiser/n": 1}


def test_a_study_that_counts_no_longer_leaves_no_file(tmp_path, reference, config):
    small_run.write_run(tmp_path / "results")
    update(tmp_path / "results", reference, config)
    (reference / "quantities.yaml").write_text(yaml.safe_dump({"studies": small_run.STUDIES[:1]}))
    update(tmp_path / "results", reference, config)
    assert set(contents(reference)) == {"fits.json", "settings.json"}


def test_results_of_another_database_are_refused_and_nothing_is_written(
    tmp_path, reference, config
):
    other = {"database/summary.json": {"database": {"sha256": small_run.ANOTHER}}}
    small_run.write_run(tmp_path / "results", other)
    with pytest.raises(PairwrightError, match="are of another database"):
        update(tmp_path / "results", reference, config)
    assert not (reference / "results").exists()


def test_an_incomplete_run_is_refused_and_the_last_reference_stays(tmp_path, reference, config):
    small_run.write_run(tmp_path / "results")
    update(tmp_path / "results", reference, config)
    before = contents(reference)
    (tmp_path / "results" / "autodiff" / "root.json").unlink()
    with pytest.raises(PairwrightError, match=r"root\.json: no such file; run the workflow first"):
        update(tmp_path / "results", reference, config)
    assert contents(reference) == before


def test_quantities_are_checked(tmp_path, reference, config):
    small_run.write_run(tmp_path / "results")
    wrong = {"studies": [small_run.STUDIES[0] | {"needs": "shipped"}]}
    (reference / "quantities.yaml").write_text(yaml.safe_dump(wrong))
    with pytest.raises(PairwrightError, match=r"quantities\.yaml: studies/0/needs: 'shipped'"):
        update(tmp_path / "results", reference, config)


def test_the_command_updates_and_ends_with_one_line_on_an_error(tmp_path, reference, root, capsys):
    small_run.write_run(tmp_path / "results")
    arguments = ["update", "--results", str(tmp_path / "results"), "--reference", str(reference)]
    arguments += ["--config", str(root / "config.yaml")]
    assert commands.main(arguments) == 0
    assert capsys.readouterr().out.endswith("6 numbers of 2 studies\n")
    shutil.rmtree(tmp_path / "results" / "fits")
    assert commands.main(arguments) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert said.count("\n") == 1
