"""A run that is killed at random moments and started again ends with the same results."""

import os
import random
import shutil
import signal
import subprocess

import pytest
from runs import command, environment, prepare, result_hashes, run

KILLS = int(os.environ.get("PAIRWRIGHT_KILLS", "2"))


@pytest.mark.parametrize("attempt", range(KILLS))
def test_killed_and_started_again_the_results_are_the_same(finished, tmp_path, attempt):
    shutil.copy(finished / "data.db", tmp_path / "data.db")
    folder = prepare(tmp_path)
    generator = random.Random(attempt)
    with subprocess.Popen(
        command(folder, "all"),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(timeout=generator.uniform(1.0, 11.0))
        except subprocess.TimeoutExpired:
            if attempt % 2:
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
    result = run(folder, "all")
    assert result.returncode == 0, result.stdout + result.stderr
    assert result_hashes(folder) == result_hashes(finished)
