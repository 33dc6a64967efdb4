"""The parts of a data sheet on errors, and on how sure the parameters are."""

from collections.abc import Iterator, Mapping
from typing import Any

from pairwright.export.digits import with_error
from pairwright.export.markdown import escaped, measured, number, table
from pairwright.export.potential import Potential

Record = Mapping[str, Any]

QUANTITIES = {"energy": "meV_per_atom", "force": "meV_per_A", "stress": "GPa"}
UNITS = ("meV/atom", "meV/Å", "GPa")

KINDS = {
    "grouped": "held out group by group",
    "left-out": "held out crystal by crystal",
    "random": "held out at random (too good: copies of one crystal are parted)",
}
"""What cross-validation leaves out, by its names in ``judgement.json``."""

INDEPENDENT = (
    "Standard errors of the fit take what the form cannot say for independent noise, so they are "
    "lower bounds."
)


def error_lines(fit: Record, judgement: Record) -> list[str]:
    """Return tables of root mean square errors: of all rows, and of each crystal."""
    header = ["rows", "number", *_with_units(QUANTITIES)]
    rows = [
        _error_row(name, entry)
        for name, entry in (
            ("fitted", fit["metrics"]["train"]),
            ("held out of the fit", fit["metrics"]["test"]),
            *_cross_validated(judgement),
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
    return (
        f"Fitted to {train['rows']} rows of {escaped(potential.database_name)}. On the "
        f"{entry['rows']} rows {which} it differs from the database by {' and '.join(errors)} "
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


def _cross_validated(judgement: Record) -> Iterator[tuple[str, Record]]:
    found = _section(judgement, "cross_validation")
    for kind, words in KINDS.items():
        entry = _section(_section(found, kind), "all")
        if "rows" in entry:
            yield words, entry


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


def parameter_table(potential: Potential, judgement: Record) -> list[str]:
    """Return a table of the parameters, with the errors of the fit and of resampled groups."""
    bootstrap = _section(_section(judgement, "bootstrap"), "parameters")
    header = ["parameter", "unit", "value"] + (
        ["with the error of resampling"] if bootstrap else []
    )
    rows = []
    for parameter in potential.model.parameters:
        entry = potential.fit["parameters"][parameter.name]
        shown = with_error(entry["value"], entry.get("standard_error"))
        cells = [parameter.name, parameter.unit, shown]
        if bootstrap:
            spread = _spread(_section(bootstrap, parameter.name))
            cells.append("" if spread is None else with_error(entry["value"], spread))
        rows.append(cells)
    return table(header, rows, texts=2)


def without_error(potential: Potential) -> list[str]:
    """Return the names of parameters that the fit gives no error bar."""
    return [
        parameter.name
        for parameter in potential.model.parameters
        if not potential.fit["parameters"][parameter.name].get("standard_error")
    ]


def uncertainty_lines(judgement: Record) -> list[str]:
    """Return what ``judgement.json`` says in sentences, each once, in its order."""
    sentences = dict.fromkeys(_sentences(judgement))
    return [f"- {escaped(sentence)}" for sentence in sentences]


def _sentences(found: Any) -> Iterator[str]:
    if isinstance(found, Mapping):
        for name, value in found.items():
            if name == "sentence" and isinstance(value, str):
                yield value
            else:
                yield from _sentences(value)


def _spread(entry: Record) -> float | None:
    for name in ("standard_error", "standard_deviation"):
        if isinstance(entry.get(name), float):
            return float(entry[name])
    return None


def _section(found: Any, name: str) -> Record:
    value = found.get(name) if isinstance(found, Mapping) else None
    return value if isinstance(value, Mapping) else {}
