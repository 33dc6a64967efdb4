"""Time every implementation on the systems of one family."""

import logging
from pathlib import Path

from pairwright.adapter import Interface
from pairwright.store import write_json
from pairwright.timing.cases import case, systems_up_to
from pairwright.timing.contestants import contestants
from pairwright.timing.environment import cores, load_average, pin_threads
from pairwright.timing.measure import as_records, measurements

INTERFACE = Interface(
    description="Time every implementation of Lennard-Jones on clusters or on crystals.",
    inputs={"agreement": "CSV of timing_gate"},
    outputs={"rows": "JSON named <family>.json: one record a measurement"},
    params={
        "seed": "seed",
        "seconds": "timing.seconds",
        "peers": "timing.peers",
        "largest": "timing.largest_natoms",
    },
)


def main(args):
    pin_threads()
    report, load = logging.getLogger("pairwright").info, load_average()
    everyone = contestants(args.peers, threads=min(2, cores()))
    how = {"seconds": args.seconds, "seed": args.seed, "report": report}
    systems = systems_up_to(args.largest, Path(args.rows).stem)
    rows = [row for system in systems for row in measurements(case(system), everyone, **how)]
    write_json(args.rows, {"load_average_before": load, "rows": as_records(rows)})


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
