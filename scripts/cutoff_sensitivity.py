"""Fit Lennard-Jones with every cutoff scheme at several radii."""

from pairwright.adapter import Interface
from pairwright.data.dataset import Dataset
from pairwright.fit.options import PARAMETERS
from pairwright.judging.sensitivity import SENSITIVITY_COLUMNS, cutoff_sensitivity
from pairwright.store import write_csv, write_json

INTERFACE = Interface(
    description="Fit Lennard-Jones with every cutoff scheme at several radii.",
    inputs={"dataset": "NPZ of extract_database"},
    outputs={
        "table": "CSV: parameters and close-packed crystals of each fit",
        "sensitivity": "JSON: ranges, and the order of fcc and hcp, in words too",
    },
    params=PARAMETERS,
)


def main(args):
    record, rows = cutoff_sensitivity(Dataset.load(args.dataset), vars(args))
    write_csv(args.table, SENSITIVITY_COLUMNS, rows)
    write_json(args.sensitivity, record)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
