"""Sentences that say what the figures of the timing study show."""

from typing import Any

import pandas as pd

from pairwright.figures.captions import brief, listed
from pairwright.figures.timing import LOOKS, readable


def speed_up_sentence(
    answers: dict[str, Any], published: dict[str, dict[str, float]], cache: dict[str, Any]
) -> str:
    """Say what is gained at 13 atoms, now and in 2017, and what ASE's cache would have hidden."""
    factors = answers["speed_up_13_atoms"]
    parts = [
        f"{readable(name)} {brief(factors[quantity][name])} (then {then:.3g})"
        for quantity in ("energy", "energy_forces")
        for name, then in published[quantity].items()
        if name in factors.get(quantity, {})
    ]
    others = [
        f"{readable(name)} {brief(factors['energy_forces'][name])}"
        for name in ("analytic", "compiled")
        if name in factors.get("energy_forces", {})
    ]
    return (
        f"Times faster than ASE: {listed(parts)}; with forces also {listed(others)}. Asked twice "
        f"for the same atoms, ASE looks up what it knows, "
        f"{brief(cache['forces']['reset_over_cached'])} times faster than it computes: it is reset "
        "before each timed call, results and neighbour list."
    )


def scaling_sentence(answers: dict[str, Any]) -> str:
    """Name the exponents of crystals, and where the neighbour list begins to pay."""
    exponents = answers["exponents"]["fcc"]
    parts = [f"{readable(name)} {value:.2f}" for name, value in sorted(exponents.items())]
    crossing = answers["crossovers"]["cluster"].get("analytic -> neighbours")
    where = (
        f"a neighbour list pays for clusters from about {crossing:.0f} atoms on"
        if isinstance(crossing, float)
        else f"a neighbour list pays for clusters: {crossing}"
    )
    if not parts:
        return f"Too few sizes for exponents; {where}."
    return f"Time grows with the number of atoms to the power of: {listed(parts)}; {where}."


def derivative_sentence(answers: dict[str, Any]) -> str:
    """Say what derivatives cost at the largest size at which each way was timed."""
    parts = []
    for name, ratios in answers["derivative_cost"]["fcc"].items():
        largest = max(ratios, key=int, default=None)
        if largest is not None:
            parts.append(f"{readable(name)} {brief(ratios[largest])} ({int(largest)} atoms)")
    if not parts:
        return "Nothing was timed."
    return f"Energy, forces and stress cost, in units of the energy alone: {listed(parts)}."


def memory_sentence(measurements: pd.DataFrame) -> str:
    """Say what our most frugal and our most demanding way take per atom at their largest size."""
    rows = measurements[measurements["system"].str.startswith("fcc-")].dropna(
        subset=["peak_memory_MiB", "median_s"]
    )
    rows = rows[(rows["peak_memory_MiB"] > 1) & rows["implementation"].isin(LOOKS)]
    if rows.empty:
        return "No call took a MiB."
    largest = rows.sort_values("natoms").groupby("implementation").tail(1)
    per_atom = (
        largest.set_index("implementation")["peak_memory_MiB"]
        * 1024
        / (largest.set_index("implementation")["natoms"])
    )
    least, most = str(per_atom.idxmin()), str(per_atom.idxmax())
    return (
        f"At the largest size timed, {readable(least)} takes {brief(per_atom[least])} KiB an atom, "
        f"{readable(most)} {brief(per_atom[most])} KiB."
    )
