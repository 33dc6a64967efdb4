"""Make pages of a literate document."""

from pathlib import Path

from pairwright.adapter import Interface
from pairwright.literate.checking import check
from pairwright.literate.codeonly import recorded
from pairwright.literate.model import LiterateError
from pairwright.literate.reader import read
from pairwright.literate.weave import recorded_figures, woven_html, woven_pdf
from pairwright.store import atomic_path, write_text

INTERFACE = Interface(
    description="Weave a literate document, with the state of each result.",
    inputs={
        "document": "Org or MyST Markdown",
        "record": "JSON of literate_run",
        "second": "JSON of literate_run, with another hash seed",
        "figures": "folder of literate_run",
    },
    outputs={"html": "HTML", "pdf": "PDF"},
    refusals=(LiterateError,),
)


def main(args):
    document = read(args.document)
    record, second = (recorded(path, document) for path in (args.record, args.second))
    shown = (check(document, record, second), recorded_figures(record, Path(args.figures)))
    write_text(args.html, woven_html(document, *shown))
    with atomic_path(args.pdf) as temporary:
        temporary.write_bytes(woven_pdf(document, *shown))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
