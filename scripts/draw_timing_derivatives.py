"""Draw what forces cost in units of the energy."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.timing import derivative_figure
from pairwright.figures.timing_sentences import derivative_sentence
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw what forces cost in units of the energy.",
    inputs={"answers": "JSON of the timing study"},
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    answers = read_json(args.answers)
    costs = answers["derivative_cost"]
    draw(args, lambda: derivative_figure(costs, args.options), derivative_sentence(answers))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
