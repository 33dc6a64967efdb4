"""Draw energy against volume for each crystal: data, Birch-Murnaghan, potential."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.energy_volume import energy_volume, energy_volume_sentence
from pairwright.figures.tables import read_table
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw the energy-volume curves of a potential over the data.",
    inputs={
        "points": "CSV of equation_of_state",
        "equations": "its JSON",
        "curves": "CSV of energy_volume_curves",
        "potential": "its JSON",
    },
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    data, ours = read_json(args.equations)["structures"], read_json(args.potential)
    tables = (read_table(args.points), data, read_table(args.curves), ours["reference_energy"])
    sentence = energy_volume_sentence(data, ours["structures"])
    draw(args, lambda: energy_volume(*tables, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
