"""Draw how the final errors are distributed over the random starts."""

import pandas as pd

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.regression import starts_figure
from pairwright.figures.regression_sentences import starts_sentence
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw the final errors of each method over the random starts.",
    inputs={"starts": "CSV of regression_starts", "summary": "its JSON"},
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    starts, found = pd.read_csv(args.starts), read_json(args.summary)
    draw(args, lambda: starts_figure(starts, found["goal"], args.options), starts_sentence(found))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
