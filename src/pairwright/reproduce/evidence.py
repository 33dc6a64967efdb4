"""Where a number is: a result file and a key in it, rows of a table, or a few of these together.

An expression is one of::

    {file: fits/simplex/fit.json, key: parameters/sigma/value}
    {file: timing/measurements.csv, where: {system: cluster-13}, column: median_s, row: last}
    {count: {file: literate/doctests/record.json, key: blocks, where: {kind: example}}}
    {rms: {file: fits/simplex/predictions.csv, where: {structure: fcc}, columns: [one, other]}}
    {ratio: [one, other]}  {difference: [one, other]}  {mean: [...]}  {size: one}
    [one, other, ...]

Files are named from the folder of results. In a key, a number leads to an item of a list, and
``name=value`` to the one item that has this value under this name.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from pairwright.errors import PairwrightError
from pairwright.store import read_json

Expression = Any
Row = dict[str, Any]

_OF_TWO = ("ratio", "difference")


@dataclass(frozen=True)
class Results:
    """The result files of a run: paths by name, such as fits/simplex/fit.json; each read once."""

    paths: Mapping[str, Path]
    _read: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str], files: Iterable[str]) -> "Results":
        """Pair each of the ``names`` with the one of the ``files`` that ends like it, if any."""
        found = {name: path for name in names for path in files if path.endswith(f"/{name}")}
        return cls({name: Path(path) for name, path in found.items()})

    def read(self, name: str) -> Any:
        """Return the content of a JSON file, or the rows of a table, tab-separated where .tsv.

        Raises PairwrightError naming the file when it is missing or damaged.
        """
        if name not in self._read:
            path = self.paths.get(name, Path(name))
            self._read[name] = read_json(path) if name.endswith(".json") else _rows(path)
        return self._read[name]


def _rows(path: Path) -> list[Row]:
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            delimiter = "\t" if path.suffix == ".tsv" else ","
            return [dict(row) for row in csv.DictReader(stream, delimiter=delimiter)]
    except FileNotFoundError:
        raise PairwrightError(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PairwrightError(f"{path}: not a readable table ({error})") from None


def value_of(expression: Expression, results: Results) -> Any:
    """Return what an expression leads to: a number, a text, true or false, or a list of these.

    Raises PairwrightError naming the file and the key, or the column, that there is not.
    """
    if isinstance(expression, list):
        return [value_of(part, results) for part in expression]
    if "file" in expression:
        content = results.read(expression["file"])
        if "key" in expression:
            return at(content, expression["key"], expression["file"])
        return _cell(expression, content)
    ((operation, operand),) = expression.items()
    if operation in ("count", "rms"):
        rows = _chosen(operand, results.read(operand["file"]))
        return len(rows) if operation == "count" else _rms(operand, rows)
    return _combined(operation, value_of(operand, results))


def _combined(operation: str, values: Any) -> float | None:
    """Return a ratio, difference, mean or size of numbers; None where one of them is missing."""
    numbers = values if isinstance(values, list) else [values]
    if any(number is None for number in numbers):
        return None
    if operation == "size":
        return abs(float(values))
    if operation == "mean":
        return float(np.mean(numbers))
    one, other = (float(number) for number in numbers)
    if operation == "difference":
        return one - other
    return one / other if other else None


def at(content: Any, key: str, name: str) -> Any:
    """Return what a key leads to in the content of a JSON file of this name.

    Raises PairwrightError when it leads nowhere.
    """
    value = content
    for part in key.split("/"):
        try:
            value = _step(value, part)
        except (LookupError, ValueError, TypeError):
            there = ", ".join(map(str, value)) if isinstance(value, dict) else type(value).__name__
            raise PairwrightError(
                f"{name}: no {part!r} on the way to {key}; there is {there[:120]}"
            ) from None
    return value


def _step(value: Any, part: str) -> Any:
    if isinstance(value, dict):
        return value[part]
    if "=" in part:
        key, wanted = part.split("=", 1)
        (item,) = [item for item in value if str(item[key]) == wanted]
        return item
    return value[int(part)]


def _chosen(expression: Expression, content: Any) -> list[Row]:
    """Return the rows, or the items of a list of records, that an expression asks for."""
    rows = at(content, expression["key"], expression["file"]) if "key" in expression else content
    wanted = expression.get("where", {})
    for column in wanted:
        _column_exists(expression["file"], rows, column)
    return [row for row in rows if all(str(row[c]) == str(v) for c, v in wanted.items())]


def _column_exists(name: str, rows: list[Row], column: str) -> None:
    if rows and column not in rows[0]:
        raise PairwrightError(f"{name}: no column {column!r}; there are {', '.join(rows[0])}")


def _cell(expression: Expression, content: Any) -> float | str | None:
    """Return the one number, or text, of a column in the rows that are asked for."""
    rows = _chosen(expression, content)
    name, column = expression["file"], expression["column"]
    _column_exists(name, rows, column)
    if not rows or (len(rows) > 1 and expression.get("row") != "last"):
        wanted = ", ".join(f"{key} = {value}" for key, value in expression["where"].items())
        raise PairwrightError(f"{name}: {len(rows)} rows with {wanted}; one is needed")
    return _number(rows[-1][column])


def _number(text: str) -> float | str | None:
    try:
        return float(text) if text else None
    except ValueError:
        return text


def _rms(expression: Expression, rows: list[Row]) -> float | None:
    """Return the root of the mean squared difference of two columns."""
    one, other = expression["columns"]
    for column in (one, other):
        _column_exists(expression["file"], rows, column)
    if not rows:
        return None
    differences = [float(row[one]) - float(row[other]) for row in rows]
    return float(np.sqrt(np.mean(np.square(differences))))


def files_of(expression: Expression) -> Iterator[str]:
    """Yield the names of the files that an expression reads."""
    if isinstance(expression, list):
        for part in expression:
            yield from files_of(part)
    elif "file" in expression:
        yield expression["file"]
    else:
        for operand in expression.values():
            yield from files_of(operand)


def written(expression: Expression) -> str:
    """Return an expression in words, such as "fits/simplex/fit.json: parameters/sigma/value"."""
    if isinstance(expression, list):
        return " and ".join(written(part) for part in expression)
    if "file" in expression:
        return _place(expression)
    ((operation, operand),) = expression.items()
    if operation == "count":
        return f"number of rows of {_place(operand)}"
    if operation == "rms":
        return f"root mean square of {' - '.join(operand['columns'])} in {_place(operand)}"
    if operation in _OF_TWO:
        one, other = (written(part) for part in operand)
        return f"({one}) {'/' if operation == 'ratio' else '-'} ({other})"
    return f"{operation} of {written(operand)}"


def _place(expression: Expression) -> str:
    where = ", ".join(f"{key} = {value}" for key, value in expression.get("where", {}).items())
    told = [str(expression[part]) for part in ("key", "column") if part in expression]
    if where:
        told.append(f"where {where}")
    return f"{expression['file']}: {' '.join(told)}" if told else str(expression["file"])
