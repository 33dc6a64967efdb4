"""What Snakemake wrote down about the job that made each file.

For each output Snakemake keeps a JSON file in .snakemake/metadata. Its name is the output's path in
URL-safe base64; a long one is cut into folders, whose names begin with "@".
"""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(".snakemake") / "metadata"


@dataclass(frozen=True)
class JobRecord:
    """One job.

    ``inputs`` maps each input's path to the SHA-256 that it had then, None where Snakemake took
    none: of folders and of large files. ``started`` and ``ended`` are seconds since 1970.
    ``environment`` is the text of the rule's conda environment, whether conda was used or not.
    ``number`` is the same for all outputs of one job.
    """

    rule: str
    inputs: Mapping[str, str | None]
    logs: tuple[str, ...]
    environment: str | None
    started: float
    ended: float
    number: int


def read_records(directory: str | Path) -> dict[str, JobRecord]:
    """Return the record of each output of past jobs in a working directory, by the output's path.

    A record that is damaged, of an unfinished job or in another format is left out: nothing is
    known of its file then.
    """
    folder = Path(directory) / FOLDER
    found = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            if not content["incomplete"]:
                found[_output_path(file.relative_to(folder))] = _record(content)
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    return found


def _output_path(name: Path) -> str:
    """Return the path of the output whose record has this name."""
    *folders, last = name.parts
    code = "".join([*(part.removeprefix("@") for part in folders), last])
    try:
        return base64.urlsafe_b64decode(code).decode()
    except binascii.Error as error:
        raise ValueError(str(error)) from None


def _record(content: Mapping[str, Any]) -> JobRecord:
    checksums = content["input_checksums"]
    code = content["conda_env"]
    return JobRecord(
        rule=str(content["rule"]),
        inputs={path: _sha256(checksums.get(path)) for path in sorted(content["input"])},
        logs=tuple(content["log"]),
        environment=base64.b64decode(code).decode() if code else None,
        started=float(content["starttime"]),
        ended=float(content["endtime"]),
        number=int(content["job_hash"]),
    )


def _sha256(checksum: str | None) -> str | None:
    """Return the hexadecimal part of Snakemake's "sha256:...", None for anything else."""
    algorithm, _, value = (checksum or "").partition(":")
    return value if algorithm == "sha256" else None


def made_together(records: Mapping[str, JobRecord]) -> dict[str, list[str]]:
    """Return for each recorded output all outputs of its job, itself too, sorted."""
    jobs: dict[tuple[Any, ...], list[str]] = {}
    for path, record in sorted(records.items()):
        jobs.setdefault((record.rule, record.logs, record.number), []).append(path)
    return {path: outputs for outputs in jobs.values() for path in outputs}


def behind(targets: Iterable[str], records: Mapping[str, JobRecord]) -> list[str]:
    """Return the targets and all outputs of the jobs that they come from, sorted.

    What earlier runs left behind and nothing here was made from is not among them.
    """
    together = made_together(records)
    found: set[str] = set()
    waiting = list(targets)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += together.get(path, ())
            record = records.get(path)
            waiting += [name for name in record.inputs if name in records] if record else []
    return sorted(found)
