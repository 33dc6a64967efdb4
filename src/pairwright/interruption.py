"""An interruption by the user is told in one line, not by a traceback."""

import sys
from types import TracebackType

MESSAGE = "interrupted: what is finished is kept; run again to go on"


def tell_interruptions() -> None:
    """Make an interruption (Ctrl-C) that nothing handles end this process with one line."""
    previous = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            print(f"error: {MESSAGE}", file=sys.stderr)
        else:
            previous(kind, error, trace)

    sys.excepthook = hook
