"""Draw what ensembles of networks say beyond the points."""

import pandas as pd

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.regression import ensemble_figure
from pairwright.figures.regression_sentences import ensemble_sentence
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw how ensembles extrapolate, and how sure they are.",
    inputs={"ensemble": "CSV of regression_ensemble", "summary": "its JSON"},
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    table, record = pd.read_csv(args.ensemble), read_json(args.summary)
    draw(args, lambda: ensemble_figure(table, args.options), ensemble_sentence(record))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
