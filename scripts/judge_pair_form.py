"""Judge the fit of a pair form: held-out errors, error bars, calibration, criteria."""

from pairwright.adapter import Interface
from pairwright.data.database import Dataset
from pairwright.data.pairs import PairTable
from pairwright.judging.cross_validation import HELD_OUT_COLUMNS
from pairwright.judging.judged import PARAMETERS
from pairwright.judging.learning_curve import LEARNING_COLUMNS
from pairwright.judging.record import judgement
from pairwright.store import read_json, write_csv, write_json, write_npz

INTERFACE = Interface(
    description="Judge the fit of a pair form by held-out rows, resamples and an ensemble.",
    inputs={
        "dataset": "NPZ of extract_database",
        "summary": "its summary.json",
        "pairs": "NPZ of pair_table",
        "equations": "JSON of equation_of_state",
    },
    outputs={
        "judgement": "JSON: everything that is said of the form",
        "held_out": "CSV: each row as predicted by a fit that has not seen it",
        "learning_curve": "CSV: errors against the share of the training groups",
        "samples": "NPZ: parameters from resampled groups and from the ensemble",
    },
    params={**PARAMETERS, "form": ""},
)


def main(args):
    dataset, pairs = Dataset.load(args.dataset), PairTable.load(args.pairs)
    summary, equations = read_json(args.summary), read_json(args.equations)
    found = judgement(args.form, dataset, pairs, summary, equations, vars(args))
    write_csv(args.held_out, HELD_OUT_COLUMNS, found.held_out)
    write_csv(args.learning_curve, LEARNING_COLUMNS, found.learning)
    write_npz(args.samples, found.samples)
    write_json(args.judgement, found.record)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
