"""Fail when a claim that did hold no longer does."""

from pairwright.adapter import Interface
from pairwright.reproduce.certificate import refuse_broken
from pairwright.reproduce.chapters import summary
from pairwright.store import read_json, write_text

INTERFACE = Interface(
    description="Fail when a claim that did hold no longer does.",
    inputs={
        "record": "reproduction.json of reproduction",
        "markdown": "the same in Markdown, which the message of a failure names",
    },
    outputs={"verdict": "text: what the certificate comes to"},
)


def main(args):
    record = read_json(args.record)
    refuse_broken(record, args.markdown)
    write_text(args.verdict, "\n".join(summary(record)) + "\n")


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
