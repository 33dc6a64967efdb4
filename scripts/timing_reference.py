"""Take the measurement that comes with the project in place of one of this machine."""

from pathlib import Path

from pairwright.adapter import Interface
from pairwright.store import write_text

INTERFACE = Interface(
    description="Copy the reference measurement.",
    inputs={
        "reference_measurements": "CSV of timing_table",
        "reference_environment": "JSON of timing_environment",
        "reference_cache": "JSON of timing_environment",
        "reference_costs": "JSON of timing_models",
    },
    outputs={"measurements": "CSV", "environment": "JSON", "cache": "JSON", "costs": "JSON"},
)


def main(args):
    for name in INTERFACE.outputs:
        source = Path(getattr(args, f"reference_{name}"))
        write_text(getattr(args, name), source.read_text(encoding="utf-8"))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
