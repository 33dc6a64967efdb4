"""Two runs are the same when their results are, apart from measured times."""

import json
import shutil

import pytest
from run_folder import FIT, TIMES, make_run, write_provenance

from pairwright.errors import PairwrightError
from pairwright.reproduce.__main__ import main
from pairwright.reproduce.two_runs import compare


@pytest.fixture
def first(tmp_path):
    places = make_run(tmp_path / "one")
    write_provenance(places)
    return places.directory / "results/provenance.json"


def other_run(first, tmp_path, path, change):
    """Return the provenance of a run whose entry of one result is another."""
    content = json.loads(first.read_text())
    for part in ("reproducible", "occasion"):
        if path in content[part]["results"]:
            change(content[part]["results"], path)
    second = tmp_path / "another.json"
    second.write_text(json.dumps(content))
    return second


def another_checksum(entries, path):
    entries[path]["sha256"] = "f" * 64


def test_a_run_is_the_same_as_its_copy(first, tmp_path, capsys):
    second = shutil.copy(first, tmp_path / "copy.json")
    assert main(["compare", str(first), str(second)]) == 0
    printed = capsys.readouterr().out.splitlines()
    same = json.loads(first.read_text())["reproducible"]["results"]
    assert printed[:-1] == [f"{entry['sha256']}  {path}" for path, entry in sorted(same.items())]
    assert printed[-1].startswith(f"{len(same)} results are the same, 0 differ")


def test_a_result_with_other_bytes_is_named(first, tmp_path, capsys):
    second = other_run(first, tmp_path, FIT, another_checksum)
    assert main(["compare", str(first), str(second)]) == 1
    assert f"differs: {FIT}" in capsys.readouterr().out


def test_a_result_that_one_run_lacks_is_named(first, tmp_path):
    second = other_run(first, tmp_path, FIT, dict.pop)
    assert compare(first, second).missing == [FIT]


def test_measured_times_may_differ(first, tmp_path):
    second = other_run(first, tmp_path, TIMES, another_checksum)
    found = compare(first, second)
    assert found.good
    assert TIMES in found.measured


def test_another_file_is_refused(tmp_path):
    (tmp_path / "fit.json").write_text("[1]")
    with pytest.raises(PairwrightError, match=r"give results/provenance\.json of a run"):
        compare(tmp_path / "fit.json", tmp_path / "fit.json")
