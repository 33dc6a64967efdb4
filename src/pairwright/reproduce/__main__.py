"""Commands about the results of others: ``python -m pairwright.reproduce verify archive.zip``."""

import argparse
import sys
from pathlib import Path

from pairwright.errors import PairwrightError
from pairwright.reproduce.verify import verify

# Of an installation from a clone, which has the lock and the database beside the library.
CLONE = Path(__file__).resolve().parents[3]


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return 0 if the archive is whole and of this clone, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m pairwright.reproduce", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("verify", help="check an archive, and this clone against it")
    check.add_argument("archive", help="archive of results, as `snakemake archive` writes it")
    check.add_argument("--clone", default=CLONE, help="root of the project (default: this one's)")
    options = parser.parse_args(arguments)
    try:
        verdict = verify(options.archive, options.clone)
    except PairwrightError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(*verdict.lines(), sep="\n")
    return 0 if verdict.good else 1


if __name__ == "__main__":
    sys.exit(main())
