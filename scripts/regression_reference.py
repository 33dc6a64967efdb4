"""Take the regression study's times that come with the project in place of measured ones."""

from pathlib import Path

from pairwright.adapter import Interface
from pairwright.store import write_text

INTERFACE = Interface(
    description="Copy the reference times of the regression study.",
    inputs={"reference_timings": "CSV of regression_timings"},
    outputs={"timings": "CSV"},
)


def main(args):
    write_text(args.timings, Path(args.reference_timings).read_text(encoding="utf-8"))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
