"""Every number of the paper, from results, by a table that says where each comes from.

The table is paper/numbers.yaml. Its ``numbers`` are groups; an entry of a group is one of

    name: {file: F, key: K}                         a key of JSON or YAML
    name: {file: F, where: {column: value}, column: C}    a cell of a table; key: where it is in F
    name: {quotient: [a, b]}                        of numbers above it; also difference, product,
                                                    sum, largest, smallest

with ``unit``, and what the text needs: ``times`` (a factor that converts to the unit), ``error``
(key or column of the uncertainty, in the same place), ``digits`` (significant ones, where there is
no error), ``decimals``, ``reduce`` (largest, smallest or count of what the key holds), ``text``
(true: not a number). A group's ``each`` repeats its entries for every value of a name in braces.
"""

import difflib
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pairwright.errors import PairwrightError
from pairwright.reproduce.number_sources import cell, value_at
from pairwright.reproduce.number_text import (
    Written,
    is_number,
    place_of_digits,
    place_of_error,
    tex_text,
    words,
    written,
)

Entry = Mapping[str, Any]
_WHERE_ABOVE = "paper/numbers.yaml"
_EXACT_DIGITS = 15


@dataclass(frozen=True)
class Number:
    """A number as the text prints it. ``place`` is the decimal place of its last digit."""

    value: float | str
    unit: str
    written: Written
    source: str
    key: str
    uncertainty: float | None = None
    place: int | None = None


def entries(table: Mapping[str, Any]) -> dict[str, Entry]:
    """Return every entry by name, with the names in braces of repeated groups filled in.

    Raises PairwrightError for a name that is given twice.
    """
    found: dict[str, Entry] = {}
    for group in table["numbers"]:
        each: Mapping[str, list[Any]] = group.get("each", {})
        for values in itertools.product(*each.values()):
            filled = dict(zip(each, values, strict=True))
            for name, entry in group["entries"].items():
                full = _filled(name, filled)
                if full in found:
                    raise PairwrightError(f"{_WHERE_ABOVE}: number {full!r} is there twice")
                found[full] = _filled(entry, filled)
    return found


def source_files(table: Mapping[str, Any]) -> list[str]:
    """Return the name of every file that numbers come from, once, in order."""
    return list(dict.fromkeys(e["file"] for e in entries(table).values() if "file" in e))


def evaluated(table: Mapping[str, Any], sources: Mapping[str, Any]) -> dict[str, Number]:
    """Return every number of the table.

    ``sources`` has the content of each of :func:`source_files`. Raises PairwrightError in one line
    that names the number when a key is missing, empty or no number.
    """
    numbers: dict[str, Number] = {}
    for name, entry in entries(table).items():
        try:
            numbers[name] = _number(entry, sources, numbers)
        except PairwrightError as error:
            place = f"{entry['file']}: " if "file" in entry else ""
            raise PairwrightError(f"{_WHERE_ABOVE}: number {name!r}: {place}{error}") from None
        except (TypeError, ZeroDivisionError, OverflowError) as error:
            raise PairwrightError(f"{_WHERE_ABOVE}: number {name!r}: {error}") from None
    return numbers


def records(numbers: Mapping[str, Number]) -> dict[str, Any]:
    """Return the numbers as numbers.json has them."""
    return {
        name: {
            "value": number.value,
            "uncertainty": number.uncertainty,
            "unit": number.unit,
            "last_decimal_place": number.place,
            "text": number.written.plain,
            "with_uncertainty": number.written.with_uncertainty,
            "words": words(number.value) if isinstance(number.value, int | float) else None,
            "source": {"file": number.source, "key": number.key},
        }
        for name, number in numbers.items()
    }


def nearest(name: str, names: Sequence[str]) -> str:
    """Return ``, did you mean 'x'?`` for a name that is near one of some names, else nothing."""
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f", did you mean {close[0]!r}?" if close else ""


def _filled(value: Any, names: Mapping[str, Any]) -> Any:
    """Put the values of names in braces into texts, at any depth."""
    if isinstance(value, str):
        for name, filled in names.items():
            value = value.replace("{" + name + "}", str(filled))
        return value
    if isinstance(value, Mapping):
        return {_filled(key, names): _filled(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, names) for item in value]
    return value


