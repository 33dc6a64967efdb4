"""Train the ensemble of the neural potential on all rows."""

from pathlib import Path

import numpy as np

from pairwright.adapter import Interface
from pairwright.network.potential import save_potential
from pairwright.network.potential_ensemble import train_ensemble
from pairwright.network.report import HISTORY_COLUMNS, history_rows, potential_record
from pairwright.network.study import INPUTS, PARAMETERS, Study
from pairwright.store import read_json, write_csv

INTERFACE = Interface(
    description="Train the ensemble of the neural potential on all rows.",
    inputs={**INPUTS, "comparison": "JSON of network_comparison: errors on held-out rows"},
    outputs={
        "potential": "JSON: what the potential is, and its errors",
        "numbers": "NPZ of the same name: its parameters",
        "history": "CSV: losses against iterations",
    },
    params=PARAMETERS,
)


def main(args):
    study = Study.load(args)
    everything = np.ones(len(study.dataset), dtype=bool)
    checkpoints = Path(args.potential).with_name("checkpoints")
    members = study.options["network"]["members"]
    ensemble = train_ensemble(study, everything, "potential", members, checkpoints)
    record = potential_record(study, ensemble, read_json(args.summary), read_json(args.comparison))
    write_csv(args.history, HISTORY_COLUMNS, history_rows(ensemble))
    save_potential(args.potential, ensemble.potential, record)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
