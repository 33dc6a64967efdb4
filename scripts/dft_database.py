"""Gather finished calculations, and rows that need no recomputing, into one ASE database."""

from pairwright.adapter import LOGGER, Interface
from pairwright.dft.database import describe, write_database
from pairwright.dft.plan import recipes
from pairwright.store import write_json

INTERFACE = Interface(
    description="Gather DFT results into an ASE database with its provenance.",
    inputs={"records": "JSON files of finished calculations"},
    outputs={"database": "ASE database", "provenance": "JSON: versions, settings, checksum"},
    params={"dft": "dft"},
    lists=frozenset({"records"}),
)


def main(args):
    plan = recipes(args.dft)
    missing = write_database(args.database, plan, args.records, args.dft["reuse"])
    write_json(args.provenance, describe(args.database, args.dft, plan, missing))
    LOGGER.info("%d rows, %d missing", len(plan) - len(missing), len(missing))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
