"""Result files made by hand, with a number of its own wherever the paper looks one up."""

import csv
import json

from pairwright.reproduce.numbers import entries

FIRST = 1001


def numbered_results(table):
    """Return the content of each result file that the paper's table of numbers names.

    A JSON file is a mapping of whole dotted keys, a CSV file a list of rows. Numbers count up from
    ``FIRST``, so that no two are the same; every uncertainty is 3.
    """
    contents = {}
    for entry in entries(table).values():
        if entry.get("file", "").startswith("results/"):
            content = contents.setdefault(entry["file"], {})
            _add(content, entry, FIRST + sum(map(len, contents.values())))
    return {
        name: list(content.values()) if name.endswith(".csv") else _listed(content)
        for name, content in contents.items()
    }


def _add(content, entry, number):
    """Add what an entry looks up; rows are kept by what they are found by."""
    value = "words" if entry.get("text") else [number] if "reduce" in entry else number
    if "where" not in entry:
        content.setdefault(entry["key"], value)
        content.update({entry["error"]: 3} if "error" in entry else {})
        return
    rows = content.setdefault(entry["key"], {}) if "key" in entry else content
    row = rows.setdefault(json.dumps(entry["where"]), dict(entry["where"]))
    row.setdefault(entry["column"], value)
    row.update({entry["error"]: 3} if "error" in entry else {})


def _listed(content):
    """Return the content of a JSON file with its rows as lists."""
    return {
        key: list(value.values()) if isinstance(value, dict) else value
        for key, value in content.items()
    }


def write_results(folder, contents):
    """Write result files below a folder."""
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".csv"):
            columns = dict.fromkeys(column for row in content for column in row)
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                writer.writerows(content)
        else:
            path.write_text(json.dumps(content), encoding="utf-8")
