"""Draw how far every form is off in the properties of each crystal."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.properties import properties_figure, properties_sentence
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw how far every form is off in the properties of each crystal.",
    inputs={
        "properties": "properties.json of each form",
        "judgements": "judgement.json of each form",
    },
    outputs=OUTPUTS,
    params={"forms": "fit.forms", "options": "figures"},
    lists=frozenset({"properties", "judgements"}),
)


def main(args):
    properties = dict(zip(args.forms, map(read_json, args.properties), strict=True))
    judgements = dict(zip(args.forms, map(read_json, args.judgements), strict=True))
    sentence = properties_sentence(properties, judgements)
    draw(args, lambda: properties_figure(properties, judgements, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
