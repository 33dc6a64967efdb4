"""Draw the loss of each method against evaluations and against time."""

import pandas as pd

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.regression import loss_figure
from pairwright.figures.regression_sentences import loss_sentence
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw each method's loss against evaluations and against time.",
    inputs={"fits": "JSON of regression_fit, one a method", "timings": "CSV of the times"},
    outputs=OUTPUTS,
    params={"options": "figures"},
    lists=frozenset({"fits"}),
)


def main(args):
    fits = {record["method"]: record for record in map(read_json, args.fits)}
    timings = pd.read_csv(args.timings)
    draw(args, lambda: loss_figure(fits, timings, args.options), loss_sentence(fits, timings))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
