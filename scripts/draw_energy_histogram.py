"""Draw the energies of the database's configurations, crystal by crystal."""

from pairwright.adapter import Interface
from pairwright.figures.database import energy_histogram, energy_histogram_sentence
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.tables import read_table
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw the histogram of energies of each crystal.",
    inputs={
        "configurations": "CSV of extract_database",
        "equations": "JSON of equation_of_state: the reference energy",
    },
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    configurations = read_table(args.configurations)
    reference = read_json(args.equations)["reference_energy"]
    sentence = energy_histogram_sentence(configurations, reference)
    draw(args, lambda: energy_histogram(configurations, reference, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
