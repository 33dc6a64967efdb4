"""What a data sheet takes from ``judgement.json``; what is not there is absent, not wrong."""

from collections.abc import Iterator, Mapping
from typing import Any

Record = Mapping[str, Any]

KINDS = {
    "grouped": "held out group by group",
    "left-out": "held out crystal by crystal",
    "random": "held out at random (too good: copies of one crystal are parted)",
}
"""What cross-validation leaves out, by its names in the file."""


def cross_validated(judgement: Record) -> Iterator[tuple[str, Record]]:
    """Yield what was left out, in words, and the errors of all rows."""
    for kind, words in KINDS.items():
        entry = _section(judgement, "cross_validation", kind, "all")
        if "rows" in entry:
            yield words, entry


def resampled_error(judgement: Record, name: str) -> float | None:
    """Return how much a parameter, or ``reference_energy``, scatters over resampled groups."""
    return _deviation(_section(judgement, "bootstrap", "parameters", name))


def resampled_property_error(judgement: Record, crystal: str, name: str) -> float | None:
    """Return how much a property of a crystal scatters over resampled groups."""
    place = ("properties", "by_structure", crystal, name, "bootstrap")
    return _deviation(_section(judgement, *place))


def sentences(found: Any) -> list[str]:
    """Return what the file says in sentences, each once, in its order."""
    return list(dict.fromkeys(_sentences(found)))


def _sentences(found: Any) -> Iterator[str]:
    if isinstance(found, Mapping):
        for name, value in found.items():
            if name == "sentence" and isinstance(value, str):
                yield value
            else:
                yield from _sentences(value)


def _deviation(entry: Record) -> float | None:
    value = entry.get("standard_deviation")
    return value if isinstance(value, float) else None


def _section(found: Any, *names: str) -> Record:
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}
