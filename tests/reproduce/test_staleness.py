"""A result is relied on only while its file, its inputs and its packages are those it had."""

import pytest
from run_folder import FIGURE, FIT, make_run, record, sha256, write, write_lock, write_provenance

from pairwright.errors import PairwrightError
from pairwright.reproduce.provenance import results
from pairwright.reproduce.staleness import require_current, stale_results


@pytest.fixture
def places(tmp_path):
    return make_run(tmp_path)


def stale(places, content=None):
    content = write_provenance(places) if content is None else content
    return stale_results(content, places.directory, places.source)


def test_a_finished_run_is_current(places):
    assert stale(places) == {}
    require_current(write_provenance(places), places.directory, places.source)


def test_a_missing_result_is_stale(places):
    content = write_provenance(places)
    (places.directory / FIGURE).unlink()
    assert stale(places, content) == {FIGURE: "is missing"}


def test_a_result_that_was_edited_is_stale(places):
    content = write_provenance(places)
    write(places.directory / FIGURE, "another figure")
    assert stale(places, content) == {FIGURE: "was changed after it was made"}


def test_a_figure_of_another_fit_is_stale_even_if_provenance_was_written_since(places):
    write(places.directory / FIT, "another fit")
    found = stale(places)
    assert found[FIGURE] == f"was made from another {FIT}"
    assert FIT not in found


def test_another_version_in_the_lock_makes_results_stale(places):
    content = write_provenance(places)
    write_lock(places.source, ase="99.0")
    found = stale(places, content)
    assert set(found) == set(results(content))
    assert "was made with other packages (ase " in found[FIT]
    assert "-> 99.0)" in found[FIT]


def test_provenance_that_is_written_anew_does_not_hide_the_old_packages(places):
    write_lock(places.source, ase="99.0")
    assert "was made with other packages" in stale(places)[FIT]


def test_only_results_of_the_old_packages_are_stale(places):
    environment = write_lock(places.source, ase="99.0")
    record(places.directory, [FIGURE], "draw_parity", {FIT: sha256("fit")}, environment)
    found = stale(places)
    assert FIT in found
    assert FIGURE not in found


def test_a_package_that_was_added_to_the_lock_makes_nothing_stale(places):
    content = write_provenance(places)
    lock = places.source / "requirements.lock"
    text = (places.source / "envs" / "analysis.yaml").read_text()
    before = sha256(lock.read_text())
    lock.write_text(f"{lock.read_text()}rocrate==0.16.0 \\\n    --hash=sha256:{'1' * 64}\n")
    write(
        places.source / "envs" / "analysis.yaml",
        text.replace(before, sha256(lock.read_text())) + "  - rocrate=0.16.0\n",
    )
    assert stale(places, content) == {}


def test_a_lock_without_its_environments_cannot_be_compared(places):
    content = write_provenance(places)
    lock = places.source / "requirements.lock"
    lock.write_text(lock.read_text() + "rocrate==0.16.0 \\\n")
    assert (
        "cannot be compared: envs/analysis.yaml is not of requirements.lock"
        in (stale(places, content)[FIT])
    )


def test_an_environment_that_is_gone_is_named(places):
    content = write_provenance(places)
    (places.source / "envs" / "analysis.yaml").unlink()
    (places.source / "requirements.lock").write_text("numpy==1 \\\n")
    assert stale(places, content)[FIT] == "was made with envs/analysis.yaml, which is no more"


def test_packages_that_are_not_as_locked_are_named(places):
    write_lock(places.source, ase="99.0")
    assert stale(places)["requirements.lock"].startswith("is not what is installed (ase 99.0 -> ")


def test_the_refusal_is_one_line_that_says_what_to_do(places):
    content = write_provenance(places)
    (places.directory / FIGURE).unlink()
    (places.directory / FIT).unlink()
    with pytest.raises(PairwrightError) as caught:
        require_current(content, places.directory, places.source)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"{FIGURE}: is missing (and 1 more); ")
    assert "snakemake --cores 4 --forceall" in message
