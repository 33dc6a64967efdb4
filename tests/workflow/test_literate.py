"""The literate documents in the workflow: what is made, and what is made again."""

import os

import pytest
from runs import ROOT, copy_project, planned_rules, prepare, run

DOCUMENT = "literate/doctests.org"
PAGE = "results/literate/doctests/doctests.html"
ALL = [
    PAGE,
    "results/literate/doctests/findings.tsv",
    "results/literate/doctests/doctest.tsv",
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Return a copy of the project in which one document has been woven, and the run's folder."""
    root = copy_project(tmp_path_factory.mktemp("project"), "literate")
    folder = prepare(root / "run")
    first = run(folder, *ALL, root=root)
    assert first.returncode == 0, first.stderr
    return root, folder


def planned_after(project, old, new, name=DOCUMENT):
    """Return the rules that would run after an edit, which is taken back."""
    root, folder = project
    path = root / name
    text, times = path.read_text(), path.stat()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    try:
        done = run(folder, *ALL, "--dry-run", root=root)
        assert done.returncode == 0, done.stdout + done.stderr
        return planned_rules(done.stdout)
    finally:
        path.write_text(text)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_editing_prose_reruns_the_weaving_only(project):
    edit = ("A function's documentation", "Some more text.\n\nA function's own documentation")
    assert planned_after(project, *edit) == {"literate_weave"}


def test_editing_a_stored_result_runs_no_example(project):
    planned = planned_after(project, ": True", ": False")
    assert {"literate_check", "literate_tangle", "literate_weave"} <= planned
    assert "literate_run" not in planned


def test_editing_code_runs_the_examples(project):
    planned = planned_after(project, "reciprocal(5) == 0.2", "reciprocal(4) == 0.25")
    assert {"literate_run", "literate_check", "literate_doctest", "literate_weave"} <= planned


def test_editing_the_style_of_pages_runs_no_example(project):
    planned = planned_after(
        project, "--paper: #fdfdfb", "--paper: #ffffff", "src/pairwright/literate/htmlstyle.py"
    )
    assert planned == {"literate_weave"}


def test_a_result_that_is_not_fresh_stops_the_run_with_its_place(project):
    root, folder = project
    path = root / DOCUMENT
    text = path.read_text()
    path.write_text(text.replace(": True", ": False"))
    done = run(folder, ALL[1], root=root)
    path.write_text(text)
    assert done.returncode == 1
    assert "line 51: reciprocal-of-five: edited by hand" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_document_is_checked_tested_and_woven(finished):
    for path in (ROOT / "literate").iterdir():
        folder = finished / "results/literate" / path.stem
        assert len((folder / "findings.tsv").read_text().splitlines()) == 1
        assert len((folder / "doctest.tsv").read_text().splitlines()) == 1
        assert (folder / f"{path.stem}.html").read_text().startswith("<!DOCTYPE html>")
        assert (folder / f"{path.stem}.pdf").read_bytes().startswith(b"%PDF")
        modules = list((folder / "modules").glob("*.py"))
        assert modules
        for module in modules:
            shipped = ROOT / "src/pairwright/autodiff" / module.name
            assert module.read_text() == shipped.read_text(), module.name
