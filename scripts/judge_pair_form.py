"""Judge the fit of a pair form: held-out errors, error bars, calibration, criteria."""

from pairwright.adapter import Interface
from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable
from pairwright.judging.judged import PARAMETERS
from pairwright.judging.record import judgement
from pairwright.store import read_json

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
    found.save(args.judgement, args.held_out, args.learning_curve, args.samples)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
