"""Which structures the database holds, and the settings of each: a table made from config.yaml.

A recipe is a plain dictionary that says everything about one calculation; its ``name`` is the
row's key in the database and the name of its files.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from ase import Atoms

from pairwright.data import crystals
from pairwright.errors import PairwrightError

Recipe = dict[str, Any]


def recipes(dft: dict[str, Any]) -> dict[str, Recipe]:
    """Return every recipe of the ``dft`` section of the configuration, by name.

    Order: isolated atom, dimer, each crystal's ideal cells, each crystal's rattled cells, checks.
    """
    plan = [_atom(dft), *_dimers(dft)]
    for crystal, choice in dft["crystals"].items():
        plan += [_ideal(dft, crystal, choice, volume) for volume in choice["volumes_A3"]]
    for crystal, choice in dft["crystals"].items():
        for volume in choice["rattled_volumes_A3"]:
            plan += _rattled(dft, crystal, choice, volume)
    plan += _checks(dft)
    return {recipe["name"]: recipe for recipe in plan}


def _settings(dft: dict[str, Any], kpoints: list[int]) -> Recipe:
    return {
        "element": dft["element"],
        "xc": dft["xc"],
        "dispersion": dft["dispersion"],
        "ecut_eV": float(dft["ecut_eV"]),
        "kpts": list(kpoints),
    }


def _floats(values: list[float]) -> list[float]:
    """Make 12 and 12.0 the same recipe."""
    return [float(value) for value in values]


def _atom(dft: dict[str, Any]) -> Recipe:
    settings = _settings(dft, [1, 1, 1])
    box = _floats(dft["box_A"])
    return {"name": "atom", "kind": "atom", "structure": "atom", "box_A": box, **settings}


def _dimers(dft: dict[str, Any]) -> list[Recipe]:
    return [
        {
            "name": f"dimer_{distance:.2f}",
            "kind": "dimer",
            "structure": "dimer",
            "distance_A": float(distance),
            "box_A": _floats(dft["box_A"]),
            **_settings(dft, [1, 1, 1]),
        }
        for distance in dft["dimer_distances_A"]
    ]


def _ideal(dft: dict[str, Any], crystal: str, choice: dict[str, Any], volume: float) -> Recipe:
    return {
        "name": f"{crystal}_{volume:.2f}_ideal",
        "kind": "bulk",
        "structure": crystal,
        "vol_per_atom": float(volume),
        **_settings(dft, choice["kpoints"]),
    }


def _rattled(
    dft: dict[str, Any], crystal: str, choice: dict[str, Any], volume: float
) -> list[Recipe]:
    deviations = dft["rattle_A"]
    plan = []
    for copy, deviation in enumerate(deviations, start=1):
        name = f"{crystal}_{volume:.2f}_rattled_{copy:02d}"
        plan.append(
            {
                "name": name,
                "kind": "bulk",
                "structure": crystal,
                "vol_per_atom": float(volume),
                "rattle_A": float(deviation),
                "seed": _seed(dft["seed"], name),
                **_settings(dft, choice["rattled_kpoints"]),
            }
        )
    return plan


def _checks(dft: dict[str, Any]) -> list[Recipe]:
    """Rows that no fit uses, computed to prove the others.

    A larger box for the atom and one dimer, and a rattled crystal with one atom moved by plus and
    minus ``displacement_A`` along x, from which a force follows by finite difference.
    """
    check = dft["checks"]
    larger = {"box_A": _floats(check["box_A"]), **_settings(dft, [1, 1, 1])}
    plan: list[Recipe] = [
        {"name": "check_atom", "kind": "check", "structure": "atom", **larger},
        {
            "name": "check_dimer",
            "kind": "check",
            "structure": "dimer",
            "distance_A": float(check["dimer_distance_A"]),
            **larger,
        },
    ]
    origin = check["displaced"]
    crystal, volume, copy = origin["crystal"], origin["vol_per_atom"], origin["copy"]
    choice = dft["crystals"].get(crystal)
    if choice is None:
        return plan
    parent = _rattled(dft, crystal, choice, volume)[copy - 1]
    for sign, word in ((-1, "minus"), (1, "plus")):
        plan.append(
            {
                **parent,
                "name": f"check_displaced_{word}",
                "kind": "check",
                "displacement_A": sign * origin["displacement_A"],
            }
        )
    return plan


def _seed(seed: int, name: str) -> int:
    """Derive a row's own seed from the section's seed and the row's name."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{name}".encode()).digest()[:4], "big") >> 1


def recipe_hash(recipe: Recipe) -> str:
    """Return a short checksum of a recipe: equal when the calculation would be the same.

    It begins with a letter that no number has: ASE refuses texts such as 56548564e8117908.
    """
    return "r" + hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()[:16]


def build(recipe: Recipe) -> Atoms:
    """Build the structure of a recipe (positions and cell in Å)."""
    element, structure = recipe["element"], recipe["structure"]
    if structure == "atom":
        return crystals.isolated_atom(element, recipe["box_A"])
    if structure == "dimer":
        return crystals.dimer(element, recipe["distance_A"], recipe["box_A"])
    volume = recipe["vol_per_atom"]
    if "rattle_A" not in recipe:
        return crystals.primitive_cell(element, structure, volume)
    atoms = crystals.rattled_cell(element, structure, volume, recipe["rattle_A"], recipe["seed"])
    atoms.positions[0] += np.array([recipe.get("displacement_A", 0.0), 0.0, 0.0])
    return atoms


def already_computed(database: str | Path | None, plan: dict[str, Recipe]) -> list[str]:
    """Return the names in ``plan`` that ``database`` holds, computed from the same recipe."""
    if database is None or not Path(database).is_file():
        return []
    from ase.db import connect  # takes long, and not every run has a plan

    known = {
        row.get("name"): row.get("recipe") for row in connect(database).select(include_data=False)
    }
    return [name for name, recipe in plan.items() if known.get(name) == recipe_hash(recipe)]


def find(plan: dict[str, Recipe], name: str) -> Recipe:
    """Return one recipe; raises PairwrightError when the plan has no such name."""
    if name not in plan:
        raise PairwrightError(
            f"the dft section of the configuration has no structure {name!r}; "
            f"it has {len(plan)} structures, such as {', '.join(list(plan)[:3])}"
        )
    return plan[name]
