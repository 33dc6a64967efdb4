"""Bad input to the workflow: one clear line, exit status 1, no traceback, nothing lost.

Whoever notices it: the configuration, a script, or Snakemake. What else is refused, and in which
words, is proven where it is: in tests/test_config.py and the tests of each study.
"""

import subprocess
import time

import pytest
from runs import CONFIG, command, environment, prepare, result_hashes, run


def refused(folder, *arguments) -> str:
    """Return the error output of a run that must fail without a traceback."""
    result = run(folder, *(arguments or ("fit",)))
    assert result.returncode == 1
    assert "Traceback" not in result.stderr + result.stdout
    return result.stderr


def message_of(output: str) -> str:
    """Return the one line that begins with ``error:`` and stands behind Snakemake's report."""
    lines = {line for line in output.splitlines() if line.startswith("error: ")}
    assert len(lines) == 1
    return lines.pop()


def with_database(**changes) -> dict:
    return CONFIG | {"database": CONFIG["database"] | changes}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"path": "absent.db"}, "absent.db does not exist"),
        ({"sha256": "0" * 64}, "database.sha256"),
    ],
)
def test_a_database_that_does_not_fit_the_configuration(tmp_path, changes, words):
    folder = prepare(tmp_path, with_database(**changes))
    assert words in message_of(refused(folder))


def test_a_file_that_is_no_database(tmp_path):
    folder = prepare(tmp_path, with_database(path="other.db"))
    (folder / "other.db").write_bytes(b"no database" * 500)
    assert "not a readable ASE database" in message_of(refused(folder))


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (CONFIG | {"cutoff": {"radius_A": "far"}}, "cutoff.radius_A: found 'far'"),
        (CONFIG | {"fit": {"forms": ["lenard-jones"]}}, "did you mean 'lennard-jones'?"),
    ],
)
def test_a_configuration_that_is_wrong(tmp_path, config, words):
    assert words in refused(prepare(tmp_path, config))


def test_results_that_cannot_be_written(tmp_path):
    folder = prepare(tmp_path)
    (folder / "results").write_text("in the way")
    assert "not a folder that can be written" in refused(folder)


def test_two_runs_at_once(tmp_path):
    folder, target = prepare(tmp_path), "results/fits/mie/judgement.json"
    lock = folder / ".snakemake/pairwright.lock"
    with subprocess.Popen(
        command(folder, target), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as first:
        deadline = time.monotonic() + 60
        while not (lock.exists() and lock.read_text()) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert f"another run (process {first.pid}) is working here" in refused(folder, target)
        first.communicate(timeout=300)
        assert first.returncode == 0


def test_a_failure_loses_nothing_that_was_computed(tmp_path):
    folder, target = prepare(tmp_path), "results/fits/mie/fit.json"
    assert run(folder, target).returncode == 0
    before = result_hashes(folder)
    prepare(folder, CONFIG | {"reference_energy": {"mode": "value"}})
    assert "reference_energy.value_eV" in refused(folder, target)
    prepare(folder)
    assert "Nothing to be done" in run(folder, target).stderr
    assert result_hashes(folder) == before
