"""The workflow as a module of another one: other places for results, from any folder."""

import subprocess
import sys
from pathlib import Path

import pytest
from runs import CONFIG, ROOT, prepare, result_hashes, run

OUTER = """
from pathlib import Path

import yaml

SETTINGS = yaml.safe_load(Path("settings.yaml").read_text())


rule second_attempt:
    output:
        "memory.txt",
    retries: 1
    resources:
        mem_mb=100,
    shell:
        "if [ ! -e tried ]; then touch tried; exit 1; fi; echo {{resources.mem_mb}} > {{output}}"


module pairwright:
    snakefile:
        {snakefile!r}
    config:
        SETTINGS
    pathvars:
        results="argon/results",
        logs="argon/logs",
        benchmarks="argon/benchmarks",


use rule * from pairwright as argon_*


rule everything:
    default_target: True
    input:
        rules.second_attempt.output,
        rules.argon_database.input,
        "argon/results/fits/lennard-jones/fit.json",
        "argon/results/figures/energy-histogram.svg",
    output:
        "summary.txt",
    shell:
        "echo {{input}} > {{output}}"
"""
FIGURE = "results/figures/energy-histogram.svg"
TARGETS = ("database", "results/fits/lennard-jones/fit.json", FIGURE)


def outer(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the outer workflow, which is in one folder, in another."""
    snakefile = folder / "outer" / "Snakefile"
    snakefile.parent.mkdir(exist_ok=True)
    snakefile.write_text(OUTER.format(snakefile=str(ROOT / "Snakefile")))
    command = [Path(sys.executable).parent / "snakemake", "--cores=2", f"--snakefile={snakefile}"]
    return subprocess.run(
        [*command, f"--directory={folder / 'work'}", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The folder of a finished run of the outer workflow."""
    folder = tmp_path_factory.mktemp("module")
    prepare(folder / "work", CONFIG)
    done = outer(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_everything_is_where_the_outer_workflow_wants_it(place):
    work = place / "work"
    assert (work / "argon/results/fits/lennard-jones/fit.json").is_file()
    assert (work / "argon/logs/database/extract.log").is_file()
    assert (work / "argon/benchmarks/database/extract.jsonl").is_file()
    assert not (work / "results").exists()
    assert not (work / "logs").exists()


def test_the_results_are_those_of_the_workflow_alone(place, tmp_path):
    (tmp_path / "data.db").write_bytes((place / "work" / "data.db").read_bytes())
    alone = run(prepare(tmp_path), *TARGETS)
    assert alone.returncode == 0, alone.stdout + alone.stderr
    assert result_hashes(place / "work" / "argon") == result_hashes(tmp_path)


def test_a_second_run_has_nothing_to_do(place):
    assert "Nothing to be done" in outer(place).stderr


def test_all_of_it_can_be_planned(place):
    done = outer(place, "--dry-run", "argon_all")
    assert done.returncode == 0, done.stderr
    assert "argon_provenance" in done.stdout


@pytest.mark.slow
def test_all_of_it_runs_and_gives_the_same_bytes(finished, tmp_path):
    work = prepare(tmp_path / "work", CONFIG)
    (work / "data.db").write_bytes((finished / "data.db").read_bytes())
    done = outer(tmp_path, "argon_all")
    assert done.returncode == 0, done.stdout + done.stderr
    assert result_hashes(work / "argon") == result_hashes(finished)


def test_the_outer_workflows_own_rules_ask_for_no_more_in_a_second_attempt(place):
    assert (place / "work" / "tried").exists()
    assert (place / "work" / "memory.txt").read_text() == "100\n"


def test_a_bad_configuration_is_one_clear_line_there_too(tmp_path):
    prepare(tmp_path / "work", CONFIG | {"seed": -1})
    done = outer(tmp_path)
    assert done.returncode == 1
    assert "seed: found -1; allowed: a whole number >= 0" in done.stderr
    assert "Traceback" not in done.stderr
