"""Repeat the cross-validation with shares of the training groups."""

from pathlib import Path

from pairwright.adapter import Interface
from pairwright.network.learning_curve import LEARNING_COLUMNS, learning_rows
from pairwright.network.study import INPUTS, PARAMETERS, Study
from pairwright.store import write_csv

INTERFACE = Interface(
    description="Repeat the cross-validation with shares of the training groups.",
    inputs=INPUTS,
    outputs={"curve": "CSV: errors against the number of training rows"},
    params=PARAMETERS,
)


def main(args):
    study = Study.load(args)
    rows = learning_rows(study, Path(args.curve).with_name("checkpoints"))
    write_csv(args.curve, LEARNING_COLUMNS, rows)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
