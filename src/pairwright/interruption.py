"""An interruption by the user is told in one line, not by a traceback."""

import logging
import os
import signal
import sys
from threading import Thread
from types import FrameType, TracebackType
from typing import Any

MESSAGE = "interrupted: what is finished is kept; run again to go on"
DEAF_AT_FIRST = "trap '' INT; "
"""What a shell runs before a job: Python would tell an interruption while it starts by a traceback;
:func:`listen` ends that."""


def tell_interruptions() -> None:
    """Make interruptions (Ctrl-C) that nothing handles end this process without a traceback.

    The first one is told; further ones, while the process ends, are not.
    """
    told, untold = sys.excepthook, sys.unraisablehook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            print(f"error: {MESSAGE}", file=sys.stderr)
        else:
            told(kind, error, trace)

    def ending(unraisable: Any) -> None:
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            untold(unraisable)

    sys.excepthook, sys.unraisablehook = hook, ending


def end_at_second_interruption() -> None:
    """Make a second Ctrl-C end this process at once, with its jobs where it leads their group.

    Snakemake waits for its jobs after the first one, and would tell the second by a traceback. It
    and asyncio log tracebacks, too, of what the first one hit in the middle: these are left out.
    """
    seen: list[int] = []

    def handle(number: int, _frame: FrameType | None) -> None:
        if not seen:
            seen.append(number)
            for name in ("snakemake.logging", "asyncio"):
                logging.getLogger(name).addFilter(_tells_no_traceback)
            raise KeyboardInterrupt
        print(f"error: {MESSAGE}", file=sys.stderr, flush=True)
        if os.getpgrp() == os.getpid():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.killpg(0, signal.SIGTERM)
        os._exit(128 + number)

    signal.signal(signal.SIGINT, handle)


def _tells_no_traceback(record: logging.LogRecord) -> bool:
    return not record.exc_info and "Traceback (most recent call last)" not in record.getMessage()


def end_gracefully() -> None:
    """Let what handles SIGTERM do so in a thread of its own.

    Snakemake's handler waits for a lock, and would wait for ever where it interrupts the code that
    holds it.
    """
    handler = signal.getsignal(signal.SIGTERM)
    if not callable(handler):
        return

    def elsewhere(*given: Any) -> None:
        Thread(target=handler, args=given, daemon=True).start()

    signal.signal(signal.SIGTERM, elsewhere)


def listen() -> None:
    """Tell interruptions of a job that was started with :data:`DEAF_AT_FIRST`."""
    tell_interruptions()
    signal.signal(signal.SIGINT, signal.default_int_handler)
