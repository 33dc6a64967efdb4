"""The classic fit: Nelder-Mead on total energies with ASE's Lennard-Jones convention."""

from pairwright.adapter import Interface
from pairwright.data.dataset import Dataset
from pairwright.fit.classic import classic_fit
from pairwright.fit.errors_table import PREDICTION_COLUMNS
from pairwright.store import read_json, write_csv, write_json

INTERFACE = Interface(
    description="Fit Lennard-Jones to total energies by the simplex method.",
    inputs={"dataset": "NPZ of extract_database", "summary": "its summary.json"},
    outputs={"fit": "fit.json", "predictions": "CSV, one line a row"},
    params={"simplex": "fit.simplex", "reference": "reference_energy"},
)


def main(args):
    dataset, summary = Dataset.load(args.dataset), read_json(args.summary)
    record, predictions = classic_fit(dataset, summary, args.simplex, args.reference)
    write_csv(args.predictions, PREDICTION_COLUMNS, predictions)
    write_json(args.fit, record)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
