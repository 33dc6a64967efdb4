"""Draw energy against volume by the neural potential, with how sure it is."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.network_sentences import ensemble_volume_sentence
from pairwright.figures.network_volume import ensemble_volume
from pairwright.figures.tables import read_table
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw the neural potential's energy-volume curves within and beyond the data.",
    inputs={
        "points": "CSV of equation_of_state",
        "curves": "CSV of network_energy_volume",
        "potential": "JSON of network_potential: the reference energy",
    },
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    points, curves = read_table(args.points), read_table(args.curves)
    reference = read_json(args.potential)["reference_energy"]
    sentence = ensemble_volume_sentence(points, curves)
    draw(args, lambda: ensemble_volume(points, curves, reference, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
