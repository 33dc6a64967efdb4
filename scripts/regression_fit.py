"""Fit the regression study's network by one method."""

from pairwright.adapter import Interface
from pairwright.network.fits import TIME_COLUMNS, fit_record
from pairwright.store import write_csv, write_json

INTERFACE = Interface(
    description="Fit the network of the regression study by one method.",
    outputs={"fit": "JSON", "times": "CSV of the loss against the measured time"},
    params={"method": "", "options": "regression", "seed": "seed"},
)


def main(args):
    record, times = fit_record(args.method, args.options, args.seed)
    write_csv(args.times, TIME_COLUMNS, times)
    write_json(args.fit, record)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