def _number(entry: Entry, sources: Mapping[str, Any], above: Mapping[str, Number]) -> Number:
    unit = entry.get("unit", "")
    if "file" not in entry:
        value, key = _computed(entry, above)
        return _with_text(entry, Number(value, unit, _NOTHING, _WHERE_ABOVE, key))
    if entry["file"] not in sources:
        raise PairwrightError("no such source was given")
    content = sources[entry["file"]]
    key = _address(entry)
    value = _read(entry, content, "key", "column")
    if entry.get("text"):
        text = str(value)
        same = Written(text, tex_text(text), text, tex_text(text))
        return Number(text, unit, same, entry["file"], key)
    value = _as_number(_reduced(value, entry.get("reduce"))) * entry.get("times", 1)
    error = None
    if "error" in entry:
        error = _as_number(_read(entry, content, "error", "error")) * abs(entry.get("times", 1))
    return _with_text(entry, Number(value, unit, _NOTHING, entry["file"], key, error))


_NOTHING = Written("", "", "", "")


def _read(entry: Entry, content: Any, key: str, column: str) -> Any:
    if "where" in entry:
        rows = value_at(content, entry["key"]) if "key" in entry else content
        return cell(rows, entry["where"], entry[column])
    return value_at(content, str(entry[key]))


def _address(entry: Entry) -> str:
    if "where" not in entry:
        return str(entry["key"])
    row = ", ".join(f"{name}={value}" for name, value in entry["where"].items())
    return f"{entry.get('key', '')}[{row}] {entry['column']}".lstrip()


def _reduced(value: Any, how: str | None) -> Any:
    """Return the largest, the smallest or the number of what a key holds."""
    if how is None:
        return value
    items = list(value.values()) if isinstance(value, Mapping) else list(value)
    if how == "count":
        return len(items)
    return _REDUCTIONS[how]([_as_number(item) for item in items])


_REDUCTIONS: dict[str, Callable[[list[float]], float]] = {"largest": max, "smallest": min}


def _as_number(value: Any) -> float:
    if isinstance(value, str):
        try:
            value = float(value) if value.strip() else None
        except ValueError:
            raise PairwrightError(f"{value!r} is not a number") from None
    if not is_number(value):
        raise PairwrightError(f"{value!r} is not a finite number")
    number: float = value
    return number


_OPERATIONS: dict[str, Callable[[list[float]], float]] = {
    "quotient": lambda values: values[0] / values[1],
    "difference": lambda values: values[0] - values[1],
    "product": math.prod,
    "sum": sum,
    "largest": max,
    "smallest": min,
}


def _computed(entry: Entry, above: Mapping[str, Number]) -> tuple[float, str]:
    """Return what an entry makes of numbers above it, and how."""
    name = next((name for name in _OPERATIONS if name in entry), None)
    if name is None:
        raise PairwrightError(f"it needs a file, or one of {', '.join(_OPERATIONS)}")
    value = _OPERATIONS[name]([value_of(operand, above) for operand in entry[name]])
    return value * entry.get("times", 1), f"{name} of {', '.join(map(str, entry[name]))}"


def value_of(operand: Any, numbers: Mapping[str, Number]) -> float:
    """Return a number given by its name, or as it is."""
    if is_number(operand):
        return float(operand)
    if operand not in numbers:
        known = nearest(str(operand), list(numbers))
        raise PairwrightError(f"there is no number {operand!r} above it{known}")
    return _as_number(numbers[operand].value)


def _with_text(entry: Entry, number: Number) -> Number:
    """Return a number with its text: digits by its uncertainty, or as the entry asks for."""
    value = _as_number(number.value)
    if number.uncertainty is not None and number.uncertainty > 0:
        place = place_of_error(number.uncertainty)
    elif "decimals" in entry:
        place = -int(entry["decimals"])
    elif "digits" in entry:
        place = place_of_digits(value, int(entry["digits"]))
    elif float(value).is_integer():
        place = 0
    else:
        raise PairwrightError("it needs error, digits or decimals: how many are justified?")
    text = written(value, place, number.uncertainty)
    return Number(value, number.unit, text, number.source, number.key, number.uncertainty, place)
