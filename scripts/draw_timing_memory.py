"""Draw the memory of a call against the number of atoms."""

from pairwright.adapter import Interface
from pairwright.figures.style import save_figure, styled
from pairwright.figures.timing import memory_figure
from pairwright.figures.timing_sentences import memory_sentence
from pairwright.store import write_text
from pairwright.timing.table import read

INTERFACE = Interface(
    description="Draw the memory of a call against the number of atoms.",
    inputs={"measurements": "CSV of the timing study"},
    outputs={
        "pdf": "figure",
        "svg": "the same",
        "png": "the same",
        "sentence": "what it shows, as reStructuredText",
    },
    params={"options": "figures"},
)


def main(args):
    measurements = read(args.measurements)
    with styled(args.options):
        figure = memory_figure(measurements, args.options)
        save_figure(figure, args.pdf, args.svg, args.png)
    write_text(args.sentence, memory_sentence(measurements) + "\n")


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
