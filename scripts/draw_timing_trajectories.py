"""Draw how energy is conserved, and how trajectories come apart."""

from pairwright.adapter import Interface
from pairwright.figures.style import save_figure, styled
from pairwright.figures.tables import read_table
from pairwright.figures.trajectories import trajectory_figure, trajectory_sentence
from pairwright.store import read_json, write_text

INTERFACE = Interface(
    description="Draw how energy is conserved, and how trajectories come apart.",
    inputs={"trajectories": "CSV of timing_production", "production": "its JSON"},
    outputs={
        "pdf": "figure",
        "svg": "the same",
        "png": "the same",
        "sentence": "what it shows, as reStructuredText",
    },
    params={"options": "figures"},
)


def main(args):
    production = read_json(args.production)
    with styled(args.options):
        table = read_table(args.trajectories)
        figure = trajectory_figure(table, production["natoms"], args.options)
        save_figure(figure, args.pdf, args.svg, args.png)
    write_text(args.sentence, trajectory_sentence(production) + "\n")


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
