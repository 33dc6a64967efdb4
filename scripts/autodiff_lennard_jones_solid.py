"""Compare derivatives of the solid's energy function with exact lattice sums."""

from pairwright.adapter import Interface
from pairwright.autodiff.records import lennard_jones_solid_record
from pairwright.store import write_json

INTERFACE = Interface(
    description="Compare derivatives of the solid's energy function with exact lattice sums.",
    outputs={"record": "JSON"},
)


def main(args):
    write_json(args.record, lennard_jones_solid_record())


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
