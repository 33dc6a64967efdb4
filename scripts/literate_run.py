"""Run the examples of a literate document."""

from pathlib import Path

from pairwright.adapter import Interface
from pairwright.literate.codeonly import code_digest, without_prose
from pairwright.literate.model import LiterateError
from pairwright.literate.reader import read
from pairwright.literate.record import to_json
from pairwright.literate.work import executed
from pairwright.store import write_text

INTERFACE = Interface(
    description="Run a literate document twice, with two hash seeds, and record all outcomes.",
    inputs={
        "document": "Org or MyST Markdown",
        "modules": "library modules that the examples import",
        "data": "files that the examples read",
    },
    outputs={"record": "JSON", "second": "JSON, with another hash seed", "figures": "folder"},
    params={"code_digest": ""},
    lists=frozenset({"modules", "data"}),
    refusals=(LiterateError,),
)


def main(args):
    document, figures = read(args.document), Path(args.figures)
    if code_digest(document) != args.code_digest:
        raise LiterateError(f"{args.document}: was edited since this run was planned; run again")
    figures.mkdir(parents=True, exist_ok=True)
    write_text(args.record, to_json(executed(without_prose(document), figures)))
    write_text(args.second, to_json(executed(without_prose(document), hash_seed=1)))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
