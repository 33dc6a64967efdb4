"""provenance.json says what made each result, and keeps apart what differs between runs."""

import getpass
import json
import platform

import pytest
from run_folder import (
    ANSWERS,
    FIGURE,
    FIT,
    TARGETS,
    TIMES,
    make_run,
    settings,
    sha256,
    write,
    write_provenance,
)

from pairwright.errors import PairwrightError
from pairwright.reproduce.provenance import (
    MEASURING_RULES,
    Places,
    measured_paths,
    provenance,
    results,
    seeds,
)


@pytest.fixture
def places(tmp_path):
    return make_run(tmp_path)


@pytest.fixture
def content(places):
    return write_provenance(places)


def test_a_result_names_its_rule_its_inputs_and_its_checksum(content):
    entry = results(content)[FIT]
    assert entry["rule"] == "fit_pair_form"
    assert entry["inputs"] == {"data.db": sha256("rows")}
    assert entry["sha256"] == sha256("fit")
    assert entry["measured"] is False


def test_a_result_names_the_code_and_the_environment_that_made_it(content):
    entry = results(content)[FIT]
    assert content["reproducible"]["code"][entry["code"]] == {
        "src/pairwright/forms.py": sha256("SIX = 6\n"),
        "scripts/fit_pair_form.py": sha256('"""fit_pair_form"""\n'),
    }
    environment = content["reproducible"]["environments"][entry["environment"]]
    assert environment["packages"]["numpy"] == "2.5.5"
    assert environment["lock_sha256"] == content["reproducible"]["packages"]["lock_sha256"]


def test_all_results_of_the_run_are_there_and_none_of_an_earlier_one(content):
    assert set(results(content)) == {
        FIT,
        "results/fits/mie/predictions.csv",
        FIGURE,
        TIMES,
        ANSWERS,
        "results/pages/index.html",
    }


def test_an_input_without_a_recorded_checksum_has_that_of_the_file(content):
    assert results(content)["results/pages/index.html"]["inputs"] == {FIT: sha256("fit")}


def test_an_input_that_is_gone_has_no_checksum(places):
    (places.directory / FIT).unlink()
    content = provenance(["results/pages"], settings(), places.directory, places.source)
    assert results(content)["results/pages/index.html"]["inputs"] == {FIT: None}


def test_an_intermediate_result_that_was_not_kept_is_left_out(places):
    (places.directory / "results/fits/mie/predictions.csv").unlink()
    assert "results/fits/mie/predictions.csv" not in results(write_provenance(places))


def test_what_is_measured_and_what_comes_from_it_is_kept_apart(content):
    assert set(content["occasion"]["results"]) == {TIMES, ANSWERS}
    assert results(content)[TIMES]["measured"] is True
    assert results(content)[ANSWERS]["measured"] is False
    assert content["occasion"]["benchmarks"] == {
        "results/benchmarks/fit_pair_form.jsonl": {
            "rule": "fit_pair_form",
            "sha256": sha256("{}"),
        }
    }


def test_measured_results_are_found_through_any_number_of_steps():
    entries = {
        "a": {"measured": True, "inputs": {}},
        "b": {"measured": False, "inputs": {"a": ""}},
        "c": {"measured": False, "inputs": {"d": "", "b": ""}},
        "d": {"measured": False, "inputs": {"outside": ""}},
    }
    assert measured_paths(entries) == {"a", "b", "c"}


def test_another_run_differs_in_its_occasion_only(places, content):
    write(places.directory / TIMES, "other times")
    write(places.directory / ANSWERS, "other answers")
    write(places.directory / "results/benchmarks/fit_pair_form.jsonl", "{'s': 2}")
    again = write_provenance(places)
    assert again["reproducible"] == content["reproducible"]
    assert again["occasion"]["results"] != content["occasion"]["results"]
    assert again["occasion"]["benchmarks"] != content["occasion"]["benchmarks"]


def test_the_measuring_rules_are_rules(root):
    texts = [path.read_text(encoding="utf-8") for path in (root / "workflow").rglob("*.smk")]
    for rule in MEASURING_RULES:
        assert any(f"rule {rule}:" in text for text in texts), rule


