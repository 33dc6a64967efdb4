"""Compute energy against volume by the neural potential, far beyond the data."""

from pairwright.adapter import Interface
from pairwright.data.dataset import Dataset
from pairwright.loading import load_potential
from pairwright.properties.ensemble_curves import ENSEMBLE_CURVE_COLUMNS, ensemble_curves
from pairwright.store import write_csv

INTERFACE = Interface(
    description="Compute the neural potential's energy-volume curves, and how sure it is.",
    inputs={
        "dataset": "NPZ of extract_database",
        "potential": "JSON of network_potential",
        "numbers": "its NPZ, beside it",
    },
    outputs={"curves": "CSV: energies, standard deviations, extrapolation grades"},
)


def main(args):
    calculator = load_potential(args.potential)
    rows = ensemble_curves(Dataset.load(args.dataset), calculator)
    write_csv(args.curves, ENSEMBLE_CURVE_COLUMNS, rows)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
