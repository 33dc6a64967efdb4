"""Verification says whether an archive is whole, and whether a clone is what it was made with."""

import json
import subprocess
import sys
import zipfile

import pytest
from run_folder import FIGURE, FIT, make_run, sha256, write, write_lock, write_provenance

from pairwright import store
from pairwright.errors import PairwrightError
from pairwright.reproduce.__main__ import main
from pairwright.reproduce.archive import PROVENANCE, write_archive
from pairwright.reproduce.crate import METADATA
from pairwright.reproduce.verify import verify


@pytest.fixture
def places(tmp_path):
    """Return a run whose database the project ships."""
    places = make_run(tmp_path)
    write(places.source / "data.db", "rows")
    write_provenance(places)
    write_archive(places.directory / "a.zip", [PROVENANCE], ["data.db"], places)
    return places


def check(places, path=None):
    return verify(path or places.directory / "a.zip", places.source)


def changed(places, change):
    """Write the archive again with other members, and return its path."""
    with zipfile.ZipFile(places.directory / "a.zip") as bundle:
        members = {name: bundle.read(name) for name in bundle.namelist()}
    change(members)
    path = places.directory / "changed.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        for name, data in members.items():
            bundle.writestr(name, data)
    return path


def with_graph(change):
    """Return a change of members that changes the entities of the description, by @id."""

    def apply(members):
        content = json.loads(members[METADATA])
        entities = {entity["@id"]: entity for entity in content["@graph"]}
        change(entities)
        members[METADATA] = json.dumps(content | {"@graph": list(entities.values())}).encode()

    return apply


def with_record(change):
    """Return a change of members that changes provenance.json, and the description with it."""

    def apply(members):
        content = json.loads(members[PROVENANCE])
        change(content)
        members[PROVENANCE] = json.dumps(content).encode()

    return apply


def test_an_archive_of_this_clone_is_good(places):
    verdict = check(places)
    assert verdict.good
    assert verdict.notes == ()
    first, second = verdict.lines()
    assert first == (
        f"{verdict.members} files, {verdict.size} bytes: every file is as it was written; "
        "lock, database and code are those of this clone"
    )
    assert second == f"SHA-256 of the archive: {store.sha256(places.directory / 'a.zip')}"


def test_an_edited_result_is_damage(places):
    verdict = check(places, changed(places, lambda members: members.update({FIT: b"other"})))
    assert verdict.damage == (
        f"{FIT}: has not the checksum or size that {METADATA} gives it",
        f"{FIT}: has not the checksum that {PROVENANCE} gives it",
    )


def test_a_result_that_was_taken_out_is_damage(places):
    verdict = check(places, changed(places, lambda members: members.pop(FIGURE)))
    assert verdict.damage == (f"{METADATA}: {FIGURE}: is described and not in the archive",)


def test_a_file_that_was_put_in_is_damage(places):
    verdict = check(places, changed(places, lambda members: members.update({"extra": b""})))
    assert verdict.damage == (f"{METADATA}: extra: is in the archive and not described",)


def test_an_edit_that_hides_itself_from_the_description_is_still_damage(places):
    def edit(members):
        members[FIT] = b"fat"
        with_graph(lambda graph: graph[FIT].update(sha256=sha256("fat")))(members)

    assert check(places, changed(places, edit)).damage == (
        f"{FIT}: has not the checksum that {PROVENANCE} gives it",
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda graph: graph.pop("#run"), "refers to #run, which is not described"),
        (lambda graph: graph["./"].pop("license"), "./: has no license"),
        (lambda graph: graph["./"].pop("conformsTo"), "does not conform to"),
        (lambda graph: graph["./"].pop("hasPart"), "is described and no part of ./"),
        (lambda graph: graph["./"].update(mentions=[]), "has no mentions"),
        (lambda graph: graph["Snakefile"].update({"@type": "File"}), "no ComputationalWorkflow"),
        (lambda graph: graph["#run"].update({"@type": "Action"}), "mentions no CreateAction"),
        (lambda graph: graph["#run"].pop("result"), "is no run of the workflow with results"),
        (lambda graph: graph[FIT].update(energy="1"), "energy is no term of RO-Crate"),
        (lambda graph: graph[FIT].update({"@type": "Fit"}), "has no @id, or no known @type"),
        (lambda graph: graph[FIT].update({"@type": 3}), "has no @id, or no known @type"),
        (lambda graph: graph.pop(METADATA), f"has no {METADATA} that is about ./"),
        (lambda graph: graph.update(twin=graph[FIT]), f"describes {FIT} twice"),
        (lambda graph: graph[FIT].update({"@id": 7}), "has no @id"),
        (lambda graph: graph.update(list=[1]), "is not a graph of entities"),
    ],
)
def test_a_description_that_is_not_as_it_should_be_is_damage(places, change, message):
    damage = check(places, changed(places, with_graph(change))).damage
    assert any(message in line for line in damage), damage


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "is not JSON-LD with a @graph"),
        ({"@graph": 1}, "is not JSON-LD with a @graph"),
        ({"@context": "https://example.org", "@graph": []}, "has another @context than"),
    ],
)
def test_what_is_no_description_at_all_is_damage(places, content, message):
    replaced = changed(places, lambda members: members.update({METADATA: json.dumps(content)}))
    assert message in check(places, replaced).damage[0]


