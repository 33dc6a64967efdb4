"""Compare second derivatives taken in both orders."""

from pairwright.adapter import Interface
from pairwright.autodiff.records import mixed_partials_record
from pairwright.store import write_json

INTERFACE = Interface(
    description="Compare second derivatives taken in both orders.",
    outputs={"record": "JSON"},
    params={"seed": "seed"},
)


def main(args):
    write_json(args.record, mixed_partials_record(args.seed))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
