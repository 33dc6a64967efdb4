"""Find every pair of atoms within the cutoff, images included."""

from pairwright.adapter import Interface
from pairwright.data.dataset import Dataset
from pairwright.data.pairs import write_pair_table

INTERFACE = Interface(
    description="Write the periodic pair table of a dataset.",
    inputs={"dataset": "NPZ of extract_database"},
    outputs={"pairs": "NPZ: counts, first, second, vectors (Å), cutoff_radius (Å)"},
    params={"radius": "cutoff.radius_A"},
)


def main(args):
    write_pair_table(Dataset.load(args.dataset), args.radius, args.pairs)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
