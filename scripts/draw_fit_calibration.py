"""Draw held-out errors over error bars of every form."""

from pairwright.adapter import Interface
from pairwright.figures.calibration import calibration_figure, calibration_sentence
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw held-out errors over error bars of every form.",
    inputs={"judgements": "judgement.json of each form"},
    outputs=OUTPUTS,
    params={"forms": "fit.forms", "options": "figures"},
    lists=frozenset({"judgements"}),
)


def main(args):
    judgements = dict(zip(args.forms, map(read_json, args.judgements), strict=True))
    sentence = calibration_sentence(judgements)
    draw(args, lambda: calibration_figure(judgements, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
