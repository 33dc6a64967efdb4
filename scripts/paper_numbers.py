"""Look up every number of the paper in results."""

from pairwright.adapter import Interface
from pairwright.reproduce.number_sources import read_source
from pairwright.reproduce.numbers import evaluated, records, source_files
from pairwright.reproduce.numbers_tex import tex
from pairwright.reproduce.premises import check_premises
from pairwright.store import write_json, write_text

SETTINGS = ("database", "reference_energy", "cutoff", "fit", "network", "regression", "dft")

INTERFACE = Interface(
    description="Look up every number of the paper in results.",
    inputs={
        "table": "YAML: where each number comes from",
        "sources": "files of the table, in its order",
    },
    outputs={"numbers": "JSON: every number, as text too", "tex": "the same for LaTeX"},
    params={name: name for name in SETTINGS} | {"figures": ""},
    lists=frozenset({"sources"}),
)


def main(args):
    table = read_source(args.table)
    settings = {name: getattr(args, name) for name in SETTINGS}
    names = [name for name in source_files(table) if name != "config"]
    sources = {name: read_source(path) for name, path in zip(names, args.sources, strict=True)}
    numbers = evaluated(table, sources | {"config": settings})
    check_premises(table["premises"], numbers)
    figures = {name: f"../figures/{name}.pdf" for name in args.figures}
    write_json(args.numbers, records(numbers))
    write_text(args.tex, tex(numbers, figures))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
