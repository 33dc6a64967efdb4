"""Derive activity coefficients from excess Gibbs energies, and test Gibbs-Duhem."""

from pairwright.adapter import Interface
from pairwright.autodiff.records import activity_coefficients_record
from pairwright.store import write_json

INTERFACE = Interface(
    description="Derive activity coefficients from excess Gibbs energies, and test Gibbs-Duhem.",
    outputs={"record": "JSON"},
)


def main(args):
    write_json(args.record, activity_coefficients_record())


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
