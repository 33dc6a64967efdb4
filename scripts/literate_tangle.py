"""Write the modules of a literate document, with its examples as doctests."""

from pathlib import Path

from pairwright.adapter import Interface
from pairwright.literate.codeonly import recorded
from pairwright.literate.findings import require_none
from pairwright.literate.model import LiterateError
from pairwright.literate.reader import read
from pairwright.literate.tangle import write
from pairwright.literate.work import tangled

INTERFACE = Interface(
    description="Tangle a literate document.",
    inputs={"document": "Org or MyST Markdown", "record": "JSON of literate_run"},
    outputs={"modules": "folder"},
    params={"results_digest": ""},
    refusals=(LiterateError,),
)


def main(args):
    document, folder = read(args.document), Path(args.modules)
    files, findings = tangled(document, folder, recorded(args.record, document))
    require_none(findings)
    write(files, folder)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
