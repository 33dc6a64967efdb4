"""Compute one structure of the database: GPAW plus D3, energy, forces and stress."""

from pairwright.adapter import Interface
from pairwright.dft.calculate import calculate
from pairwright.store import write_json

INTERFACE = Interface(
    description="Compute one structure of the DFT database.",
    outputs={"record": "JSON with the structure, its recipe and the results"},
    logs={"text": "GPAW's own text"},
    params={"recipe": ""},
)


def main(args):
    write_json(args.record, calculate(args.recipe, args.text))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
