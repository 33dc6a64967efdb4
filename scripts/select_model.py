"""Compare all forms and the neural potential, and say which to take."""

from pairwright.adapter import Interface
from pairwright.data.dataset import Dataset
from pairwright.judging.neural import neural_judgement
from pairwright.judging.selection import SELECTION_COLUMNS, ranking, selection_rows, shares
from pairwright.judging.verdict import verdict
from pairwright.store import read_json, write_csv, write_json

INTERFACE = Interface(
    description="Compare all models on rows that they have not seen.",
    inputs={
        "dataset": "NPZ of extract_database",
        "judgements": "judgement.json of each form",
        "folds": "held-out predictions of the neural potential",
        "left_out": "the same with crystals left out",
        "neural": "its potential.json",
    },
    outputs={"table": "CSV: errors of every model", "selection": "JSON: scores and verdict"},
    params={"forms": "fit.forms", "weights": "fit.weights"},
    lists=frozenset({"judgements", "folds"}),
    optional=frozenset({"left_out", "neural"}),
)


def main(args):
    judgements = dict(zip(args.forms, map(read_json, args.judgements), strict=True))
    neural = None
    if args.neural:
        dataset, potential = Dataset.load(args.dataset), read_json(args.neural)
        neural = neural_judgement(dataset, args.folds, args.left_out, potential)
    ranked = ranking(judgements, neural, args.weights)
    sentences = verdict(judgements, neural, ranked)
    record = ranked | {"shares": shares(judgements, neural), "verdict": sentences}
    write_csv(args.table, SELECTION_COLUMNS, selection_rows(judgements, neural))
    write_json(args.selection, record)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
