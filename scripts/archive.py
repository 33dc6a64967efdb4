"""Pack configuration, database, results and lock into one file that a clone can verify."""

from pathlib import Path

from pairwright.adapter import LOGGER, Interface
from pairwright.reproduce.archive import write_archive
from pairwright.reproduce.provenance import Places
from pairwright.reproduce.staleness import require_current
from pairwright.store import read_json

INTERFACE = Interface(
    description="Pack configuration, database, results and lock, with a description for machines.",
    inputs={
        "results": "the run's last results",
        "provenance": "provenance.json",
        "report": "report of the run, optional",
        "database": "database that was fitted",
        "forms": "files of the user's own forms",
        "lock": "requirements.lock in the root of the project",
    },
    outputs={"archive": "zip file"},
    lists=frozenset({"results", "forms"}),
    optional=frozenset({"report"}),
)


def main(args):
    places = Places(Path.cwd(), Path(args.lock).parent)
    require_current(read_json(args.provenance), places.directory, places.source)
    targets = [*args.results, args.provenance, *filter(None, [args.report])]
    extras = [args.database, *args.forms]
    LOGGER.info("SHA-256 %s", write_archive(args.archive, targets, extras, places))


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
