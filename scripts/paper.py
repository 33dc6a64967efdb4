"""Make the PDF of the paper."""

from pathlib import Path

from pairwright.adapter import Interface
from pairwright.reproduce.certificate_table import certificate_table
from pairwright.reproduce.paper import check_names, compiled, figure_names
from pairwright.reproduce.staleness import require_current
from pairwright.store import atomic_path, read_json

INTERFACE = Interface(
    description="Make the PDF of the paper.",
    inputs={
        "texts": "text of the paper, main.typ first",
        "numbers": "JSON of paper_numbers",
        "figures": "PDF of each figure, in the order of the text",
        "certificate": "JSON: what each claim came to",
        "provenance": "JSON: what made each result",
        "lock": "requirements.lock in the root of the project",
    },
    outputs={"pdf": "the paper"},
    lists=frozenset({"texts", "figures"}),
)


def main(args):
    require_current(read_json(args.provenance), Path.cwd(), Path(args.lock).parent)
    check_names(args.texts, read_json(args.numbers))
    figures = dict(zip(figure_names(args.texts), args.figures, strict=True))
    certificate = certificate_table(read_json(args.certificate))
    content = compiled(args.texts, args.numbers, figures, certificate)
    with atomic_path(args.pdf) as temporary:
        temporary.write_bytes(content)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