def test_configuration_seeds_and_database_are_those_of_the_run(content):
    reproducible = content["reproducible"]
    assert reproducible["config"] == json.loads(json.dumps(settings()))
    assert reproducible["seeds"]["seed"] == settings()["seed"]
    assert reproducible["database"] == {"path": "data.db", "sha256": sha256("rows")}


def test_every_seed_is_found():
    assert seeds({"seed": 1, "dft": {"seed": 2, "deep": {"seed": 3}}, "a": [4]}) == {
        "seed": 1,
        "dft.seed": 2,
        "dft.deep.seed": 3,
    }


def test_versions_are_those_of_the_lock_and_of_this_python(content):
    reproducible = content["reproducible"]
    assert reproducible["python"] == platform.python_version()
    assert reproducible["packages"]["locked"]["ase"] == [
        reproducible["packages"]["installed"]["ase"]
    ]
    assert reproducible["packages"]["not_as_locked"] == {}


def test_a_package_that_is_not_as_locked_is_named(places):
    lock = places.source / "requirements.lock"
    lock.write_text(lock.read_text().replace("ase==", "ase==99."))
    installed = write_provenance(places)["reproducible"]["packages"]["not_as_locked"]
    assert list(installed) == ["ase"]


def test_the_time_of_the_run_is_that_of_its_jobs(content):
    assert content["occasion"]["jobs"] == {
        "first_started": "2023-11-14T22:13:20Z",
        "last_ended": "2023-11-14T22:14:20Z",
    }


def test_without_git_there_is_no_commit(content):
    assert content["occasion"]["git"] is None


def test_without_records_the_checksums_are_still_there(places):
    for path in (places.directory / ".snakemake" / "metadata").iterdir():
        path.unlink()
    content = write_provenance(places)
    assert results(content)[FIGURE] == {
        "sha256": sha256("figure"),
        "measured": False,
        "rule": None,
        "inputs": {},
        "code": None,
        "environment": None,
    }
    assert content["occasion"]["jobs"] == {"first_started": None, "last_ended": None}


def test_nothing_names_a_folder_a_person_or_a_host(places, tmp_path):
    database = write(tmp_path / "mine" / "secret-place" / "own.db", "rows")
    content = write_provenance(places, path=str(database))
    text = json.dumps(content)
    assert content["reproducible"]["database"]["path"] == "elsewhere/own.db"
    assert content["reproducible"]["config"]["database"]["path"] == "elsewhere/own.db"
    for private in (str(tmp_path), "secret-place", platform.node(), getpass.getuser()):
        assert f"{private}/" not in text
        assert f'"{private}"' not in text


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("results/a.csv", "results/a.csv"),
        ("../project/src/x.py", "src/x.py"),
        ("./results/../data.db", "data.db"),
        ("/nowhere/at/all.db", "elsewhere/all.db"),
        ("../neighbour/all.db", "elsewhere/all.db"),
    ],
)
def test_a_path_is_published_relative_to_the_run_or_the_project(places, path, name):
    assert places.name(path) == name


def test_a_run_inside_the_project_is_nearer_than_the_project(tmp_path):
    places = Places(tmp_path / "project" / "run", tmp_path / "project")
    assert places.name("data.db") == "data.db"
    assert places.name(tmp_path / "project" / "Snakefile") == "Snakefile"


def test_a_missing_target_lock_or_database_is_named(places):
    arguments = (settings(), places.directory, places.source)
    with pytest.raises(PairwrightError, match=r"results/none\.csv: cannot be read"):
        provenance([*TARGETS, "results/none.csv"], *arguments)
    with pytest.raises(PairwrightError, match=r"none\.db: cannot be read"):
        provenance(TARGETS, settings("none.db"), places.directory, places.source)
    (places.source / "requirements.lock").unlink()
    with pytest.raises(PairwrightError, match=r"requirements\.lock: cannot be read"):
        provenance(TARGETS, *arguments)
