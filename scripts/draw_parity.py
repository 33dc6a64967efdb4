"""Draw a potential's energies against the database's, with the errors of each crystal."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.fits import parity, parity_sentence
from pairwright.figures.tables import read_table
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw the parity of a fit, and the histogram of its errors.",
    inputs={"predictions": "CSV of the fit", "fit": "fit.json: the reference energy"},
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    predictions = read_table(args.predictions)
    reference = read_json(args.fit)["reference_energy"]
    sentence = parity_sentence(predictions)
    draw(args, lambda: parity(predictions, reference, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
