"""Write down what each result was made by and from, with which packages, and where."""

from pathlib import Path

from pairwright.adapter import Interface
from pairwright.config import validated
from pairwright.reproduce.provenance import provenance
from pairwright.store import write_json

INTERFACE = Interface(
    description="Write down what each result was made by and from, with which packages, and where.",
    inputs={
        "results": "the run's last results; what they come from is found by itself",
        "lock": "requirements.lock in the root of the project",
    },
    outputs={"record": "provenance.json"},
    params={"settings": ""},
    lists=frozenset({"results"}),
)


def main(args):
    source, config = Path(args.lock).parent, validated(args.settings)
    write_json(args.record, provenance(args.results, config, Path.cwd(), source))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
