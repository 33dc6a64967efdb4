"""What the jobs of each rule used, from the benchmarks of a run, beside what the rule asks for."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pairwright import store
from pairwright.errors import PairwrightError

_STATED = re.compile(
    r"^\s*rule (?P<rule>\w+):.*?mem_mb=(?P<memory>\d+),\s+runtime=(?P<time>\d+)",
    re.DOTALL | re.MULTILINE,
)
_HEAD = """\
| rule | jobs | longest (s) | most memory (MB) | asks for (MB) | asks for (min) |
|---|---:|---:|---:|---:|---:|
"""


@dataclass(frozen=True)
class Use:
    """What the jobs of one rule used: their number, the longest (s), the most memory (MiB)."""

    jobs: int
    seconds: float
    memory_MB: float  # noqa: N815 (a unit)


def used(run: str | Path) -> dict[str, Use]:
    """Return the use of each rule's jobs in the folder of a finished run.

    Raises PairwrightError when results/provenance.json, which names each benchmark's rule, is
    missing, or a benchmark cannot be read.
    """
    page = Path(run) / "results" / "provenance.json"
    if not page.is_file():
        raise PairwrightError(f"{page}: missing; let a run come to its end first")
    benchmarks: Mapping[str, Any] = store.read_json(page)["occasion"]["benchmarks"]
    return combined((entry["rule"], Path(run) / name) for name, entry in benchmarks.items())


def combined(files: Iterator[tuple[str, Path]]) -> dict[str, Use]:
    """Return the use of each rule from pairs of a rule and a benchmark file of it."""
    records: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for rule, path in files:
        try:
            lines = [json.loads(line) for line in path.read_text().splitlines()]
        except (OSError, ValueError) as error:
            raise PairwrightError(f"{path}: not a readable benchmark ({error})") from None
        if not lines:
            raise PairwrightError(f"{path}: not a readable benchmark (empty); run its rule again")
        records[rule] += lines
    return {
        rule: Use(
            len(lines),
            max(float(line["s"]) for line in lines),
            max(_number(line["max_rss"]) for line in lines),
        )
        for rule, lines in records.items()
    }


def _number(value: object) -> float:
    """Return a measured number; a job may be over before its memory is looked at."""
    return float(value) if isinstance(value, int | float) else 0.0


def stated(rules: str | Path) -> dict[str, tuple[int, int]]:
    """Return memory (MB) and time (min) that each rule in a folder of rule files asks for."""
    return {
        found["rule"]: (int(found["memory"]), int(found["time"]))
        for path in sorted(Path(rules).glob("*.smk"))
        for found in _STATED.finditer(path.read_text(encoding="utf-8"))
    }


def table(uses: Mapping[str, Use], asked: Mapping[str, tuple[int, int]]) -> str:
    """Return a table in Markdown, a row for each rule, in the order of the rules' names."""
    rows = [
        f"| `{rule}` | {use.jobs} | {use.seconds:.0f} | {use.memory_MB:.0f} "
        f"| {asked[rule][0]} | {asked[rule][1]} |\n"
        for rule, use in sorted(uses.items())
        if rule in asked
    ]
    return _HEAD + "".join(rows)
