"""How well energy is conserved with each kind of forces, and how trajectories come apart."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from pairwright.figures.captions import number
from pairwright.figures.style import log_axis, new_figure
from pairwright.figures.timing import LOOKS, readable

_DASHES: dict[str, Any] = {"analytic": "-", "autodiff": (0, (3, 2)), "compiled": (0, (1, 2))}
_MICRO = 1e6
_ROUNDING_A = 1e-16
"""Positions that are the same to the last bit are not drawn: a logarithm has no place for zero."""


def trajectory_figure(trajectories: pd.DataFrame, natoms: int, options: dict[str, Any]) -> Figure:
    """Draw the total energy of liquid argon, and how far trajectories are apart, against time.

    ``trajectories`` is trajectories.csv of the timing study.
    """
    figure = new_figure(options, 0.42 * options["width_mm"])
    left, right = figure.subplots(1, 2)
    times = trajectories["time_ps"]
    start = trajectories["analytic_total_energy_eV"].iloc[0]
    for name, style in _DASHES.items():
        energy = (trajectories[f"{name}_total_energy_eV"] - start) * _MICRO / natoms
        left.plot(times, energy, linestyle=style, **_drawn(name))
    for name in ("autodiff", "compiled"):
        apart = trajectories[f"{name}_from_analytic_A"]
        seen = np.where(apart > _ROUNDING_A, apart, np.nan)
        right.plot(times, seen, **_drawn(name))
    left.set_ylabel("Change of the total energy (µeV/atom)")
    right.set_ylabel("Largest distance from the\ntrajectory by hand (Å)")
    log_axis(right.yaxis)
    for axes in (left, right):
        axes.set_xlabel("Time (ps)")
        axes.legend(loc="best")
    return figure


def _drawn(name: str) -> dict[str, Any]:
    return {"color": LOOKS[name].colour, "linewidth": 0.8, "label": readable(name)}


def trajectory_sentence(production: dict[str, Any]) -> str:
    """Say how the energy drifts with each kind of forces, and how long trajectories agree."""
    ways = production["ways"]
    drifts = ", ".join(
        f"{readable(name)} {1e3 * ways[name]['drift_meV_per_atom_per_ns']:.0f} ± "
        f"{1e3 * ways[name]['drift_standard_error']:.0f}"
        for name in _DASHES
    )
    same = ways["autodiff"]["same_to_1e-9_A_for_ps"]
    return (
        f"The total energy drifts by (µeV/atom/ns): {drifts}, and fluctuates by "
        f"{1e3 * ways['analytic']['fluctuation_meV_per_atom']:.2f} µeV/atom. Forces by autodiff "
        f"and by hand give the same trajectory to a billionth of an Å for {number(same)} of "
        f"{number(production['length_ps'])} ps; rounding then grows as in any liquid."
    )
