"""The scripts certify a run, from a shell as from the workflow."""

import json
import subprocess
import sys

import pytest
import small_run

from pairwright.reproduce.comparison import SETTINGS_FILE, reference_of

OUTPUTS = {"record": "r.json", "markdown": "r.md", "html": "r.html"}


@pytest.fixture
def run(root, tmp_path):
    """Return the function that runs a script on the small run."""
    content = small_run.claims()
    # The settings come from config.yaml.
    small_run.write_claims(tmp_path / "claims.yaml", content)
    small_run.write_run(tmp_path / "results")
    references = [reference_of(study, tmp_path / "results") for study in small_run.STUDIES]
    files = {f"{study['study']}.json": study for study in references} | {SETTINGS_FILE: {}}
    small_run.write_files(tmp_path / "reference", files)

    def run(name, **options):
        command = [
            sys.executable,
            root / "scripts" / f"{name}.py",
            "--config",
            root / "config.yaml",
        ]
        for key, value in options.items():
            command += [f"--{key}", *(value if isinstance(value, list) else [value])]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


def certify(run):
    evidence = [f"results/{name}" for name in small_run.NAMES]
    names = ("autodiff.json", "fits.json", SETTINGS_FILE)
    reference = [f"reference/{name}" for name in names]
    return run(
        "reproduction", claims="claims.yaml", reference=reference, evidence=evidence, **OUTPUTS
    )


def test_a_run_gets_its_certificate_and_holds(run, tmp_path):
    done = certify(run)
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "r.json").read_text())
    assert record["counts"]["claims"] == 4
    assert record["comparison"]["same"] == 6
    done = run("reproduction_holds", record="r.json", markdown="r.md", verdict="holds.txt")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "holds.txt").read_text().startswith("4 claims of the posts")


def test_the_same_run_gives_the_same_bytes(run, tmp_path):
    certify(run)
    before = [(tmp_path / name).read_bytes() for name in OUTPUTS.values()]
    certify(run)
    assert [(tmp_path / name).read_bytes() for name in OUTPUTS.values()] == before


def test_a_tampered_result_fails_in_one_line_and_leaves_the_certificate(run, tmp_path):
    small_run.write_files(tmp_path / "results", {"autodiff/root.json": {"root": [1.2, 0.83]}})
    assert certify(run).returncode == 0
    assert "No longer reproduced: autodiff.root." in (tmp_path / "r.md").read_text()
    done = run("reproduction_holds", record="r.json", markdown="r.md", verdict="holds.txt")
    assert done.returncode == 1
    assert done.stderr == ("error: 1 claim that did hold no longer does: autodiff.root; see r.md\n")
    assert not (tmp_path / "holds.txt").exists()


def test_a_result_file_that_has_gone_is_one_line(run, tmp_path):
    (tmp_path / "results" / "autodiff" / "root.json").unlink()
    done = certify(run)
    assert done.returncode == 1
    assert done.stderr == ("error: claim autodiff.root: results/autodiff/root.json: no such file\n")
