"""Draw the errors of every form against the share of the training groups."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.form_learning import learning_figure, learning_sentence
from pairwright.figures.tables import read_table

INTERFACE = Interface(
    description="Draw the errors of every form against the share of the training groups.",
    inputs={"curves": "learning_curve.csv of each form"},
    outputs=OUTPUTS,
    params={"forms": "fit.forms", "options": "figures"},
    lists=frozenset({"curves"}),
)


def main(args):
    curves = dict(zip(args.forms, map(read_table, args.curves), strict=True))
    draw(args, lambda: learning_figure(curves, args.options), learning_sentence(curves))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
