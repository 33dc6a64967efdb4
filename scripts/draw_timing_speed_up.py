"""Draw the speed-ups over ASE at 13 atoms, then and now."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.timing import speed_up_figure
from pairwright.figures.timing_sentences import speed_up_sentence
from pairwright.store import read_json
from pairwright.timing.table import read

INTERFACE = Interface(
    description="Draw the speed-ups over ASE at 13 atoms, then and now.",
    inputs={
        "measurements": "CSV of the timing study",
        "answers": "its JSON",
        "cache": "its JSON",
        "published": "JSON: the factors of 2017",
    },
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    measurements, published = read(args.measurements), read_json(args.published)
    sentence = speed_up_sentence(read_json(args.answers), published, read_json(args.cache))
    draw(args, lambda: speed_up_figure(measurements, published, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