def test_another_version_in_the_lock_of_the_clone_is_named(places):
    write_lock(places.source, ase="99.0")
    (line,) = check(places).differences
    assert line.startswith("requirements.lock: ase ")
    assert line.endswith(" -> 99.0")


def test_packages_that_came_and_went_are_named(places):
    lock = places.source / "requirements.lock"
    lock.write_text(lock.read_text().replace("numpy==", "rocrate=="))
    assert check(places).differences == ("requirements.lock: rocrate is new, numpy is gone",)


def test_a_lock_with_other_hashes_is_another(places):
    lock = places.source / "requirements.lock"
    lock.write_text(lock.read_text().replace("0000", "1111"))
    assert check(places).differences == ("requirements.lock: the versions are the same",)


def test_a_clone_without_a_lock_is_told_so(places):
    (places.source / "requirements.lock").unlink()
    assert check(places).differences == ("requirements.lock: this clone has none",)


def test_another_database_is_named(places):
    write(places.source / "data.db", "other rows")
    assert check(places).differences == ("data.db: this clone has another database",)


def test_a_database_of_the_users_own_is_a_note(places):
    (places.source / "data.db").unlink()
    verdict = check(places)
    assert verdict.good
    assert verdict.notes == ("data.db: comes with the archive; this clone has none of this name",)


def test_another_database_in_the_archive_is_named(places):
    def swap(members):
        members["data.db"] = b"more"
        update = {"sha256": sha256("more")}
        with_graph(lambda graph: graph["data.db"].update(update))(members)

    assert any(
        "is not the one that results/provenance.json names" in line
        for line in check(places, changed(places, swap)).differences
    )


def test_changed_code_is_named_with_the_commit_to_take(places):
    write(places.source / "src" / "pairwright" / "forms.py", "SIX = 7\n")
    (places.source / "scripts" / "draw_parity.py").unlink()
    assert check(places).differences == (
        "code: scripts/draw_parity.py, src/pairwright/forms.py; the commit is not known",
    )


def test_code_that_no_result_stands_on_may_change(places):
    write(places.source / "src" / "pairwright" / "other.py", "new\n")
    assert check(places).good


def test_other_choices_are_a_note(places):
    write(places.source / "config.yaml", "database:\n  path: data.db\nfit:\n  starts: 3\n")
    verdict = check(places)
    assert verdict.good
    assert verdict.notes == ("config.yaml: other choices than in this clone (fit.starts)",)


def test_names_in_the_record_do_not_lead_out_of_the_clone(places, tmp_path):
    secret = write(tmp_path / "secret", "rows")

    def point_out(content):
        content["reproducible"]["code"] = {"a": {"../secret": store.sha256(secret)}}

    path = changed(places, with_record(point_out))
    assert any(line.startswith("code: ../secret") for line in check(places, path).differences)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.pop("occasion"),
        lambda content: content["reproducible"].pop("database"),
        lambda content: content["reproducible"].update(code=[1]),
        lambda content: content["reproducible"].update(results=3),
    ],
)
def test_a_record_of_another_kind_is_refused_in_one_line(places, change):
    path = changed(places, with_record(change))
    with pytest.raises(PairwrightError, match="is not that of an archive of results") as caught:
        check(places, path)
    assert "\n" not in str(caught.value)


def test_an_archive_of_something_else_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as bundle:
        bundle.writestr("a", "1")
    with pytest.raises(PairwrightError, match="has no ro-crate-metadata"):
        verify(tmp_path / "a.zip", tmp_path)


def test_the_command_ends_with_status_0_1_and_2(places, capsys):
    archive, clone = str(places.directory / "a.zip"), f"--clone={places.source}"
    assert main(["verify", archive, clone]) == 0
    assert "every file is as it was written" in capsys.readouterr().out
    write(places.source / "data.db", "other rows")
    assert main(["verify", archive, clone]) == 1
    assert capsys.readouterr().out.startswith("differs: data.db")
    assert main(["verify", "none.zip", clone]) == 1
    assert capsys.readouterr().err == "error: none.zip: no such file\n"
    with pytest.raises(SystemExit, match="2"):
        main(["verify"])


def test_the_command_runs_as_a_module():
    command = [sys.executable, "-m", "pairwright.reproduce", "verify", "none.zip"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "error: none.zip: no such file\n")
