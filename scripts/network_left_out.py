"""Train ensembles without one crystal structure each, and predict it."""

from pathlib import Path

from pairwright.adapter import Interface
from pairwright.network.held_out import HeldOut, held_out, left_out_of
from pairwright.network.study import INPUTS, PARAMETERS, Study

INTERFACE = Interface(
    description="Train ensembles without one crystal structure each, and predict it.",
    inputs=INPUTS,
    outputs={"predictions": "NPZ: what the ensembles say of the structure they have not seen"},
    params=PARAMETERS,
)


def main(args):
    study = Study.load(args)
    folder = Path(args.predictions).with_name("checkpoints")
    parts = [
        (rows, held_out(study, f"left-out-{number}", rows, folder))
        for number, rows in enumerate(left_out_of(study.dataset).values())
    ]
    HeldOut.gathered(study.dataset, parts).save(args.predictions)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
