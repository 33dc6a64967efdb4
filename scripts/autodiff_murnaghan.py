"""Fit Murnaghan to each crystal, and compare its pressures with the DFT stress."""

from pairwright.adapter import Interface
from pairwright.autodiff.crystal_records import murnaghan_record
from pairwright.figures.tables import read_table
from pairwright.store import read_json, write_json

INTERFACE = Interface(
    description="Fit Murnaghan to each crystal, and compare its pressures with the DFT stress.",
    inputs={
        "points": "CSV of equation_of_state",
        "configurations": "CSV of extract_database",
        "equations": "JSON of equation_of_state",
    },
    outputs={"record": "JSON"},
)


def main(args):
    tables = read_table(args.points), read_table(args.configurations)
    write_json(args.record, murnaghan_record(*tables, read_json(args.equations)))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
