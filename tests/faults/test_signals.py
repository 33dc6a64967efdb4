"""Ctrl-C, twice too, and SIGTERM end a run without a traceback; the next one goes on."""

import os
import shutil
import signal
import time

import pytest
from small_runs import completed, end_group, fresh, same_results, screen, started, wait_until

pytestmark = pytest.mark.slow

# What is sent, to whom, and after how many more jobs have ended; 0 while the jobs are being found.
INTERRUPTIONS = {
    "Ctrl-C at the start": ([signal.SIGINT], True, 0),
    "Ctrl-C": ([signal.SIGINT], True, 1),
    "Ctrl-C twice": ([signal.SIGINT, signal.SIGINT], True, 1),
    "Ctrl-C twice at the start": ([signal.SIGINT, signal.SIGINT], True, 0),
    "SIGTERM to all": ([signal.SIGTERM], True, 1),
    "SIGTERM to Snakemake": ([signal.SIGTERM], False, 1),
    "Ctrl-C later": ([signal.SIGINT], True, 2),
}


def interrupted(folder, signals, group, jobs) -> tuple[int, str]:
    """Start a run, send signals, and return its exit status and what it printed."""
    process = started(folder)
    try:
        awaited = "Finished jobid" if jobs else "Building DAG"
        wait_until(lambda: screen(folder).count(awaited) >= max(jobs, 1))
        time.sleep(1.0)  # until Python has started in the next jobs
        for number in signals:
            (os.killpg if group else os.kill)(process.pid, number)
            time.sleep(0.3)
        return process.wait(timeout=600), screen(folder)
    finally:
        end_group(process)


def test_interrupted_and_started_again(undisturbed, tmp_path, subtests):
    shutil.copy(undisturbed / "data.db", tmp_path)
    folder = fresh(tmp_path)
    for name, (signals, group, jobs) in INTERRUPTIONS.items():
        with subtests.test(name):
            status, printed = interrupted(folder, signals, group, jobs)
            assert status != 0, printed
            assert "Traceback" not in printed, printed
            said = ("run again", "Terminating processes", "Will exit after", "Shutting down")
            assert any(words in printed for words in said), printed
    completed(folder)
    same_results(folder, undisturbed)
