"""Draw the eigenvalues of every form's Fisher matrix."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.sloppiness import sloppiness_figure, sloppiness_sentence
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw the eigenvalues of every form's Fisher matrix.",
    inputs={"judgements": "judgement.json of each form"},
    outputs=OUTPUTS,
    params={"forms": "fit.forms", "options": "figures"},
    lists=frozenset({"judgements"}),
)


def main(args):
    judgements = dict(zip(args.forms, map(read_json, args.judgements), strict=True))
    sentence = sloppiness_sentence(judgements)
    draw(args, lambda: sloppiness_figure(judgements, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
