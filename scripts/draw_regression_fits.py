"""Draw the fits of the regression study, and where they go beyond the points."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.regression import fit_figure
from pairwright.figures.regression_sentences import fit_sentence
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw each method's fit and extrapolation.",
    inputs={"fits": "JSON of regression_fit, one a method"},
    outputs=OUTPUTS,
    params={"options": "figures"},
    lists=frozenset({"fits"}),
)


def main(args):
    fits = {record["method"]: record for record in map(read_json, args.fits)}
    draw(args, lambda: fit_figure(fits, args.options), fit_sentence(fits))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
