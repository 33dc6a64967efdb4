"""Draw errors of the neural potential and its baseline against the number of training rows."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.learning import whole_curve
from pairwright.figures.network import learning_figure
from pairwright.figures.network_sentences import learning_sentence
from pairwright.figures.tables import read_table
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw the learning curve of the neural potential.",
    inputs={
        "curve": "CSV of network_learning_curve",
        "comparison": "CSV of network_comparison",
        "record": "its JSON",
    },
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    folds = read_json(args.record)["folds"]
    curve = whole_curve(read_table(args.curve), read_table(args.comparison), folds)
    draw(args, lambda: learning_figure(curve, args.options), learning_sentence(curve))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
