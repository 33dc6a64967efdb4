"""Compute the equation of state that a fitted potential gives to each crystal."""

from pairwright.adapter import Interface
from pairwright.data.dataset import Dataset
from pairwright.potentials.library import own_forms
from pairwright.properties.curves import CURVE_COLUMNS, energy_volume_curves
from pairwright.store import read_json, write_csv, write_json

INTERFACE = Interface(
    description="Compute a potential's energy-volume curves and their minima.",
    inputs={"dataset": "NPZ of extract_database", "fit": "fit.json"},
    outputs={
        "equations": "JSON: V0, E0, B0, B0' and more of each crystal",
        "curves": "CSV: the energy-volume curves",
    },
    params={"form_files": "fit.form_files"},
)


def main(args):
    fit = read_json(args.fit)
    own = own_forms(args.form_files)
    structures, curves = energy_volume_curves(Dataset.load(args.dataset), fit, own)
    write_csv(args.curves, CURVE_COLUMNS, curves)
    write_json(
        args.equations, {"reference_energy": fit["reference_energy"], "structures": structures}
    )


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
