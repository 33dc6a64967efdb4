"""Compute one structure of the database: GPAW plus D3, energy, forces and stress."""

from pathlib import Path

from pairwright.adapter import Interface
from pairwright.dft.calculate import calculate
from pairwright.dft.keeping import once
from pairwright.store import write_json

INTERFACE = Interface(
    description="Compute one structure of the DFT database.",
    outputs={"record": "JSON with the structure, its recipe and the results"},
    logs={"text": "GPAW's own text"},
    params={"recipe": ""},
)


def main(args):
    record = Path(args.record)
    kept = record.parents[1] / "finished" / record.name
    write_json(record, once(args.recipe, kept, lambda: calculate(args.recipe, args.text)))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
