"""What the measurements say: speed-ups, exponents, crossovers, and the price of derivatives."""

import math
from typing import Any

import numpy as np
import pandas as pd

from pairwright.timing.contestant import STEP
from pairwright.timing.steps import TIMESTEP_FS
from pairwright.timing.table import family

SECONDS_PER_DAY = 86_400.0
FROM_NATOMS = 500
"""Exponents are fitted from here on: below, it is the fixed cost of a call that is seen."""

EVERYTHING = {"cluster": "energy_forces", "fcc": "energy_forces_stress"}

# One is thought to win for few atoms, the other for many.
RIVALS = (
    ("ase", "neighbours"),
    ("vectorised", "neighbours"),
    ("analytic", "neighbours"),
    ("autodiff", "neighbours_autodiff"),
    ("neighbours_autodiff", "ase"),
    ("analytic", "compiled"),
    ("vectorised", "ase"),
)

# Who computes forces, and the energy that these are the derivatives of.
DERIVATIVES = {
    "finite_differences": "vectorised",
    "autodiff": "vectorised",
    "autodiff_pair_function": "vectorised",
    "vectorised": "vectorised",
    "analytic": "vectorised",
    "neighbours": "neighbours",
    "neighbours_autodiff": "neighbours",
}


def answers(table: pd.DataFrame) -> dict[str, Any]:
    """Return everything below, by name, from measurements.csv."""
    return {
        "speed_up_13_atoms": speed_up(table, "cluster-13"),
        "exponents": {name: exponents(family(table, name, q)) for name, q in EVERYTHING.items()},
        "crossovers": {name: crossovers(family(table, name, q)) for name, q in EVERYTHING.items()},
        "derivative_cost": {name: derivative_cost(table, name) for name in EVERYTHING},
        "nanoseconds_per_day": nanoseconds_per_day(table),
        "units": {
            "speed_up_13_atoms": "times faster than ase with its results reset",
            "exponents": f"p of time = c natoms^p, from {FROM_NATOMS} atoms on",
            "crossovers": "natoms at which the second becomes faster than the first",
            "derivative_cost": "time of everything over that of the energy, by natoms",
            "nanoseconds_per_day": f"with a timestep of {TIMESTEP_FS:g} fs, by natoms",
        },
    }


def speed_up(table: pd.DataFrame, system: str) -> dict[str, dict[str, float]]:
    """Return by quantity and implementation how many times faster than ASE it is."""
    mine = table[(table["system"] == system) & table["median_s"].notna()]
    found: dict[str, dict[str, float]] = {}
    for quantity, rows in mine.groupby("quantity", sort=False):
        seconds = rows.set_index("implementation")["median_s"]
        if "ase" in seconds.index:
            found[str(quantity)] = {str(n): float(seconds["ase"] / t) for n, t in seconds.items()}
    return found


def exponents(times: pd.DataFrame) -> dict[str, float]:
    """Return p of t = c n^p by least squares in the logarithms; at least three sizes are needed."""
    found = {}
    for name in times:
        column = times[name][times.index >= FROM_NATOMS].dropna()
        if len(column) >= 3:
            slope, _ = np.polyfit(np.log(column.index.to_numpy(float)), np.log(column), 1)
            found[str(name)] = float(slope)
    return found


def crossovers(times: pd.DataFrame) -> dict[str, float | str]:
    """Return from how many atoms on the second of two rivals is the faster one.

    Where the lines of log time over log natoms cross, the last crossing if there are several; or
    in words that there is none.
    """
    found: dict[str, float | str] = {}
    for first, second in RIVALS:
        if first not in times or second not in times:
            continue
        both = times[[first, second]].dropna()
        if len(both) == 0:
            continue
        lead = np.log(both[first].to_numpy()) - np.log(both[second].to_numpy())
        found[f"{first} -> {second}"] = _last_crossing(np.log(both.index.to_numpy(float)), lead)
    return found


def _last_crossing(log_natoms: "np.ndarray[Any, Any]", lead: "np.ndarray[Any, Any]") -> float | str:
    """Return where the second takes the lead (positive) for good."""
    if (lead > 0).all():
        return "always"
    if lead[-1] <= 0:
        return f"not up to {math.exp(log_natoms[-1]):.0f} atoms"
    k = int(np.flatnonzero(lead <= 0)[-1])
    share = -lead[k] / (lead[k + 1] - lead[k])
    return float(np.exp(log_natoms[k] + share * (log_natoms[k + 1] - log_natoms[k])))


def derivative_cost(table: pd.DataFrame, name: str) -> dict[str, dict[str, float]]:
    """Return time of energy, forces (and stress) over time of the energy, by way and natoms."""
    everything, energies = family(table, name, EVERYTHING[name]), family(table, name, "energy")
    found = {}
    for way, of in DERIVATIVES.items():
        if way in everything and of in energies:
            ratio = (everything[way] / energies[of]).dropna()
            found[way] = {str(n): float(value) for n, value in ratio.items()}
    return found


def nanoseconds_per_day(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return how far molecular dynamics of periodic argon gets in a day, by way and natoms.

    A step takes a call with the neighbour search; the simulation keeps its list.
    """
    calls = family(table, "fcc", EVERYTHING["fcc"])
    together = pd.concat([calls, family(table, "fcc", STEP)], axis=1)
    found = {}
    for way in together:
        far = TIMESTEP_FS * 1e-6 * SECONDS_PER_DAY / together[way].dropna()
        found[str(way)] = {str(n): float(value) for n, value in far.items()}
    return found
