"""Time everyone on one system: first compare the answers, then the clocks."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from time import perf_counter
from typing import Any, NamedTuple

from pairwright.errors import PairwrightError
from pairwright.lj.geometry import Result
from pairwright.timing.cases import Case
from pairwright.timing.contestant import Contestant, Prepared
from pairwright.timing.environment import installed_version
from pairwright.timing.gate import deviation, reference
from pairwright.timing.harness import Timing, interleaved
from pairwright.timing.memory import peak_memory_mib

TOGETHER = "computed together with {}, at its price"
NOT_INSTALLED = "not installed"


@dataclass(frozen=True)
class Measurement:
    """One row of measurements.csv; None for what was not measured.

    ``agreement`` is the relative deviation from the reference, ``first_s`` the first call on
    the system, in which code may be compiled or loaded, and ``peak_memory_MiB`` what a call takes
    beyond the memory in use before it.
    """

    system: str
    natoms: int
    implementation: str
    quantity: str
    median_s: float | None = None
    q1_s: float | None = None
    q3_s: float | None = None
    repeats: int | None = None
    agreement: float | None = None
    first_s: float | None = None
    peak_memory_MiB: float | None = None  # noqa: N815 (units as everywhere in names)
    version: str | None = None
    remark: str = ""


class _Entry(NamedTuple):
    row: Measurement
    prepared: Prepared


Report = Callable[[str], None]


def measurements(
    case: Case,
    contestants: Mapping[str, Contestant],
    *,
    seconds: float,
    seed: int,
    report: Report = lambda _: None,
) -> list[Measurement]:
    """Return the rows of one system, in the order of the contestants.

    Each is timed for about ``seconds``. Raises PairwrightError when an own implementation deviates
    by more than its tolerance; another program that does is a row that says so.
    """
    expected = reference(case)
    rows: list[Measurement] = []
    entries: dict[str, _Entry] = {}
    for name, contestant in contestants.items():
        if not contestant.suits(case):
            continue
        for quantity in contestant.timed_quantities(case):
            report(f"{case.system}: checking {name}, {quantity}")
            found = _checked(case, contestant, quantity, expected)
            if isinstance(found, Measurement):
                rows.append(found)
            else:
                entries[f"{name}, {quantity}"] = found
    timings = interleaved(
        {key: entry.prepared.call for key, entry in entries.items()},
        seconds,
        seed,
        lambda key: report(f"{case.system}: timing {key}"),
        warm=True,
    )
    for key, entry in entries.items():
        rows.append(_timed(entry, timings[key]))
    return _completed(rows, case, contestants)


def _checked(
    case: Case, contestant: Contestant, quantity: str, expected: Result
) -> Measurement | _Entry:
    """Return a contestant that may be timed, or the row that says why not."""
    row = Measurement(
        case.system,
        case.natoms,
        contestant.name,
        quantity,
        version=installed_version(contestant.distribution),
        remark=contestant.remark,
    )
    if row.version is None:
        return replace(row, remark=NOT_INSTALLED)
    try:
        prepared = contestant.prepare(case, quantity)
    except ImportError as error:
        return replace(row, remark=f"cannot be loaded: {str(error).splitlines()[0]}")
    start = perf_counter()
    prepared.call()
    first = perf_counter() - start
    # The first call of all may compile: only the second one shows what the work itself takes.
    row = replace(row, first_s=first, peak_memory_MiB=peak_memory_mib(prepared.call))
    if prepared.answer is None:
        return _Entry(row, prepared)
    row = replace(row, agreement=deviation(prepared.answer(), expected, case))
    if row.agreement is not None and row.agreement <= contestant.tolerance:
        return _Entry(row, prepared)
    text = f"deviates by {row.agreement:.2g}, more than {contestant.tolerance:g}"
    if contestant.distribution == "pairwright":
        raise PairwrightError(f"timing: {contestant.name} on {case.system} {text}: not timed")
    return replace(row, first_s=None, peak_memory_MiB=None, remark=f"{text}: not timed")


def _timed(entry: _Entry, timing: Timing) -> Measurement:
    times = entry.prepared.times
    return replace(
        entry.row,
        median_s=timing.median_s / times,
        q1_s=timing.q1_s / times,
        q3_s=timing.q3_s / times,
        repeats=timing.repeats,
    )


def _completed(
    rows: list[Measurement], case: Case, contestants: Mapping[str, Contestant]
) -> list[Measurement]:
    """Add the quantities that come with everything, and put the rows in order."""
    found = {(row.implementation, row.quantity): row for row in rows}
    quantities = {
        name: dict.fromkeys((*case.quantities, *contestant.timed_quantities(case)))
        for name, contestant in contestants.items()
    }
    everything = case.quantities[-1]
    for name, contestant in contestants.items():
        whole = found.get((name, everything))
        if whole is None or contestant.steps:
            continue
        for quantity in case.quantities[:-1]:
            if (name, quantity) not in found:
                note = TOGETHER.format(everything) if whole.median_s is not None else ""
                remark = "; ".join(text for text in (note, whole.remark) if text)
                found[name, quantity] = replace(whole, quantity=quantity, remark=remark)
    return [
        found[name, quantity]
        for name in contestants
        for quantity in quantities[name]
        if (name, quantity) in found
    ]


def as_records(rows: list[Measurement]) -> list[dict[str, Any]]:
    """Return the rows as plain dictionaries."""
    return [asdict(row) for row in rows]
