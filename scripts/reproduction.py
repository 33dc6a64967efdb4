"""Hold a run against what is published, and against the reference run."""

from pairwright.adapter import Interface
from pairwright.reproduce.chapters import chapters_of
from pairwright.reproduce.claims import SETTINGS
from pairwright.reproduce.pages import markdown, page
from pairwright.reproduce.record import reproduction_record
from pairwright.store import write_json, write_text

INTERFACE = Interface(
    description="Write the reproduction certificate.",
    inputs={
        "claims": "YAML: the claims",
        "reference": "JSON: numbers and settings of the reference run",
        "evidence": "every result file that a claim or a reference number is judged by",
    },
    outputs={
        "record": "certificate in JSON",
        "markdown": "certificate in Markdown",
        "html": "certificate in HTML",
    },
    params={name: name for name in SETTINGS},
    lists=frozenset({"reference", "evidence"}),
)


def main(args):
    settings = {name: getattr(args, name) for name in SETTINGS}
    record = reproduction_record(args.claims, args.reference, args.evidence, settings)
    write_json(args.record, record)
    write_text(args.markdown, markdown(chapters_of(record)))
    write_text(args.html, page(chapters_of(record)))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
