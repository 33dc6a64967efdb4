"""Train an ensemble without the rows of one fold, and predict them."""

from pathlib import Path

from pairwright.adapter import Interface
from pairwright.network.held_out import HeldOut, folds_of, held_out
from pairwright.network.study import INPUTS, PARAMETERS, Study

INTERFACE = Interface(
    description="Train an ensemble without the rows of one fold, and predict them.",
    inputs=INPUTS,
    outputs={"predictions": "NPZ: what the ensemble says of the rows of the fold"},
    params={**PARAMETERS, "fold": ""},
)


def main(args):
    study = Study.load(args)
    name = f"fold-{args.fold}"
    test = folds_of(study)[name]
    spread = held_out(study, name, test, Path(args.predictions).with_name("checkpoints"))
    HeldOut.gathered(study.dataset, [(test, spread)]).save(args.predictions)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
