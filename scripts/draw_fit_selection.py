"""Draw the score and the held-out errors of every model."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.selection import selection_figure, selection_sentence
from pairwright.figures.tables import read_table
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw the score and the held-out errors of every model.",
    inputs={"table": "CSV of select_model", "selection": "its JSON"},
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    table, selection = read_table(args.table), read_json(args.selection)
    sentence = selection_sentence(table, selection)
    draw(args, lambda: selection_figure(table, selection, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
