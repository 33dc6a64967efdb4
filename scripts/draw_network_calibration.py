"""Draw the errors of held-out predictions against the spread of the ensemble."""

from pairwright.adapter import Interface
from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.network import calibration_figure
from pairwright.figures.network_sentences import calibration_sentence
from pairwright.figures.tables import read_table
from pairwright.store import read_json

INTERFACE = Interface(
    description="Draw whether the ensemble's spread says how wrong it is.",
    inputs={"bins": "calibration.csv of network_comparison", "record": "its JSON"},
    outputs=OUTPUTS,
    params={"options": "figures"},
)


def main(args):
    bins, record = read_table(args.bins), read_json(args.record)
    sentence = calibration_sentence(record)
    draw(args, lambda: calibration_figure(bins, record["calibration"], args.options), sentence)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
