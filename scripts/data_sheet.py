"""Write the data sheet of a fitted pair potential, as Markdown and as a page."""

from pairwright.adapter import Interface
from pairwright.export.data_sheet import data_sheet
from pairwright.export.page import page
from pairwright.export.potential import Potential
from pairwright.store import read_json, write_text

INTERFACE = Interface(
    description="Write the data sheet of a fitted pair potential.",
    inputs={
        "fit": "fit.json",
        "summary": "summary.json of extract_database",
        "export": "export.json of export_fit",
        "properties": "properties.json of crystal_properties, optional",
        "judgement": "judgement.json of the fit, optional",
    },
    outputs={"markdown": "data sheet in Markdown", "html": "data sheet in HTML"},
    params={"seed": "seed", "form_files": "fit.form_files"},
    optional=frozenset({"properties", "judgement"}),
)


def main(args):
    summary, lammps = read_json(args.summary), read_json(args.export)["lammps"]
    potential = Potential.of(read_json(args.fit), summary, args.form_files)
    found = [path and read_json(path) for path in (args.properties, args.judgement)]
    text = data_sheet(potential, summary, lammps, args.seed, *found)
    write_text(args.markdown, text)
    write_text(args.html, page(text))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
