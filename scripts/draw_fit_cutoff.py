"""Draw what Lennard-Jones becomes with every cutoff."""

from pairwright.adapter import Interface
from pairwright.figures.cutoffs import cutoff_figure
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.tables import read_table
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw what Lennard-Jones becomes with every cutoff scheme and radius.",
    inputs={"table": "CSV of cutoff_sensitivity", "record": "its JSON"},
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    table, record = read_table(args.table), read_json(args.record)
    draw(args, lambda: cutoff_figure(table, record, args.options), record["sentence"])


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
