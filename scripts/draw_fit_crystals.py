"""Draw the energy error of each crystal by every model."""

from pairwright.adapter import Interface
from pairwright.figures.crystal_errors import crystals_figure, crystals_sentence
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.tables import read_table
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw the energy error of each crystal by every model.",
    inputs={"table": "CSV of select_model", "selection": "its JSON"},
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    table, selection = read_table(args.table), read_json(args.selection)
    sentence = crystals_sentence(table, selection)
    draw(args, lambda: crystals_figure(table, selection, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
