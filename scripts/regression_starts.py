"""Fit from many random starts, and name the minima that are found."""

from pairwright.adapter import Interface
from pairwright.network.starts import COLUMNS, TIME_COLUMNS, many_starts
from pairwright.store import write_csv, write_json

INTERFACE = Interface(
    description="Fit the network of the regression study from many random starts.",
    outputs={
        "starts": "CSV, a row for each method and start",
        "summary": "JSON: success rates, minima in canonical form",
        "times": "CSV of the measured times",
    },
    params={"options": "regression", "seed": "seed"},
)


def main(args):
    rows, times, found = many_starts(args.options, args.seed)
    write_csv(args.starts, COLUMNS, rows)
    write_csv(args.times, TIME_COLUMNS, times)
    write_json(args.summary, found)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
