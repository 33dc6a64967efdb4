"""Time every implementation on one system."""

import logging
from pathlib import Path

from pairwright.adapter import Interface
from pairwright.store import write_json
from pairwright.timing.cases import case
from pairwright.timing.contestants import contestants
from pairwright.timing.environment import cores, load_average, pin_threads
from pairwright.timing.measure import as_records, measurements

INTERFACE = Interface(
    description="Time every implementation of Lennard-Jones on one system.",
    inputs={"agreement": "CSV of timing_gate"},
    outputs={"rows": "JSON named <system>.json: one record a measurement"},
    params={"seed": "seed", "seconds": "timing.seconds", "peers": "timing.peers"},
)


def main(args):
    pin_threads()
    report = logging.getLogger("pairwright").info
    load = load_average()
    rows = measurements(
        case(Path(args.rows).stem),
        contestants(args.peers, threads=min(2, cores())),
        seconds=args.seconds,
        seed=args.seed,
        report=report,
    )
    write_json(args.rows, {"load_average_before": load, "rows": as_records(rows)})


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
