"""Say what the measurements mean."""

from pairwright.adapter import Interface
from pairwright.store import write_json
from pairwright.timing.answers import answers
from pairwright.timing.table import read

INTERFACE = Interface(
    description="Read speed-ups, exponents and crossovers from the timings.",
    inputs={"measurements": "CSV of timing_table"},
    outputs={"answers": "JSON"},
)


def main(args):
    write_json(args.answers, answers(read(args.measurements)))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
