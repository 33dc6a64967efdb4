"""Compare every implementation of Lennard-Jones before any is timed."""

import logging

from pairwright.adapter import Interface
from pairwright.store import write_csv
from pairwright.timing.gate import Agreement, agreements, refuse_disagreement

INTERFACE = Interface(
    description="Compare every implementation of Lennard-Jones with the plain loops.",
    outputs={"agreement": "CSV: relative deviation of each implementation on each system"},
)


def main(args):
    rows = list(agreements(report=logging.getLogger("pairwright").info))
    refuse_disagreement(rows)
    write_csv(args.agreement, Agreement._fields, rows)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
