"""Draw the score of every model against what a step with it costs."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.pareto import pareto_figure, pareto_sentence
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw the score of every model against the time of a step per atom.",
    inputs={"selection": "JSON of select_model", "costs": "JSON of timing_models"},
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    selection, costs = read_json(args.selection), read_json(args.costs)
    sentence = pareto_sentence(selection, costs)
    draw(args, lambda: pareto_figure(selection, costs, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
