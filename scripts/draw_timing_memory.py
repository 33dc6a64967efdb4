"""Draw the memory of a call against the number of atoms."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.timing import memory_figure
from pairwright.figures.timing_sentences import memory_sentence
from pairwright.timing.table import read

INTERFACE = Interface(
    description="Draw the memory of a call against the number of atoms.",
    inputs={"measurements": "CSV of the timing study"},
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    measurements = read(args.measurements)
    sentence = memory_sentence(measurements)
    draw(args, lambda: memory_figure(measurements, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
