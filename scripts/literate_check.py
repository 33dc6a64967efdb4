"""Say which stored results of a literate document are not those of its code."""

from pairwright.adapter import Interface
from pairwright.literate.checking import check
from pairwright.literate.codeonly import recorded
from pairwright.literate.findings import require_none, table
from pairwright.literate.model import LiterateError
from pairwright.literate.reader import read
from pairwright.store import write_text

INTERFACE = Interface(
    description="Compare a document's stored results with a run; fail on any finding.",
    inputs={
        "document": "Org or MyST Markdown",
        "record": "JSON of literate_run",
        "second": "JSON of literate_run, with another hash seed",
    },
    outputs={"findings": "TSV"},
    params={"results_digest": ""},
    refusals=(LiterateError,),
)


def main(args):
    document = read(args.document)
    records = (recorded(path, document) for path in (args.record, args.second))
    findings = [*document.warnings, *check(document, *records)]
    require_none(findings)
    write_text(args.findings, table(findings))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
