"""Finished calculations gathered into one ASE database, and what it says of itself."""

from collections.abc import Iterable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from ase import Atoms
from ase.calculators.singlepoint import SinglePointCalculator
from ase.db import connect
from ase.db.core import Database

from pairwright.dft.plan import Recipe, already_computed, recipe_hash
from pairwright.store import atomic_path, read_json, sha256

_KEYS = ("structure", "kind", "xc", "dispersion", "ecut_eV")
_OPTIONAL_KEYS = ("vol_per_atom", "rattle_A", "seed", "distance_A", "displacement_A")


def write_database(
    path: str | Path, plan: dict[str, Recipe], computed: Iterable[str | Path], reused: str | None
) -> list[str]:
    """Write one row a recipe, in the plan's order, and return the names that have no result.

    ``computed`` are the JSON files of calculations, converged or not; rows that are not among them
    are copied from the database ``reused`` when it holds them, computed from the same recipe.
    """
    records = {record["name"]: record for record in map(read_json, computed)}
    fresh = {name: record for name, record in records.items() if "failure" not in record}
    old = _reusable_rows(reused, plan)
    missing = []
    with atomic_path(path) as temporary:
        temporary.unlink()
        with connect(temporary, type="db", append=False) as database:
            for name in plan:
                if name in fresh:
                    _write_record(database, fresh[name])
                elif name in old:
                    row = old[name]
                    database.write(row, key_value_pairs=row.key_value_pairs, data=row.data)
                else:
                    missing.append(name)
    return missing


def _reusable_rows(path: str | None, plan: dict[str, Recipe]) -> dict[str, Any]:
    """Return the rows of an older database that the plan would compute alike, by name."""
    names = set(already_computed(path, plan))
    if path is None or not names:
        return {}
    return {row.name: row for row in connect(path).select() if row.get("name") in names}


def _write_record(database: Database, record: dict[str, Any]) -> None:
    structure, results, recipe = record["structure"], record["results"], record["recipe"]
    atoms = Atoms(
        structure["symbols"],
        positions=structure["positions"],
        cell=structure["cell"],
        pbc=structure["pbc"],
    )
    values = {
        name: np.array(value) if isinstance(value, list) else value
        for name, value in results.items()
        if value is not None
    }
    atoms.calc = SinglePointCalculator(atoms, **values)
    keys = {key: recipe[key] for key in _KEYS}
    keys |= {key: recipe[key] for key in _OPTIONAL_KEYS if key in recipe}
    keys |= {
        "name": record["name"],
        "recipe": recipe_hash(recipe),
        "kpts": "x".join(map(str, recipe["kpts"])),
        "code": record["code"],
    }
    database.write(atoms, key_value_pairs=keys, data={"parts": record["parts"]})


def _versions() -> dict[str, str]:
    """Return the versions of the packages that a calculation stands on, where installed."""
    names = ("ase", "dftd3", "gpaw", "gpaw-data", "numpy", "scipy")
    return {name: version(name) for name in names if find_spec(name.replace("-", "_"))}


def describe(
    path: str | Path, dft: dict[str, Any], plan: dict[str, Recipe], missing: list[str]
) -> dict[str, Any]:
    """Say how a database came to be: programs, settings, counts, checksum, what is missing."""
    rows = list(connect(path).select(include_data=False))
    kinds = sorted({row.kind for row in rows})
    settings = {key: value for key, value in dft.items() if key != "reuse"}
    return {
        "sha256": sha256(path),
        "rows": len(rows),
        "rows_by_kind": {kind: sum(row.kind == kind for row in rows) for kind in kinds},
        "missing": missing,
        "planned": len(plan),
        "code": sorted({row.code for row in rows}),
        "packages": _versions(),
        "settings": settings,
        "units": {"energy": "eV", "forces": "eV/A", "stress": "eV/A^3", "length": "A"},
    }
