"""Ask two ensembles of networks what lies beyond the points."""

from pairwright.adapter import Interface
from pairwright.network.ensemble import COLUMNS, ensembles
from pairwright.store import write_csv, write_json

INTERFACE = Interface(
    description="Extrapolate with ensembles of the regression study's networks.",
    outputs={"ensemble": "CSV, a row for each x", "summary": "JSON: members, errors, deviations"},
    params={"options": "regression", "seed": "seed"},
)


def main(args):
    rows, record = ensembles(args.options, args.seed)
    write_csv(args.ensemble, COLUMNS, rows)
    write_json(args.summary, record)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
