"""Draw energies predicted by networks that have not seen them against the database's."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.fits import parity
from pairwright.figures.network_sentences import network_parity_sentence
from pairwright.figures.tables import read_table
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw the parity of held-out predictions, and the histogram of their errors.",
    inputs={
        "predictions": "CSV of network_comparison",
        "potential": "JSON of network_potential: the reference energy",
    },
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    predictions = read_table(args.predictions)
    reference = read_json(args.potential)["reference_energy"]
    sentence = network_parity_sentence(predictions)
    draw(args, lambda: parity(predictions, reference, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
