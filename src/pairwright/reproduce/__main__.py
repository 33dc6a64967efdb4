"""Commands about results: ``python -m pairwright.reproduce`` with verify, compare or update."""

import argparse
import sys
from pathlib import Path

from pairwright import config as configuration
from pairwright.errors import PairwrightError
from pairwright.reproduce.two_runs import Comparison, compare
from pairwright.reproduce.update import update
from pairwright.reproduce.verify import Verdict, verify

# Of an installation from a clone, which has the lock and the database beside the library.
CLONE = Path(__file__).resolve().parents[3]


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return 1 on an error, or if results are not what they should be."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "update":
            config = configuration.load(options.config)
            lines = update(Path(options.results), Path(options.reference), config)
            print(*lines, sep="\n")
            return 0
        verdict: Verdict | Comparison = (
            compare(options.first, options.second)
            if options.command == "compare"
            else verify(options.archive, options.clone)
        )
    except PairwrightError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(*verdict.lines(), sep="\n")
    return 0 if verdict.good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pairwright.reproduce", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("verify", help="check an archive, and this clone against it")
    check.add_argument("archive", help="archive of results, as `snakemake archive` writes it")
    check.add_argument("--clone", default=CLONE, help="root of the project (default: this one's)")
    two = commands.add_parser("compare", help="say which results of two runs have the same bytes")
    two.add_argument("first", help="results/provenance.json of a run")
    two.add_argument("second", help="that of another run")
    renew = commands.add_parser("update", help="write reference/results from a complete run")
    renew.add_argument("--results", default="results", help="folder of results (default: results)")
    renew.add_argument("--config", default="config.yaml", help="its configuration")
    renew.add_argument("--reference", default=CLONE / "reference", help="folder to write to")
    return parser


if __name__ == "__main__":
    sys.exit(main())
