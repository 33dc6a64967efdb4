"""Draw what forces cost in units of the energy."""

from pairwright.adapter import Interface
from pairwright.figures.style import save_figure, styled
from pairwright.figures.timing import derivative_figure
from pairwright.figures.timing_sentences import derivative_sentence
from pairwright.store import read_json, write_text

INTERFACE = Interface(
    description="Draw what forces cost in units of the energy.",
    inputs={"answers": "JSON of the timing study"},
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
        figure = derivative_figure(answers["derivative_cost"], args.options)
        save_figure(figure, args.pdf, args.svg, args.png)
    write_text(args.sentence, derivative_sentence(answers) + "\n")


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
