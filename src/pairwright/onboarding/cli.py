"""The commands ``pairwright init`` and ``pairwright accept``."""

import argparse
import sys
from collections.abc import Sequence

from pairwright.errors import PairwrightError
from pairwright.onboarding.start import start
from pairwright.seals import accept


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, or 1 after one line on standard error for bad input."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "accept":
            accept(options.results)
            return 0
        made = start(options.source, options.folder, options.element, options.force)
    except PairwrightError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(made.text)
    print(f"Written: {made.configuration}, {made.page}", end="")
    print("" if str(made.database) == options.source else f", {made.database}")
    return 0


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
