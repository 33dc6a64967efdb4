"""Where a number of the paper comes from: a key of a JSON or YAML file, or a cell of a table.

A table is a CSV file, one of the tables of a Markdown page, or the shipped database, whose rows
then have their own keys, ``energy_per_atom_eV``, and the same of each part of the energy.
"""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from pairwright.errors import PairwrightError
from pairwright.safe_yaml import parsed
from pairwright.store import read_json

Rows = list[dict[str, Any]]
_SHOWN = 6
"""How many of the possible keys or rows a message names."""


def read_source(path: str | Path) -> Any:
    """Read a file that numbers come from: JSON, YAML, CSV, Markdown, or an ASE database.

    JSON and YAML give what they hold, CSV and databases a list of rows, Markdown a list of tables
    (lists of rows). Raises PairwrightError naming the file when it is missing or damaged, or of
    another kind.
    """
    readers = {".json": read_json, ".yaml": _yaml, ".csv": _csv, ".md": _markdown, ".db": _database}
    ending = Path(path).suffix
    if ending not in readers:
        raise PairwrightError(f"{path}: numbers come from {', '.join(readers)}, not {ending!r}")
    return readers[ending](path)


def value_at(content: Any, key: str) -> Any:
    """Return the value at a dotted key; a part may be the number of a list's item.

    Where a key has dots in it, such as ``2.5``, the longest that fits is taken. Raises
    PairwrightError that names the part that is missing and what there is instead.
    """
    value, parts = content, key.split(".")
    while parts:
        for length in range(len(parts), 0, -1):
            found, inner = _step(value, ".".join(parts[:length]))
            if found:
                value, parts = inner, parts[length:]
                break
        else:
            there = list(value) if isinstance(value, Mapping) else range(len(_listed(value)))
            raise PairwrightError(f"there is no {key!r}: {parts[0]!r} is not among {_some(there)}")
    return value


def cell(content: Any, where: Mapping[str, Any], column: str) -> Any:
    """Return the cell of the one row whose columns have the values of ``where``.

    ``content`` is a list of rows, or of tables, as :func:`read_source` gives it. Raises
    PairwrightError when there is no such row, or more than one, or no such column.
    """
    tables: list[Rows] = [content] if content and isinstance(content[0], dict) else content
    fitting = [rows for rows in tables if rows and {column, *where} <= set(rows[0])]
    if not fitting:
        there = {name: None for rows in tables for name in (rows[0] if rows else ())}
        missing = [name for name in (column, *where) if name not in there] or [column, *where]
        raise PairwrightError(f"no table has columns {_some(missing)}; there are {_some(there)}")
    wanted = {name: str(value) for name, value in where.items()}
    everything = [row for table in fitting for row in table]
    rows = [row for row in everything if all(str(row.get(n)) == v for n, v in wanted.items())]
    if len(rows) != 1:
        described = ", ".join(f"{name} = {value}" for name, value in wanted.items())
        raise PairwrightError(f"{len(rows) or 'no'} rows have {described}; one is needed")
    return rows[0][column]


def _step(value: Any, part: str) -> tuple[bool, Any]:
    if isinstance(value, Mapping):
        return part in value, value.get(part)
    if isinstance(value, list) and part.lstrip("-").isdigit() and abs(int(part)) < len(value):
        return True, value[int(part)]
    return False, None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _some(names: Any) -> str:
    listed = [str(name) for name in names]
    return ", ".join(listed[:_SHOWN]) + (", ..." if len(listed) > _SHOWN else "") or "nothing"


def _yaml(path: str | Path) -> Any:
    try:
        return parsed(_text(path))
    except yaml.YAMLError as error:
        raise PairwrightError(f"{path}: not a readable YAML file ({error})") from None


def _csv(path: str | Path) -> Rows:
    return list(csv.DictReader(_text(path).splitlines()))


def _markdown(path: str | Path) -> list[Rows]:
    """Return the tables of a page, each a list of rows by the heads of their columns."""
    tables: list[Rows] = []
    heads: list[str] = []
    for line in _text(path).splitlines():
        cells = [part.strip().replace("`", "") for part in line.strip().strip("|").split("|")]
        if not line.strip().startswith("|"):
            heads = []
        elif not heads:
            heads = cells
            tables.append([])
        elif not all(set(part) <= set("-: ") and part for part in cells):
            tables[-1].append(dict(zip(heads, cells, strict=False)))
    return tables


def _database(path: str | Path) -> Rows:
    if not Path(path).is_file():
        raise PairwrightError(f"{path}: no such file")
    from ase.db import connect

    rows = []
    for row in connect(path).select():
        energies = {"": row.energy} | {
            f"{name}_": part["energy"] for name, part in row.data.get("parts", {}).items()
        }
        known = {f"{name}energy_per_atom_eV": e / row.natoms for name, e in energies.items()}
        rows.append({key: str(value) for key, value in (row.key_value_pairs | known).items()})
    return rows


def _text(path: str | Path) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PairwrightError(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PairwrightError(f"{path}: not a readable text ({error})") from None
