"""The description of an archive in the terms of RO-Crate, for programs that collect such archives.

It follows the profile Workflow Run Crate 0.6: one CreateAction, the run, whose instrument is the
workflow, whose objects are configuration, database and lock, and whose results are all results.
Source: https://w3id.org/ro/wfrun/workflow/0.6 and https://w3id.org/ro/crate/1.3.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from rocrate.model import ContextEntity, File
from rocrate.rocrate import ROCrate

RO_CRATE = "1.3"
METADATA = "ro-crate-metadata.json"
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.6": ("Process Run Crate", "0.6"),
    "https://w3id.org/ro/wfrun/workflow/0.6": ("Workflow Run Crate", "0.6"),
}
LICENCE = "https://spdx.org/licenses/MIT"
FORMATS = {
    "": "text/plain",  # such as Snakefile and LICENSE
    ".cff": "application/yaml",
    ".csv": "text/csv",
    ".db": "application/vnd.sqlite3",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".lammps": "text/plain",
    ".lock": "text/plain",
    ".md": "text/markdown",
    ".npz": "application/zip",
    ".org": "text/org",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".rst": "text/x-rst",
    ".smk": "text/plain",
    ".svg": "image/svg+xml",
    ".table": "text/plain",
    ".tex": "text/x-tex",
    ".tsv": "text/tab-separated-values",
    ".yaml": "application/yaml",
}
UNKNOWN_FORMAT = "application/octet-stream"


@dataclass(frozen=True)
class Member:
    """A file of the archive: what it is, its size in bytes, its SHA-256."""

    description: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Run:
    """The run that an archive is of: its workflow's file, what went in, and when it was.

    ``inputs`` and ``results`` are names of members; ``started`` and ``ended`` ISO 8601 times, None
    where they are not known; ``commit`` names the source, None where git does not know it, and
    ``clean`` says whether nothing differed from it.
    """

    workflow: str
    inputs: tuple[str, ...]
    results: tuple[str, ...]
    started: str | None
    ended: str
    commit: str | None
    clean: bool
    version: str
    snakemake: str | None


def crate_metadata(members: Mapping[str, Member], run: Run) -> dict[str, Any]:
    """Return the content of ro-crate-metadata.json: every member described, and how they came."""
    crate = ROCrate(version=RO_CRATE)
    crate.name = "Results of a pairwright run"
    crate.description = (
        "Interatomic potentials fitted to a DFT database, with the studies, figures and paper that "
        "one run of the workflow made, and what it made them from."
    )
    crate.datePublished = run.ended
    crate.license = crate.add(ContextEntity(crate, LICENCE, _creative_work("MIT License")))
    developers = {"@type": "Organization", "name": "The pairwright developers"}
    author = crate.add(ContextEntity(crate, "#developers", developers))
    for name in sorted(members.keys() - {run.workflow}):
        crate.add(File(crate, dest_path=name, properties=_file(name, members[name])))
    workflow = crate.add_workflow(
        dest_path=run.workflow,
        properties={
            **_file(run.workflow, members[run.workflow]),
            "version": run.version,
            "author": author,
        },
        main=True,
        lang="snakemake",
        lang_version=run.snakemake,
    )
    workflow["license"] = crate.license
    if run.commit is not None:
        commit = {"@type": "PropertyValue", "name": "git commit", "value": run.commit}
        commit["description"] = "all files as in the commit" if run.clean else "with changes to it"
        workflow["identifier"] = crate.add(ContextEntity(crate, "#commit", commit))
    for identifier, (name, version) in PROFILES.items():
        profile = ContextEntity(crate, identifier, {**_creative_work(name), "version": version})
        crate.root_dataset.append_to("conformsTo", crate.add(profile))
    action = crate.add(ContextEntity(crate, "#run", _action(crate, workflow, run)))
    crate.root_dataset.append_to("mentions", action)
    content: dict[str, Any] = crate.metadata.generate()
    return content


def _creative_work(name: str) -> dict[str, str]:
    return {"@type": "CreativeWork", "name": name}


def _file(name: str, member: Member) -> dict[str, str]:
    """Return the properties of a file."""
    path = PurePosixPath(name)
    return {
        "name": path.name,
        "description": member.description,
        "encodingFormat": FORMATS.get(path.suffix, UNKNOWN_FORMAT),
        "contentSize": str(member.size),
        "sha256": member.sha256,
    }


def _action(crate: ROCrate, workflow: File, run: Run) -> dict[str, Any]:
    """Return the properties of the run."""
    started = {"startTime": run.started} if run.started is not None else {}
    return {
        "@type": "CreateAction",
        "name": "Run of the workflow",
        "description": "snakemake, with the configuration in config.yaml",
        "instrument": workflow,
        "object": [crate.get(quote(name)) for name in run.inputs],
        "result": [crate.get(quote(name)) for name in run.results],
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "endTime": run.ended,
        **started,
    }
