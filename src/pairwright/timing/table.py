"""measurements.csv: its columns, and what reads it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from pairwright.errors import PairwrightError

COLUMNS = (
    "system",
    "natoms",
    "implementation",
    "quantity",
    "median_s",
    "q1_s",
    "q3_s",
    "repeats",
    "agreement",
    "first_s",
    "peak_memory_MiB",
    "version",
    "remark",
)


def rows(records: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """Return the rows of measurements.csv from records of :mod:`pairwright.timing.measure`."""
    return [[record[name] for name in COLUMNS] for record in records]


def read(path: str | Path) -> pd.DataFrame:
    """Return measurements.csv as a table; missing texts are empty.

    Raises PairwrightError naming the file when it is missing or damaged.
    """
    try:
        table = pd.read_csv(path, dtype={"version": str, "remark": str})
    except (OSError, ValueError) as error:
        raise PairwrightError(f"{path}: not a readable CSV table ({error})") from None
    missing = [name for name in COLUMNS if name not in table]
    if missing:
        raise PairwrightError(f"{path}: has no column {', '.join(missing)}")
    return table.fillna({"version": "", "remark": ""})


def family(table: pd.DataFrame, name: str, quantity: str) -> pd.DataFrame:
    """Return natoms (rows) by implementation (columns) of the median seconds.

    ``name`` is the kind of system: ``cluster`` or ``fcc``.
    """
    chosen = table[table["system"].str.startswith(f"{name}-") & (table["quantity"] == quantity)]
    timed = chosen.dropna(subset=["median_s"])
    return timed.pivot_table(
        index="natoms", columns="implementation", values="median_s"
    ).sort_index()
