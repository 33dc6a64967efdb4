"""Ctrl-C ends a program with one line, whenever it comes."""

import subprocess
import sys

from pairwright.interruption import DEAF_AT_FIRST, MESSAGE

START = "import os, signal, sys, time\nfrom pairwright import interruption\n"
HEARING = "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
"""Whoever runs the tests may ignore Ctrl-C, which programs inherit."""
PRESS = "os.kill(os.getpid(), signal.SIGINT)\ntime.sleep(5)\n"
LINE = f"error: {MESSAGE}\n"


def ended(program: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program in a process group of its own."""
    command = ["bash", "-c", before + 'exec "$0" -c "$1"', sys.executable, START + program]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, start_new_session=True
    )


def test_an_interruption_is_one_line():
    done = ended(HEARING + "interruption.tell_interruptions()\n" + PRESS)
    assert done.stderr == LINE
    assert done.returncode != 0


def test_an_error_of_another_kind_is_told_as_ever():
    done = ended("interruption.tell_interruptions()\nraise ValueError('why')")
    assert done.stderr.startswith("Traceback")
    assert done.stderr.endswith("ValueError: why\n")


def test_a_job_does_not_hear_an_interruption_before_it_listens():
    early = "os.kill(os.getpid(), signal.SIGINT)\nprint('started', flush=True)\n"
    done = ended(early + "interruption.listen()\n" + PRESS, before=DEAF_AT_FIRST)
    assert (done.stdout, done.stderr) == ("started\n", LINE)


def test_a_second_interruption_ends_what_waits_after_the_first():
    waiting = f"try:\n    {PRESS.splitlines()[0]}\n    time.sleep(5)\nexcept KeyboardInterrupt:\n"
    waiting += "    print('waiting', flush=True)\n"
    done = ended("interruption.end_at_second_interruption()\n" + waiting + PRESS)
    assert (done.stdout, done.stderr, done.returncode) == ("waiting\n", LINE, 130)


def test_what_an_interruption_hit_is_not_told_by_a_traceback():
    program = (
        "import logging\nlog = logging.getLogger('snakemake.logging')\n"
        "interruption.end_at_second_interruption()\n"
        f"try:\n    {PRESS.splitlines()[0]}\n    time.sleep(5)\nexcept KeyboardInterrupt:\n"
        "    log.error('RuntimeError\\nTraceback (most recent call last): ...')\n"
        "    logging.getLogger('asyncio').error('never retrieved', exc_info=KeyboardInterrupt())\n"
        "    log.error('a job failed')\n"
    )
    assert ended(program).stderr == "a job failed\n"


def test_being_ended_while_the_handlers_lock_is_held_does_not_hang():
    program = (
        "import threading\nlock = threading.Lock()\n"
        "def handler(number, frame):\n    with lock:\n        print('graceful', flush=True)\n"
        "signal.signal(signal.SIGTERM, handler)\ninterruption.end_gracefully()\n"
        "with lock:\n    os.kill(os.getpid(), signal.SIGTERM)\n    print('held', flush=True)\n"
        "time.sleep(0.5)\n"
    )
    done = ended(program)
    assert (done.stdout, done.stderr, done.returncode) == ("held\ngraceful\n", "", 0)
