"""Record where timings are made, and time compilation and ASE's cache."""

from pairwright.adapter import Interface
from pairwright.store import write_json
from pairwright.timing.cache import cache_demonstration
from pairwright.timing.compilation import compilation_seconds
from pairwright.timing.environment import environment, pin_threads

INTERFACE = Interface(
    description="Record the machine, compilation times and what ASE's cache does.",
    inputs={"agreement": "CSV of timing_gate"},
    outputs={"environment": "JSON: the machine", "cache": "JSON: seconds cold, cached, reset"},
    params={"seed": "seed", "seconds": "timing.seconds", "peers": "timing.peers"},
)


def main(args):
    pin_threads()
    surroundings = environment(args.peers)
    write_json(args.environment, surroundings | {"compilation": compilation_seconds()})
    write_json(args.cache, cache_demonstration(args.seconds, args.seed))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
