"""Run liquid argon with forces by autodiff, by hand and compiled."""

import logging

from pairwright.adapter import Interface
from pairwright.store import write_csv, write_json
from pairwright.timing.production import COLUMNS, production

INTERFACE = Interface(
    description="Compare energy conservation of autodiff and analytic forces.",
    inputs={"agreement": "CSV of timing_gate"},
    outputs={
        "production": "JSON: drift and fluctuation of the energy, and how long tracks agree",
        "trajectories": "CSV: energies and distances between the tracks",
    },
    params={"seed": "seed", "length": "timing.trajectory_ps"},
)


def main(args):
    report = logging.getLogger("pairwright").info
    rows, record = production(args.seed, args.length, report)
    write_csv(args.trajectories, COLUMNS, rows)
    write_json(args.production, record)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
