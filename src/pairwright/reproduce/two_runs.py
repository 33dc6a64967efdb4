"""Two runs compared by their provenance.json: which results have the same bytes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pairwright.errors import PairwrightError
from pairwright.store import read_json


@dataclass(frozen=True)
class Comparison:
    """Results by path: of the ``same`` bytes, ``different``, in one run only (``missing``).

    Those that are ``measured``, or computed from measurements, differ rightly and are not compared.
    """

    same: dict[str, str]
    different: list[str]
    missing: list[str]
    measured: list[str]

    def lines(self) -> Iterator[str]:
        """Yield the checksum of every result that is the same, what differs, and the counts."""
        yield from (f"{checksum}  {path}" for path, checksum in self.same.items())
        yield from (f"differs: {path}" for path in self.different)
        yield from (f"in one run only: {path}" for path in self.missing)
        yield (
            f"{len(self.same)} results are the same, {len(self.different)} differ, "
            f"{len(self.missing)} are in one run only; {len(self.measured)} are measured times, or "
            "computed from them, and not compared"
        )

    @property
    def good(self) -> bool:
        """Whether nothing differs."""
        return not self.different and not self.missing


def compare(first: str | Path, second: str | Path) -> Comparison:
    """Compare the results of two runs by the files that say where they come from.

    Raises PairwrightError when one cannot be read or is not what a run writes.
    """
    (one, timed), (other, also_timed) = _checksums(first), _checksums(second)
    measured = timed | also_timed
    compared = sorted((one.keys() | other.keys()) - measured)
    both = [path for path in compared if path in one and path in other]
    return Comparison(
        same={path: one[path] for path in both if one[path] == other[path]},
        different=[path for path in both if one[path] != other[path]],
        missing=[path for path in compared if path not in both],
        measured=sorted(measured),
    )


def _checksums(path: str | Path) -> tuple[dict[str, str], set[str]]:
    content: Mapping[str, Any] = read_json(path)
    try:
        entries = content["reproducible"]["results"]
        found = {name: entry["sha256"] for name, entry in entries.items()}
        return found, set(content["occasion"]["results"])
    except (KeyError, TypeError, AttributeError):
        raise PairwrightError(
            f"{path}: does not say where results come from; give results/provenance.json of a run"
        ) from None
