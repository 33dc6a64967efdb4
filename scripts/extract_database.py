"""Read the selected rows of the database, set apart the unusable ones, and describe both."""

from pairwright.adapter import LOGGER, Interface
from pairwright.data.database import read_database
from pairwright.data.tables import CONFIGURATION_COLUMNS, configuration_rows, summary
from pairwright.store import sha256, write_csv, write_json

INTERFACE = Interface(
    description="Extract the usable rows of an ASE database.",
    inputs={"database": "ASE database"},
    optional=frozenset({"database"}),
    outputs={
        "configurations": "CSV, one line a usable row",
        "rejected": "CSV, one line a rejected row, with the reason",
        "summary": "JSON: counts, ranges, checksum",
        "dataset": "NPZ: positions, cells, energies, forces, stresses",
    },
    params={"options": "database"},
)


def main(args):
    options = args.options if args.database is None else {**args.options, "path": args.database}
    dataset, rejected = read_database(options)
    dataset.save(args.dataset)
    write_csv(args.configurations, CONFIGURATION_COLUMNS, configuration_rows(dataset))
    write_csv(args.rejected, ("id", "reason"), [(row.id, row.reason) for row in rejected])
    write_json(args.summary, summary(dataset, rejected, options, sha256(options["path"])))
    LOGGER.info("%d rows, %d rejected", len(dataset), len(rejected))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
