"""Draw the energies of the database's configurations, crystal by crystal."""

from pairwright.adapter import Interface
from pairwright.figures.database import energy_histogram, energy_histogram_sentence
from pairwright.figures.style import save_figure, styled
from pairwright.figures.tables import read_table
from pairwright.store import read_json, write_text

INTERFACE = Interface(
    description="Draw the histogram of energies of each crystal.",
    inputs={
        "configurations": "CSV of extract_database",
        "equations": "JSON of equation_of_state: the reference energy",
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
    configurations = read_table(args.configurations)
    reference = read_json(args.equations)["reference_energy"]
    with styled(args.options):
        figure = energy_histogram(configurations, reference, args.options)
        save_figure(figure, args.pdf, args.svg, args.png)
    write_text(args.sentence, energy_histogram_sentence(configurations, reference) + "\n")


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
