"""Gather the measured times of the regression study's fits."""

import pandas as pd

from pairwright.adapter import Interface
from pairwright.network.fits import TIME_COLUMNS
from pairwright.store import write_csv

INTERFACE = Interface(
    description="Gather the losses against time of all methods.",
    inputs={"times": "CSV of regression_fit, one a method"},
    outputs={"timings": "CSV"},
    lists=frozenset({"times"}),
)


def main(args):
    table = pd.concat([pd.read_csv(path) for path in args.times])
    write_csv(args.timings, TIME_COLUMNS, table.to_numpy().tolist())


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
