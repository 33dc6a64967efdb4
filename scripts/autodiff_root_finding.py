"""Count what exact Jacobians save when equations are solved."""

from pairwright.adapter import Interface
from pairwright.autodiff.records import root_finding_record
from pairwright.store import write_json

INTERFACE = Interface(
    description="Count what exact Jacobians save when equations are solved.",
    outputs={"record": "JSON"},
)


def main(args):
    write_json(args.record, root_finding_record())


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
