"""Gather the measurements of all families of systems into one table."""

from pairwright.adapter import Interface
from pairwright.store import read_json, write_csv
from pairwright.timing.table import COLUMNS, rows

INTERFACE = Interface(
    description="Gather the measurements of all systems.",
    inputs={"systems": "JSON of timing_measure, one for each family"},
    outputs={"measurements": "CSV"},
    lists=frozenset({"systems"}),
)


def main(args):
    records = [record for path in args.systems for record in read_json(path)["rows"]]
    write_csv(args.measurements, COLUMNS, rows(records))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
