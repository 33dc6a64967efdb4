"""Values of claims as people read them: as many digits as were claimed, differences in words."""

from decimal import Decimal
from typing import Any

from pairwright.reproduce.agreement import is_number, leaves

Record = dict[str, Any]

SHORT = 6
"""Lists of so many numbers are written out."""
FEWEST_DIGITS, MOST_DIGITS = 3, 16


def claimed(outcome: Record) -> str:
    """Return what is claimed, with its unit; of many numbers, how many."""
    return _shown(outcome["value"], None, outcome["unit"])


def found(outcome: Record) -> str:
    """Return our value, with as many digits as were claimed and one to spare."""
    value = outcome["ours"]
    if value is None:
        return "none"
    text = _shown(value, digits_of(outcome["value"]), outcome["unit"])
    most = off_by(outcome).lstrip("+-") if _is_long(value) else ""
    return f"{text}, off by at most {most}" if most else text


def off_by(outcome: Record) -> str:
    """Return by how much our value is off, in the claim's unit or in percent; "" if it is not."""
    difference = outcome["difference"]
    if not difference or not difference["absolute"]:
        return ""
    tolerance = outcome["tolerance"] or {}
    if "factor" in tolerance and "relative" in difference:
        return f"{1 + difference['relative']:.3g} times"
    if "relative" in tolerance and "relative" in difference:
        return f"{100 * difference['relative']:+.2g} %"
    return _with_unit(f"{difference['absolute']:+.2g}", outcome["unit"])


def allowed(outcome: Record) -> str:
    """Return the tolerance in words; "" for bounds, texts, and what is not compared."""
    tolerance = outcome["tolerance"]
    if not tolerance:
        return ""
    ((kind, size),) = tolerance.items()
    if kind == "factor":
        return f"within a factor of {size:g}"
    if not size:
        return "exactly"
    if kind == "relative":
        return f"within {100 * size:.2g} %" if size >= 1e-4 else f"within {size:.1g} of it"
    return f"within {_with_unit(f'{size:.1g}', outcome['unit'])}"


def digits_of(value: Any) -> int:
    """Return how many significant digits the longest number of a claim has, and one to spare."""
    if isinstance(value, dict):
        return FEWEST_DIGITS
    numbers = [number for number in leaves(value) if is_number(number)]
    counts = [len(Decimal(repr(number)).normalize().as_tuple().digits) for number in numbers]
    return min(max([FEWEST_DIGITS, *(count + 1 for count in counts)]), MOST_DIGITS)


def _shown(value: Any, digits: int | None, unit: str) -> str:
    return _value(value, digits) if _is_long(value) else _with_unit(_value(value, digits), unit)


def _value(value: Any, digits: int | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return _bounds(value)
    if isinstance(value, list):
        return _list(value, digits)
    if isinstance(value, float):
        return f"{value:.{digits}g}" if digits else f"{value!r}"
    if isinstance(value, str):
        return " / ".join(value.split("\n")).strip(" /")
    return str(value)


def _list(values: list[Any], digits: int | None) -> str:
    if _is_long(values):
        return f"{len(list(leaves(values)))} numbers"
    return ", ".join(_value(value, digits) for value in values)


def _is_long(value: Any) -> bool:
    """Return whether a value is a list of more numbers than are written out, or a list of lists."""
    if not isinstance(value, list):
        return False
    return len(value) > SHORT or any(isinstance(item, list) for item in value)


def _bounds(value: Record) -> str:
    ((kind, bound),) = value.items()
    if kind == "between":
        return f"{bound[0]:g} to {bound[1]:g}"
    return f"{'at least' if kind == 'at_least' else 'at most'} {bound:g}"


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}".strip()


def number(value: Any) -> str:
    """Return a number or a text of a result, six digits of it."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
