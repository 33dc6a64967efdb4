"""Compute the symmetry functions of every atom, and their derivatives."""

from pairwright.adapter import Interface
from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable
from pairwright.network.descriptors import Descriptors
from pairwright.network.training_set import natural_length, write_descriptors

INTERFACE = Interface(
    description="Compute the symmetry functions of every atom, and their derivatives.",
    inputs={"dataset": "NPZ of extract_database", "pairs": "NPZ of pair_table"},
    outputs={"descriptors": "NPZ"},
    params={"options": "network.descriptors"},
)


def main(args):
    dataset = Dataset.load(args.dataset)
    length = args.options["length_A"] or natural_length(dataset, PairTable.load(args.pairs))
    descriptors = Descriptors.of(args.options, length)
    write_descriptors(dataset, descriptors, length, args.descriptors)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
