"""Compute what published numbers of clusters, crystals and networks are compared with."""

from pairwright.adapter import Interface
from pairwright.reproduce.exact import exact_record
from pairwright.store import read_json, write_json

INTERFACE = Interface(
    description="Compute what published numbers of clusters, crystals and networks compare with.",
    inputs={
        "cuboid": "NIST's configuration 4 in a cube",
        "triclinic": "NIST's configuration 3 in a triclinic cell",
        "networks": "JSON: the networks that the post on regression printed",
    },
    outputs={"exact": "JSON"},
)


def main(args):
    printed = read_json(args.networks)
    write_json(args.exact, exact_record(args.cuboid, args.triclinic, printed))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
