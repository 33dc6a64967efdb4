"""Propagate the errors of each crystal's equation of state to a pressure."""

from pairwright.adapter import Interface
from pairwright.autodiff.crystal_records import sensitivities_record
from pairwright.figures.tables import read_table
from pairwright.store import write_json

INTERFACE = Interface(
    description="Propagate the errors of each crystal's equation of state to a pressure.",
    inputs={"points": "CSV of equation_of_state"},
    outputs={"record": "JSON"},
    params={"seed": "seed"},
)


def main(args):
    write_json(args.record, sensitivities_record(read_table(args.points), args.seed))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
