"""Compute what a fitted potential makes of each crystal, and of two atoms."""

from pairwright.adapter import Interface
from pairwright.data.dataset import Dataset
from pairwright.potentials.library import own_forms
from pairwright.properties.dimer import DIMER_COLUMNS
from pairwright.properties.record import properties_record
from pairwright.store import read_json, write_csv, write_json

INTERFACE = Interface(
    description="Compute a potential's properties beside the database's own.",
    inputs={
        "dataset": "NPZ of extract_database",
        "equations": "JSON of equation_of_state",
        "fit": "fit.json",
    },
    outputs={
        "properties": "JSON: minima, elastic constants, phonons, stability, dimer",
        "dimer": "CSV: the energy of two atoms over their distance",
    },
    params={"form_files": "fit.form_files"},
)


def main(args):
    dataset, equations = Dataset.load(args.dataset), read_json(args.equations)
    own = own_forms(args.form_files)
    record, dimer = properties_record(dataset, read_json(args.fit), equations, own)
    write_json(args.properties, record)
    write_csv(args.dimer, DIMER_COLUMNS, dimer)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
