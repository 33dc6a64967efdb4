"""Export a fitted pair potential: for LAMMPS, for ASE, and as columns."""

from pairwright.adapter import Interface
from pairwright.export.folder import export_folder
from pairwright.store import read_json, write_json, write_text

INTERFACE = Interface(
    description="Export a fitted pair potential.",
    inputs={"fit": "fit.json", "summary": "summary.json of extract_database"},
    outputs={
        "lammps": "file that a LAMMPS input includes",
        "table": "the table that it may read",
        "columns": "CSV: distance, energy and force of a pair",
        "potential": "JSON for load_potential",
        "readme": "Markdown: what the files are and how to use them",
        "record": "JSON: how LAMMPS computes the potential, and how exactly",
    },
    params={"form_files": "fit.form_files"},
)


def main(args):
    folder = export_folder(read_json(args.fit), read_json(args.summary), args.form_files)
    write_text(args.lammps, folder.lammps)
    write_text(args.table, folder.table)
    write_text(args.columns, folder.columns)
    write_text(args.readme, folder.readme)
    write_json(args.potential, folder.potential)
    write_json(args.record, folder.record)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
