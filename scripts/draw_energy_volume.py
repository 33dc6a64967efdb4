"""Draw energy against volume for each crystal: data, Birch-Murnaghan, potential."""

from pairwright.adapter import Interface
from pairwright.figures.energy_volume import energy_volume, energy_volume_sentence
from pairwright.figures.style import save_figure, styled
from pairwright.figures.tables import read_table
from pairwright.store import read_json, write_text

INTERFACE = Interface(
    description="Draw the energy-volume curves of a potential over the data.",
    inputs={
        "points": "CSV of equation_of_state",
        "equations": "its JSON",
        "curves": "CSV of energy_volume_curves",
        "potential": "its JSON",
    },
    outputs={
        "pdf": "figure",
        "svg": "the same",
        "png": "the same",
        "sentence": "what it shows, as reStructuredText",
    },
    params={"options": "figures"},
)


def main(args):
    data, ours = read_json(args.equations)["structures"], read_json(args.potential)
    points, curves = read_table(args.points), read_table(args.curves)
    with styled(args.options):
        figure = energy_volume(points, data, curves, ours["reference_energy"], args.options)
        save_figure(figure, args.pdf, args.svg, args.png)
    write_text(args.sentence, energy_volume_sentence(data, ours["structures"]) + "\n")


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
