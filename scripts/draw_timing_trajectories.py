"""Draw how energy is conserved, and how trajectories come apart."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.tables import read_table
from pairwright.figures.trajectories import trajectory_figure, trajectory_sentence
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw how energy is conserved, and how trajectories come apart.",
    inputs={"trajectories": "CSV of timing_production", "production": "its JSON"},
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    table, production = read_table(args.trajectories), read_json(args.production)
    natoms = production["natoms"]
    sentence = trajectory_sentence(production)
    draw(args, lambda: trajectory_figure(table, natoms, args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
