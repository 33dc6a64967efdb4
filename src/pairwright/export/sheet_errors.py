"""The part of a data sheet on how far the potential is from the database."""

from collections.abc import Mapping
from typing import Any

from pairwright.export.judged import cross_validated
from pairwright.export.markdown import escaped, measured, number, table
from pairwright.export.potential import Potential

Record = Mapping[str, Any]

QUANTITIES = {"energy": "meV_per_atom", "force": "meV_per_A", "stress": "GPa"}
UNITS = ("meV/atom", "meV/Å", "GPa")


def error_lines(fit: Record, judgement: Record) -> list[str]:
    """Return tables of root mean square errors: of all rows, and of each crystal."""
    header = ["rows", "number", *_with_units(QUANTITIES)]
    rows = [
        _error_row(name, entry)
        for name, entry in (
            ("fitted", fit["metrics"]["train"]),
            ("held out of the fit", fit["metrics"]["test"]),
            *cross_validated(judgement),
        )
        if entry["rows"]
    ]
    return [
        "Root mean square differences to the database.",
        "",
        *table(header, rows),
        "",
        *_by_crystal(fit),
    ]


def headline(potential: Potential) -> str:
    """Return a sentence on what was fitted, and how well it foretells what was not."""
    fit = potential.fit
    train, test = fit["metrics"]["train"], fit["metrics"]["test"]
    which, entry = ("that it has not seen", test) if test["rows"] else ("it was fitted to", train)
    errors = [
        f"{number(entry[_key(name)])} {unit}"
        for name, unit in zip(QUANTITIES, UNITS, strict=True)
        if entry[_key(name)] is not None
    ]
    said = " and ".join(filter(None, [", ".join(errors[:-1]), errors[-1]]))
    return (
        f"Fitted to {train['rows']} rows of {escaped(potential.database_name)}. On the "
        f"{entry['rows']} rows {which} it differs from the database by {said} "
        "(root mean squares)."
    )


def _by_crystal(fit: Record) -> list[str]:
    train, test = (fit["metrics_by_structure"][part] for part in ("train", "test"))
    held_out = any(entry["rows"] for entry in test.values())
    header = ["crystal", *_with_units(QUANTITIES)]
    rows = []
    for name in sorted(train):
        cells = [number(train[name][_key(quantity)]) for quantity in QUANTITIES]
        if held_out:
            unseen = [number(test[name][_key(quantity)]) for quantity in QUANTITIES]
            cells = [f"{one} / {other or 'none'}" for one, other in zip(cells, unseen, strict=True)]
        rows.append([name, *cells])
    told = "By crystal, fitted rows / rows held out of the fit:" if held_out else "By crystal:"
    return [told, "", *table(header, rows)]


def _error_row(name: str, entry: Record) -> list[str]:
    cells = [
        measured(entry.get(_key(quantity)), entry.get(f"{quantity}_rmse_standard_error_{unit}"))
        for quantity, unit in QUANTITIES.items()
    ]
    return [name, str(entry["rows"]), *cells]


def _with_units(names: Mapping[str, str]) -> list[str]:
    return [f"{name} ({unit})" for name, unit in zip(names, UNITS, strict=True)]


def _key(quantity: str) -> str:
    return f"{quantity}_rmse_{QUANTITIES[quantity]}"
