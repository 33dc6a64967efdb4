"""Draw a potential's energies against the database's, with the errors of each crystal."""

from pairwright.adapter import Interface
from pairwright.figures.fits import parity, parity_sentence
from pairwright.figures.style import save_figure, styled
from pairwright.figures.tables import read_table
from pairwright.store import read_json, write_text

INTERFACE = Interface(
    description="Draw the parity of a fit, and the histogram of its errors.",
    inputs={"predictions": "CSV of the fit", "fit": "fit.json: the reference energy"},
    outputs={
        "pdf": "figure",
        "svg": "the same",
        "png": "the same",
        "sentence": "what it shows, as reStructuredText",
    },
    params={"options": "figures"},
)


def main(args):
    predictions = read_table(args.predictions)
    with styled(args.options):
        figure = parity(predictions, read_json(args.fit)["reference_energy"], args.options)
        save_figure(figure, args.pdf, args.svg, args.png)
    write_text(args.sentence, parity_sentence(predictions) + "\n")


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
