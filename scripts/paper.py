"""Make the PDF of the paper."""

from pairwright.adapter import Interface
from pairwright.reproduce.paper import check_names, compiled, figure_names
from pairwright.store import atomic_path, read_json

INTERFACE = Interface(
    description="Make the PDF of the paper.",
    inputs={
        "texts": "text of the paper, main.typ first",
        "numbers": "JSON of paper_numbers",
        "figures": "PDF of each figure, in the order of the text",
        "certificate": "JSON: what each claim came to",
    },
    outputs={"pdf": "the paper"},
    lists=frozenset({"texts", "figures"}),
    optional=frozenset({"certificate"}),
)


def main(args):
    check_names(args.texts, read_json(args.numbers))
    figures = dict(zip(figure_names(args.texts), args.figures, strict=True))
    content = compiled(args.texts, args.numbers, figures, args.certificate)
    with atomic_path(args.pdf) as temporary:
        temporary.write_bytes(content)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
