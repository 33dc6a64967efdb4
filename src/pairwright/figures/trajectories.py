"""How well energy is conserved with each kind of forces, and how trajectories come apart."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from pairwright.figures.captions import number
from pairwright.figures.style import BLUE, GREEN, VERMILION, log_axis, new_figure

_LINES: dict[str, tuple[str, Any]] = {
    "analytic": (BLUE, "-"),
    "autodiff": (VERMILION, (0, (3, 2))),
    "compiled": (GREEN, (0, (1, 2))),
}
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
    for name, (colour, style) in _LINES.items():
        energy = (trajectories[f"{name}_total_energy_eV"] - start) * 1e3 / natoms
        left.plot(times, energy, color=colour, linestyle=style, linewidth=0.8, label=name)
    for name in ("autodiff", "compiled"):
        apart = trajectories[f"{name}_from_analytic_A"]
        seen = np.where(apart > _ROUNDING_A, apart, np.nan)
        right.plot(times, seen, color=_LINES[name][0], linewidth=0.8, label=name)
    left.set_ylabel("Change of the total energy (meV/atom)")
    right.set_ylabel("Largest distance from\nthe analytic trajectory (Å)")
    log_axis(right.yaxis)
    for axes in (left, right):
        axes.set_xlabel("Time (ps)")
        axes.legend(loc="best")
    return figure


def trajectory_sentence(production: dict[str, Any]) -> str:
    """Say how the energy drifts with each kind of forces, and how long trajectories agree."""
    ways = production["ways"]
    drifts = ", ".join(
        f"{name} {1e3 * ways[name]['drift_meV_per_atom_per_ns']:.0f} ± "
        f"{1e3 * ways[name]['drift_standard_error']:.0f}"
        for name in _LINES
    )
    same = ways["autodiff"]["same_to_1e-9_A_for_ps"]
    return (
        f"The total energy drifts by (µeV/atom/ns): {drifts}, and fluctuates by "
        f"{1e3 * ways['analytic']['fluctuation_meV_per_atom']:.2f} µeV/atom. Autodiff "
        f"and analytic forces give the same trajectory to a billionth of an Å for {number(same)} "
        f"of {number(production['length_ps'])} ps; rounding then grows as in any liquid."
    )
