"""The commands ``pairwright init`` and ``pairwright accept``."""

import argparse
import sys
from collections.abc import Sequence
from typing import TextIO

from pairwright.errors import PairwrightError

INTERRUPTED = 130
"""What shells say of a command that Ctrl-C ended."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    It is 0, or 1 after one line on standard error for bad input, or 130 after an interruption.
    """
    options = _parser().parse_args(arguments)
    try:
        _run(options)
    except PairwrightError as error:
        _say(f"error: {error}", sys.stderr)
        return 1
    except KeyboardInterrupt:
        _say("error: interrupted; run it again", sys.stderr)
        return INTERRUPTED
    return 0


def _run(options: argparse.Namespace) -> None:
    # Loading these takes seconds, in which a user may interrupt.
    from pairwright.onboarding.start import start
    from pairwright.seals import accept

    if options.command == "accept":
        accept(options.results)
        return
    made = start(options.source, options.folder, options.element, options.force)
    files = [made.configuration, made.page]
    files += [] if str(made.database) == options.source else [made.database]
    _say(f"{made.text}\nWritten: {', '.join(map(str, files))}", sys.stdout)


def _say(text: str, stream: TextIO) -> None:
    """Print a text on a stream of any encoding."""
    encoding = stream.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pairwright", description="From a database to fitted potentials."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    init = commands.add_parser(
        "init",
        help="look at your data, write a configuration and a data-quality page",
        description="Look at your data, write <name>.yaml and <name>-quality.md, and print the "
        "page. What is not an ASE database is made one, <name>.db.",
    )
    init.add_argument(
        "source", help="ASE database, extended XYZ, .traj, or a folder with outputs of programs"
    )
    init.add_argument("--folder", default=".", help="where files are written (default: here)")
    init.add_argument("--element", help="the element to fit, where there are several")
    init.add_argument("--force", action="store_true", help="write files that exist anew")
    keep = commands.add_parser(
        "accept",
        help="keep results that you changed by hand: what depends on them is made from them",
    )
    keep.add_argument("results", nargs="+", help="files in results/, as the run names them")
    return parser
