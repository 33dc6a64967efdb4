"""The part of a data sheet on properties of crystals, beside the database's own."""

from collections.abc import Mapping
from typing import Any

from pairwright.export.judged import resampled_property_error
from pairwright.export.markdown import NOTHING, both, escaped, measured, number, table

Record = Mapping[str, Any]

MINIMA = {
    "a0 (Å)": ("a0_A", 4),
    "V0 (Å^3/atom)": ("V0_A3", 4),
    "cohesive energy (meV/atom)": ("cohesive_energy_meV_per_atom", 4),
    "B0 (GPa)": ("B0_GPa", 3),
    "B0'": ("B0_prime", 3),
}
"""Columns, with the names in ``properties.json`` and the digits that are shown."""

ELASTIC = {"C11": (0, 0), "C12": (0, 1), "C13": (0, 2), "C33": (2, 2), "C44": (3, 3), "C66": (5, 5)}
"""Columns, and where they are in the matrix of a crystal that is not cubic."""

NOISE_THZ = 0.001


def property_lines(properties: Record, judgement: Record) -> list[str]:
    """Return tables of a ``properties.json``; nothing of what it does not have.

    Errors of resampled groups are from the fit's ``judgement.json``, where there is one.
    """
    crystals = properties.get("crystals", {})
    if not crystals:
        return []
    brackets = ", errors of resampled groups in brackets" if judgement else ""
    lines = [f"Minima of energy over volume, potential / database{brackets}:", ""]
    lines += _minima(crystals, judgement)
    lines += [f"- {escaped(f'{name}: {reason}')}" for name, reason in _reasons(crystals).items()]
    elastic = {name: each["elastic"] for name, each in crystals.items() if each.get("elastic")}
    if elastic:
        lines += ["", "Elastic constants (GPa) and phonons at the potential's own minimum:", ""]
        lines += _elastic(elastic, crystals, judgement)
        lines += ["", "A negative frequency stands for an imaginary one: the crystal gives way."]
    stability = properties.get("stability")
    return [*lines, "", _stability_sentence(stability)] if stability else lines


def _minima(crystals: Record, judgement: Record) -> list[str]:
    rows = []
    for name, each in sorted(crystals.items()):
        cells = []
        for key, digits in MINIMA.values():
            error = resampled_property_error(judgement, name, key)
            cells.append(both(each["potential"].get(key), each["data"].get(key), digits, error))
        rows.append([name, *cells])
    return table(["crystal", *MINIMA], rows)


def _reasons(crystals: Record) -> dict[str, str]:
    """Return why a crystal has no minimum, for those that have none in the potential."""
    found = {name: each["potential"].get("reason") for name, each in sorted(crystals.items())}
    return {name: reason for name, reason in found.items() if reason}


def _elastic(elastic: Record, crystals: Record, judgement: Record) -> list[str]:
    rows = []
    for name, record in sorted(elastic.items()):
        errors = {
            column: resampled_property_error(judgement, name, f"{column}_GPa") for column in ELASTIC
        }
        cells = [measured(_constant(record, column), errors[column]) for column in ELASTIC]
        stable = "yes" if record.get("stable") else "no"
        rows.append([name, *cells, stable, _lowest(crystals[name].get("phonons_THz"))])
    return table(["crystal", *ELASTIC, "stable", "lowest phonon (THz)"], rows)


def _constant(record: Record, column: str) -> float | None:
    if "C_GPa" in record:
        row, place = ELASTIC[column]
        return float(record["C_GPa"][row][place])
    return record.get(f"{column}_GPa")


def _lowest(phonons: Record | None) -> str:
    """Return the lowest frequency but for the zeros of moving the whole crystal."""
    frequencies = [each for modes in (phonons or {}).values() for each in modes]
    moving = [each for each in frequencies if abs(each) > NOISE_THZ]
    return number(min(moving)) if moving else NOTHING


def _stability_sentence(stability: Record) -> str:
    tolerance = f"{stability['tolerance_meV_per_atom']:g} meV/atom"
    if stability["order_agrees"]:
        return f"The order of the crystals' energies is the database's, to within {tolerance}."
    wrong = ", ".join(f"{low} below {high}" for low, high in stability["contradictions"])
    return (
        f"The database has {escaped(wrong)} by more than {tolerance}; the potential has them the "
        "other way round."
    )
