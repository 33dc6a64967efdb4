"""A finished run says of every result where it comes from, and packs itself for others."""

import json
import re

import pytest
from runs import run

from pairwright import store
from pairwright.reproduce.provenance import results
from pairwright.reproduce.staleness import stale_results
from pairwright.reproduce.verify import verify

# What is written about the results is none of them.
ABOUT = ("provenance.json", "archive/", "benchmarks/", "paper/")


@pytest.fixture(scope="module")
def provenance(finished):
    return store.read_json(finished / "results" / "provenance.json")


@pytest.fixture(scope="module")
def archive(finished):
    """Return the archive of a finished run."""
    done = run(finished, "archive")
    assert done.returncode == 0, done.stdout + done.stderr
    return finished / "results" / "archive" / "pairwright-results.zip"


def test_every_result_is_there_with_its_rule(finished, provenance):
    files = (path for path in (finished / "results").rglob("*") if path.is_file())
    names = {path.relative_to(finished).as_posix() for path in files}
    entries = results(provenance)
    about = tuple(f"results/{name}" for name in ABOUT)
    missing = {n for n in names - entries.keys() if not n.startswith(about) and "/." not in n}
    assert {
        name for name in missing if not name.startswith("results/network/checkpoints/")
    } == set()
    assert [name for name, entry in entries.items() if entry["rule"] is None] == []


def test_every_job_has_its_benchmark(provenance):
    rules = {entry["rule"] for entry in results(provenance).values()}
    assert {entry["rule"] for entry in provenance["occasion"]["benchmarks"].values()} == rules


def test_nothing_is_stale_and_no_folder_is_named(finished, provenance, root):
    assert stale_results(provenance, finished, root) == {}
    text = json.dumps(provenance)
    assert str(finished) not in text
    assert str(root) not in text
    assert "elsewhere/" not in text
    assert re.findall(r'"/[^"]*"', text) == []


def test_with_reference_timings_only_benchmarks_are_measured(provenance):
    measured = [name for name, entry in results(provenance).items() if entry["measured"]]
    assert all(name.startswith("results/benchmarks/") for name in measured)


def test_the_archive_is_whole_and_of_this_clone(archive, root):
    verdict = verify(archive, root)
    assert (verdict.damage, verdict.differences) == ((), ())
    assert verdict.members > 100


def test_packing_again_gives_the_same_bytes(finished, archive):
    before = store.sha256(archive)
    done = run(finished, "archive", "--forcerun=archive")
    assert done.returncode == 0, done.stdout + done.stderr
    assert store.sha256(archive) == before
