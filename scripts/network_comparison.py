"""Compare the neural potential with the pair potentials on rows that none of them has seen."""

from pairwright.adapter import Interface
from pairwright.network.calibration import CALIBRATION_COLUMNS, calibration_rows
from pairwright.network.comparison import COMPARISON_COLUMNS, compared
from pairwright.network.held_out import HELD_OUT_COLUMNS, HeldOut, held_out_rows
from pairwright.network.study import INPUTS, PARAMETERS, Study
from pairwright.store import write_csv, write_json

INTERFACE = Interface(
    description="Compare the neural potential with the pair potentials on held-out rows.",
    inputs={**INPUTS, "folds": "NPZ of each fold", "left_out": "NPZ of network_left_out"},
    outputs={
        "comparison": "CSV: errors of each model for each structure",
        "record": "JSON: the same in short, and what the spread of the ensemble is worth",
        "predictions": "CSV: each row as predicted by the ensemble that has not seen its group",
        "left_out_predictions": "CSV: ... that has not seen its structure",
        "calibration": "CSV: error against spread",
    },
    params={**PARAMETERS, "forms": "fit.forms"},
    lists=frozenset({"folds"}),
)


def main(args):
    study = Study.load(args)
    held = HeldOut.load(args.folds, study.dataset)
    left_out = HeldOut.load([args.left_out], study.dataset)
    table, record = compared(study, args.forms, held, left_out)
    write_csv(args.comparison, COMPARISON_COLUMNS, table)
    for path, found in ((args.predictions, held), (args.left_out_predictions, left_out)):
        write_csv(path, HELD_OUT_COLUMNS, held_out_rows(study, found))
    write_csv(args.calibration, CALIBRATION_COLUMNS, calibration_rows(study.dataset, held.spread))
    write_json(args.record, record)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
