"""Draw the time of a call against the number of atoms."""

from pairwright.adapter import Interface
from pairwright.figures.style import save_figure, styled
from pairwright.figures.timing import scaling_figure
from pairwright.figures.timing_sentences import scaling_sentence
from pairwright.store import read_json, write_text
from pairwright.timing.table import read

INTERFACE = Interface(
    description="Draw the time of a call against the number of atoms.",
    inputs={"measurements": "CSV of the timing study", "answers": "its JSON"},
    outputs={
        "pdf": "figure",
        "svg": "the same",
        "png": "the same",
        "sentence": "what it shows, as reStructuredText",
    },
    params={"options": "figures"},
)


def main(args):
    answers = read_json(args.answers)
    with styled(args.options):
        figure = scaling_figure(read(args.measurements), answers["exponents"], args.options)
        save_figure(figure, args.pdf, args.svg, args.png)
    write_text(args.sentence, scaling_sentence(answers) + "\n")


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
