"""Draw the time of a call against the number of atoms."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.timing import scaling_figure
from pairwright.figures.timing_sentences import scaling_sentence
from pairwright.store import read_json
from pairwright.timing.table import read

INTERFACE = Interface(
    description="Draw the time of a call against the number of atoms.",
    inputs={"measurements": "CSV of the timing study", "answers": "its JSON"},
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    measurements, answers = read(args.measurements), read_json(args.answers)
    exponents = answers["exponents"]
    sentence = scaling_sentence(answers)
    draw(args, lambda: scaling_figure(measurements, exponents, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
