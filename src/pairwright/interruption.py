"""An interruption by the user is told in one line, not by a traceback."""

import signal
import sys
from types import TracebackType
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


def listen() -> None:
    """Tell interruptions of a job that was started with :data:`DEAF_AT_FIRST`."""
    tell_interruptions()
    signal.signal(signal.SIGINT, signal.default_int_handler)
