"""Fit the equation of state of each crystal of the database."""

from pairwright.adapter import Interface
from pairwright.data.dataset import Dataset
from pairwright.fit.reference import reference_energy
from pairwright.properties.eos import ENERGY_VOLUME_COLUMNS, equations_of_state
from pairwright.store import write_csv, write_json

INTERFACE = Interface(
    description="Fit Birch-Murnaghan to the energy-volume points of each crystal.",
    inputs={"dataset": "NPZ of extract_database"},
    outputs={
        "equations": "JSON: V0, E0, B0, B0' and more of each crystal",
        "points": "CSV: the energy-volume points",
    },
    params={"reference": "reference_energy"},
)


def main(args):
    dataset = Dataset.load(args.dataset)
    reference = reference_energy(args.reference, dataset)
    # Mode none is no isolated atom: there is nothing that cohesion could be counted from.
    atom = None if args.reference["mode"] == "none" else reference
    structures, points = equations_of_state(dataset, atom)
    write_csv(args.points, ENERGY_VOLUME_COLUMNS, points)
    stated = {"mode": args.reference["mode"], "value_eV": reference}
    write_json(args.equations, {"reference_energy": stated, "structures": structures})


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
