"""What reproduction.json holds: the certificate, and the comparison with the reference run."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pairwright.reproduce.certificate import certificate
from pairwright.reproduce.claims import all_evidence, load, made_by
from pairwright.reproduce.comparison import all_files, comparison, references_of
from pairwright.reproduce.evidence import Results

Record = dict[str, Any]


def reproduction_record(
    claims: str | Path,
    reference: Iterable[str | Path],
    evidence: Iterable[str],
    settings: Mapping[str, Any],
) -> Record:
    """Return the outcome of each claim and each reference number in one run.

    ``claims`` is the file of claims, ``reference`` the files of reference/results, ``evidence`` the
    result files of this run, ``settings`` the sections of its configuration.
    Raises PairwrightError when something in them is missing or damaged.
    """
    content = load(claims)
    references, reference_settings = references_of(reference)
    results = Results.of(names_needed(content, references), evidence)
    record = certificate(content, results, settings)
    compared = comparison(references, content["conditions"], results, settings, reference_settings)
    return record | {"comparison": compared}


def names_needed(content: Record, references: list[Record]) -> list[str]:
    """Return the names of all result files that claims or reference numbers are judged by."""
    return sorted({*all_evidence(content), *all_files(references)})


def evidence(
    claims: str | Path, reference: Iterable[str | Path], config: Mapping[str, Any]
) -> list[str]:
    """Return the names of the result files that a run with this configuration is judged by."""
    return made_by(config, names_needed(load(claims), references_of(reference)[0]))
