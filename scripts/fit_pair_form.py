"""Least-squares fit of a pair potential to energies, forces and stress."""

from pairwright.adapter import Interface
from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable
from pairwright.fit.errors_table import PREDICTION_COLUMNS
from pairwright.fit.least_squares import least_squares_fit
from pairwright.fit.options import PARAMETERS
from pairwright.store import read_json, write_csv, write_json

INTERFACE = Interface(
    description="Fit a pair potential to energies, forces and stress by least squares.",
    inputs={
        "dataset": "NPZ of extract_database",
        "summary": "its summary.json",
        "pairs": "NPZ of pair_table",
    },
    outputs={"fit": "fit.json", "predictions": "CSV, one line a row"},
    params={
        **PARAMETERS,
        "test_fraction": "fit.test_fraction",
        "form": "",
    },
)


def main(args):
    dataset, pairs = Dataset.load(args.dataset), PairTable.load(args.pairs)
    record, predictions = least_squares_fit(
        args.form, dataset, pairs, read_json(args.summary), vars(args)
    )
    write_csv(args.predictions, PREDICTION_COLUMNS, predictions)
    write_json(args.fit, record)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
