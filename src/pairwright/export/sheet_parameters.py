"""The part of a data sheet on the values of the parameters, and how sure they are."""

from collections.abc import Mapping
from typing import Any

from pairwright.export.digits import with_error
from pairwright.export.judged import resampled_error
from pairwright.export.markdown import escaped, table
from pairwright.export.potential import Potential

Record = Mapping[str, Any]

BRACKETS = (
    "A number in brackets is the standard error of the digits before it. Take the values from "
    "`potential.json`: parameters depend on each other, so rounding one alone changes energies by "
    "more than its error bar says."
)
BY_COVARIANCE = (
    "The covariance takes what the form cannot say for independent noise: its errors are lower "
    "bounds."
)


def parameter_lines(potential: Potential, judgement: Record) -> list[str]:
    """Return a table of the parameters with errors, of resampled groups where there are some."""
    parameters = potential.model.parameters
    entries = [(each, potential.fit["parameters"][each.name]) for each in parameters]
    resampled = {each.name: resampled_error(judgement, each.name) for each, _ in entries}
    known = any(resampled.values())
    rows = []
    for parameter, entry in entries:
        by_fit = with_error(entry["value"], entry.get("standard_error"))
        by_groups = with_error(entry["value"], resampled[parameter.name])
        rows.append([parameter.name, parameter.unit, *([by_groups] if known else []), by_fit])
    header = ["parameter", "unit"]
    header += ["value, error of resampled groups", "error of the covariance"] if known else []
    header += [] if known else ["value, error of the covariance"]
    lines = [*table(header, rows, texts=2), "", f"{BRACKETS} {BY_COVARIANCE}"]
    lacking = [each.name for each, entry in entries if not entry.get("standard_error")]
    if lacking:
        why = "held, at a bound, or not determined by the data"
        lines += ["", f"Without an error bar ({why}): {escaped(', '.join(lacking))}."]
    return lines
