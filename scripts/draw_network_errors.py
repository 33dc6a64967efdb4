"""Draw the errors of every model on crystals that it has not seen in part, or at all."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.network import errors_figure
from pairwright.figures.network_sentences import errors_sentence
from pairwright.figures.tables import read_table
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw the held-out errors of the neural potential and of pair potentials.",
    inputs={"comparison": "CSV of network_comparison", "record": "its JSON"},
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    comparison = read_table(args.comparison)
    sentence = errors_sentence(comparison, read_json(args.record))
    draw(args, lambda: errors_figure(comparison, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
