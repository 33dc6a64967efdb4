"""Draw the energy of two atoms by every form."""

from pairwright.adapter import Interface
from pairwright.figures.dimer import dimer_figure, dimer_sentence
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.tables import read_table
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw the energy of two atoms by every form, and where there are no data.",
    inputs={
        "properties": "properties.json of each form",
        "dimers": "dimer.csv of each form",
    },
    outputs=OUTPUTS,
    params={"forms": "fit.forms", "options": "figures"},
    lists=frozenset({"properties", "dimers"}),
)


def main(args):
    curves = dict(zip(args.forms, map(read_table, args.dimers), strict=True))
    properties = dict(zip(args.forms, map(read_json, args.properties), strict=True))
    sentence = dimer_sentence(curves, properties)
    draw(args, lambda: dimer_figure(curves, properties, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
