"""A run that is killed at random moments and started again ends with the same results."""

import os
import random
import shutil
import signal
import subprocess

from runs import command, environment, prepare, result_hashes, run

KILLS = int(os.environ.get("PAIRWRIGHT_KILLS", "2"))


def killed(folder, moment, group):
    """Start a run, and kill it after ``moment`` seconds: the whole process group, or its head."""
    with subprocess.Popen(
        command(folder, "all"),
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
    result = run(folder, "all")
    assert result.returncode == 0, result.stdout + result.stderr
    assert result_hashes(folder) == result_hashes(finished)
