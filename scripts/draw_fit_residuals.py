"""Draw where the first and the best form err."""

from pairwright.adapter import Interface
from pairwright.data.dataset import Dataset
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.residuals import residual_table, residuals_figure, residuals_sentence
from pairwright.figures.tables import read_table
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw held-out residuals of the first and of the best form.",
    inputs={
        "dataset": "NPZ of extract_database",
        "held_out": "held_out.csv of each form",
        "selection": "JSON of select_model",
    },
    outputs=OUTPUTS,
    params={"forms": "fit.forms", "options": "figures"},
    lists=frozenset({"held_out"}),
)


def main(args):
    dataset, best = Dataset.load(args.dataset), read_json(args.selection)["best_form"]
    paths = dict(zip(args.forms, args.held_out, strict=True))
    tables = {
        form: residual_table(read_table(paths[form]), dataset)
        for form in dict.fromkeys([args.forms[0], best])
    }
    draw(args, lambda: residuals_figure(tables, args.options), residuals_sentence(tables))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
