"""Run the doctests of the modules of a literate document."""

from pathlib import Path

from pairwright.adapter import Interface
from pairwright.literate.codeonly import recorded
from pairwright.literate.findings import require_none, table
from pairwright.literate.model import LiterateError
from pairwright.literate.moduletests import module_doctests
from pairwright.literate.reader import read
from pairwright.literate.work import tangled
from pairwright.store import write_text

INTERFACE = Interface(
    description="Run the doctests of tangled modules, by import and as scripts; fail on any.",
    inputs={
        "document": "Org or MyST Markdown",
        "record": "JSON of literate_run",
        "modules": "folder of literate_tangle",
    },
    outputs={"findings": "TSV"},
    refusals=(LiterateError,),
)


def main(args):
    document = read(args.document)
    files, _ = tangled(document, Path(args.modules), recorded(args.record, document))
    lines = {f.path: (args.document, f.origins) for f in files if f.path.suffix == ".py"}
    findings = module_doctests(list(lines), lines)
    require_none(findings)
    write_text(args.findings, table(findings))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
