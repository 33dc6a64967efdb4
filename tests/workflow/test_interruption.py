"""A run that is killed at random moments and started again ends with the same results.

Usually of the fits, networks and demonstrations, a figure and a page; with PAIRWRIGHT_KILLS=10 ten
runs of everything are killed.
"""

import os
import random
import shutil
import signal
import subprocess

from runs import command, environment, prepare, result_hashes, run

KILLS = 2  # many more: tests/faults/test_kills.py
TARGETS = (
    ["all"]
    if "PAIRWRIGHT_KILLS" in os.environ
    else [
        *("fit", "selection", "network", "autodiff"),
        *("results/figures/fit-pareto.svg", "results/literate/doctests/doctests.pdf"),
    ]
)


def killed(folder, moment, group):
    """Start a run, and kill it after ``moment`` seconds: the whole process group, or its head."""
    with subprocess.Popen(
        command(folder, *TARGETS),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            if group:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()


def test_killed_and_started_again_the_results_have_the_same_bytes(finished, tmp_path):
    shutil.copy(finished / "data.db", tmp_path / "data.db")
    folder = prepare(tmp_path)
    generator = random.Random(2017)
    for number in range(KILLS):
        killed(folder, generator.uniform(4.0, 20.0), group=number % 2 == 0)
    result = run(folder, *TARGETS)
    assert result.returncode == 0, result.stdout + result.stderr
    expected = result_hashes(finished)
    made = result_hashes(folder)
    assert len(made) > len(expected) / 3
    assert made == {name: expected[name] for name in made}
