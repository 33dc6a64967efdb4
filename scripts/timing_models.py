"""Time energy, forces and stress by each fitted potential."""

import logging

from pairwright.adapter import Interface
from pairwright.data.dataset import Dataset
from pairwright.loading import load_potential
from pairwright.store import read_json, write_json
from pairwright.timing.model_costs import crystal, model_costs

INTERFACE = Interface(
    description="Time each fitted potential on a crystal of the database.",
    inputs={
        "dataset": "NPZ of extract_database",
        "summary": "its summary.json",
        "fits": "fit.json of each form",
        "neural": "potential.json of the neural potential",
    },
    outputs={"costs": "JSON: µs per atom"},
    params={
        **{"seed": "seed", "seconds": "timing.seconds"},
        **{"forms": "fit.forms", "form_files": "fit.form_files"},
    },
    lists=frozenset({"fits"}),
    optional=frozenset({"neural"}),
)


def main(args):
    paths = dict(zip(args.forms, args.fits, strict=True))
    if args.neural:
        paths["neural"] = args.neural
    calculators = {name: load_potential(path, args.form_files) for name, path in paths.items()}
    atoms = crystal(Dataset.load(args.dataset), read_json(args.summary)["element"])
    report = logging.getLogger("pairwright").info
    write_json(args.costs, model_costs(calculators, atoms, args.seconds, args.seed, report))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
