"""The numbers are the same for any number of cores and of threads in numerical libraries."""

import os
import shutil
import subprocess
import sys

import pytest
from runs import CONFIG, command, environment, result_hashes
from small_runs import SMALL, fresh, same_results

from pairwright.store import sha256

pytestmark = pytest.mark.slow

NETWORK = {"studies": ["fit", "network"], "network": CONFIG["network"] | {"folds": 2}}


def run_with(folder, cores: int, *targets: str) -> None:
    """Run with a number of cores; the last of two such options counts."""
    options = [*command(folder, *targets), f"--cores={cores}"]
    done = subprocess.run(
        options, env=environment(), capture_output=True, text=True, check=False, timeout=3000
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_one_two_and_four_cores(tmp_path):
    """With the network study, whose trainings share the cores that there are."""
    first = fresh(tmp_path / "1", NETWORK)
    run_with(first, 1, "fit", "network")
    for cores in (2, 4):
        folder = tmp_path / str(cores)
        folder.mkdir()
        shutil.copy(first / "data.db", folder)
        run_with(fresh(folder, NETWORK), cores, "fit", "network")
        times = {name: None for name in result_hashes(first) if name.endswith("timings.csv")}
        assert result_hashes(folder) | times == result_hashes(first) | times


@pytest.mark.parametrize("form", ["lennard-jones", "spline", "buckingham-axilrod-teller"])
def test_one_and_two_threads_of_numerical_libraries(undisturbed, tmp_path, root, form):
    """Without Snakemake, which gives a job's libraries as many threads as its rule has."""
    results = undisturbed / "results" / "database"
    sums = set()
    for threads in ("1", "2", "4"):
        fit, predictions = tmp_path / f"{threads}.json", tmp_path / f"{threads}.csv"
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
        done = subprocess.run(
            [
                sys.executable,
                root / "scripts" / "fit_pair_form.py",
                f"--config={undisturbed / 'settings.yaml'}",
                f"--form={form}",
                f"--dataset={results / 'dataset.npz'}",
                f"--summary={results / 'summary.json'}",
                f"--pairs={results / 'pairs.npz'}",
                f"--fit={fit}",
                f"--predictions={predictions}",
            ],
            env=os.environ | dict.fromkeys(names, threads),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        sums.add((sha256(fit), sha256(predictions)))
    assert len(sums) == 1


def test_the_same_run_twice(undisturbed, tmp_path):
    shutil.copy(undisturbed / "data.db", tmp_path)
    assert SMALL["studies"] == ["fit"]
    run_with(fresh(tmp_path), 4, "all")
    same_results(tmp_path, undisturbed)
