"""The certificate as chapters of text and tables, the same for Markdown and for a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pairwright.reproduce.claims import DIFFERS, NOT_COMPARABLE, REPRODUCED
from pairwright.reproduce.showing import allowed, claimed, found, number, off_by

Record = dict[str, Any]

TITLE = "What reproduced"
SHOWN = 40
"""So many of the numbers of a study that moved are listed; all are in reproduction.json."""


@dataclass(frozen=True)
class Chapter:
    """A heading, paragraphs, and a table: ``rows`` of texts below ``header``, each with a mark.

    A mark is a status, or "" for none.
    """

    heading: str
    paragraphs: Sequence[str] = ()
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    marks: Sequence[str] = field(default=())


def chapters_of(record: Record) -> list[Chapter]:
    """Return the chapters of a certificate: the content of reproduction.json."""
    outcomes = record["claims"]
    chapters = [Chapter(TITLE, summary(record)), _counts(record)]
    by_name = {each["id"]: each for each in outcomes}
    if record["broken"]:
        lost = [by_name[name] for name in record["broken"]]
        chapters.append(_differences("Claims that did hold and no longer do", lost))
    differing = [
        each for each in outcomes if each["status"] == DIFFERS and each["expected"] != REPRODUCED
    ]
    if differing:
        chapters.append(_differences("What differs, and why", differing))
    for source, about in record["sources"].items():
        chapters.append(_claims(about, [each for each in outcomes if each["source"] == source]))
    return [*chapters, *_comparison(record["comparison"])]


def summary(record: Record) -> list[str]:
    """Return in sentences how many claims there are of each kind, and what has changed."""
    counts, comparison = record["counts"], record["comparison"]
    said = [
        f"{counts['claims']} claims of the posts and the literature: {counts[REPRODUCED]} "
        f"reproduced, {counts[DIFFERS]} different, {counts[NOT_COMPARABLE]} not comparable."
    ]
    if record["broken"]:
        said.append(f"No longer reproduced: {', '.join(record['broken'])}.")
    else:
        said.append("Every claim that was reproduced before and can be compared still is.")
    if record["mended"]:
        said.append(f"Reproduced now, and not before: {', '.join(record['mended'])}.")
    return [*said, _run_sentence(comparison)]


def _run_sentence(comparison: Record) -> str:
    parts = [f"{comparison['same']} the same within their tolerances"]
    for key, words in (
        ("moved", "moved"),
        ("missing", "missing"),
        ("not_compared", "not compared"),
    ):
        if comparison[key]:
            parts.append(f"{comparison[key]} {words}")
    return f"{comparison['numbers']} numbers of the reference run: {', '.join(parts)}."


def _counts(record: Record) -> Chapter:
    rows = []
    for source, about in record["sources"].items():
        counts = record["counts_by_source"][source]
        numbers = [counts[name] for name in (REPRODUCED, DIFFERS, NOT_COMPARABLE)]
        rows.append([_reference(about), *(str(count or "") for count in numbers)])
    counts = record["counts"]
    total = [str(counts[name]) for name in (REPRODUCED, DIFFERS, NOT_COMPARABLE)]
    header = ["source", "reproduced", "differs", "not comparable"]
    return Chapter("Counts", (), header, [*rows, ["all", *total]], [""] * (len(rows) + 1))


def _reference(about: Record) -> str:
    year = f" ({about['year']})" if about["year"] else ""
    return f"{about['authors']}, {about['title']}{year}"


def _differences(heading: str, outcomes: list[Record]) -> Chapter:
    rows = [
        [each["statement"], claimed(each), found(each), off_by(each), each["reason"] or each["why"]]
        for each in outcomes
    ]
    header = ["claim", "claimed", "ours", "off by", "why"]
    return Chapter(heading, (), header, rows, [each["status"] for each in outcomes])


def _claims(about: Record, outcomes: list[Record]) -> Chapter:
    rows = [
        [
            each["status"],
            each["statement"],
            claimed(each),
            found(each),
            allowed(each),
            each["reason"] or each["why"],
        ]
        for each in outcomes
    ]
    header = ["status", "claim", "claimed", "ours", "must agree", "remark"]
    paragraphs = [f"{_reference(about)}. {about['where']}. Read: {about['read']}."]
    return Chapter(about["title"], paragraphs, header, rows, [each["status"] for each in outcomes])


def _comparison(comparison: Record) -> Iterator[Chapter]:
    """Yield the second part: this run held against the reference run, and what moved."""
    rows, marks = [], []
    for name, study in comparison["studies"].items():
        reasons = "; ".join(study["not_compared"])
        counts = [study["same"], len(study["moved"]), len(study["missing"])]
        aside = sum(study["not_compared"].values())
        rows.append([name, *(str(count or "") for count in (*counts, aside)), reasons])
        marks.append(DIFFERS if study["moved"] or study["missing"] else "")
    header = ["study", "same", "moved", "missing", "not compared", "why not"]
    paragraphs = [_run_sentence(comparison)]
    yield Chapter("This run and the reference run", paragraphs, header, rows, marks)
    if comparison["settings"]:
        changed = [
            [each["key"], *(_setting(each[side]) for side in ("reference", "value"))]
            for each in comparison["settings"]
        ]
        told = ["The reference run had other settings, which is why numbers may have moved."]
        header = ["setting", "reference run", "this run"]
        yield Chapter("Settings that differ", told, header, changed, [""] * len(changed))
    moved = [each for study in comparison["studies"].values() for each in study["moved"]]
    if moved:
        yield _moved(sorted(moved, key=lambda each: -each["tolerances"]))
    missing = [each for study in comparison["studies"].values() for each in study["missing"]]
    if missing:
        rows = [[each["file"], each["key"], number(each["reference"])] for each in missing[:SHOWN]]
        header = ["file", "key", "reference run"]
        yield Chapter("Numbers that are missing", _rest(missing), header, rows, [""] * len(rows))


def _setting(value: Any) -> str:
    """Return a setting as YAML would have it, where Python writes it otherwise."""
    return {"None": "null", "True": "true", "False": "false"}.get(str(value), str(value))


def _moved(moved: list[Record]) -> Chapter:
    rows = [
        [
            each["file"],
            each["key"],
            number(each["reference"]),
            number(each["found"]),
            f"{each['tolerances']:.3g}" if each["tolerances"] < 1e9 else "",
        ]
        for each in moved[:SHOWN]
    ]
    header = ["file", "key", "reference run", "this run", "tolerances away"]
    return Chapter("Numbers that have moved", _rest(moved), header, rows, [""] * len(rows))


def _rest(items: list[Record]) -> list[str]:
    left = len(items) - SHOWN
    return [f"The first {SHOWN}; {left} more are in reproduction.json."] if left > 0 else []
