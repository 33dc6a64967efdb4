"""What Lennard-Jones becomes when its interactions end elsewhere, or in another way."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from pairwright.figures.legends import mark_key, panels_above_legend
from pairwright.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    VERMILION,
    Look,
    room,
    wrapped,
)
from pairwright.units import MEV_PER_EV

SCHEMES = {
    "cut": Look(VERMILION, "o"),
    "shift": Look(BLUE, "s"),
    "force-shift": Look(GREEN, "^"),
    "switch": Look(PURPLE, "D"),
    "tail": Look(ORANGE, "v"),
}
EPSILON, ORDER = "epsilon_eV", "hcp_minus_fcc_meV_per_atom"
PANELS = {
    EPSILON: "\N{GREEK SMALL LETTER EPSILON} (meV)",
    "sigma_A": "\N{GREEK SMALL LETTER SIGMA} (Å)",
    "weighted_rms_residual": "Weighted residual",
    "fcc_a0_A": "fcc lattice constant (Å)",
    "fcc_cohesive_energy_meV_per_atom": "fcc cohesive energy (meV/atom)",
    ORDER: "hcp \N{MINUS SIGN} fcc (meV/atom), symmetric logarithmic",
}
"""Columns of cutoff_sensitivity.csv that are drawn, and their axes."""
_PANEL_MM = 46
_JUMPY = 0.4
"""Width (pt) of lines that only lead the eye: hcp - fcc jumps between radii, shell by shell."""
_BEYOND, _DECADES = 1.6, 3
"""How far the axis of hcp - fcc goes beyond the largest value, and how many decades below it the
axis becomes linear."""


def cutoff_figure(table: pd.DataFrame, record: dict[str, Any], options: dict[str, Any]) -> Figure:
    """Draw parameters, crystals and the residual of Lennard-Jones against the cutoff radius.

    ``table`` is cutoff_sensitivity.csv, ``record`` is cutoff_sensitivity.json, ``options`` the
    ``figures`` section of the configuration. Every mark is a fit to the same rows. Grey: the
    configured radius; where hcp - fcc is for interactions without end.
    """
    schemes = [scheme for scheme in SCHEMES if scheme in set(table["scheme"])]
    keys = [mark_key(SCHEMES[scheme], scheme) for scheme in schemes]
    for entry in keys:
        entry.set_linestyle("-")
    columns = min(3, room(options))
    figure, panels = panels_above_legend(len(PANELS), columns, _PANEL_MM, keys, options)
    for panel, (column, axis) in zip(panels, PANELS.items(), strict=True):
        panel.axvline(record["configured"]["radius_A"], color=FAINT, linewidth=0.8, zorder=0)
        for scheme in schemes:
            mine = table[table["scheme"] == scheme].sort_values("radius_A", kind="stable")
            look, factor = SCHEMES[scheme], MEV_PER_EV if column == EPSILON else 1
            panel.plot(
                mine["radius_A"],
                factor * mine[column],
                marker=look.marker,
                color=look.colour,
                linewidth=_JUMPY if column == ORDER else None,
            )
        panel.set_xlabel("Cutoff radius (Å)")
        panel.set_ylabel(wrapped(axis, 0.85 * _PANEL_MM, options))
    _draw_order(panels[-1], table, record)
    return figure


def _draw_order(panel: Axes, table: pd.DataFrame, record: dict[str, Any]) -> None:
    """Draw zero and the value without cutoff; on an axis that is linear about zero only."""
    panel.axhline(0, color=INK, linewidth=0.6, zorder=0)
    fitted = table.dropna(subset=[EPSILON])
    farthest = fitted[fitted["radius_A"] == fitted["radius_A"].max()]
    endless = float(record["hcp_minus_fcc"]["without_cutoff_in_epsilon"])
    endless *= MEV_PER_EV * float(farthest[EPSILON].median())
    panel.axhline(endless, color=FAINT, linewidth=0.8, zorder=0)
    low, high = table[ORDER].min(), table[ORDER].max()
    if not max(-low, high) > 0:
        return
    last = int(np.ceil(np.log10(max(-low, high))))
    powers = 10.0 ** np.arange(last - _DECADES + 1, last + 1)
    panel.set_yscale("symlog", linthresh=powers[0], linscale=0.6)
    panel.set_ylim(min(_BEYOND * low, -powers[0]), max(_BEYOND * high, powers[0]))
    panel.yaxis.set_major_locator(FixedLocator([*-powers[::-1], 0.0, *powers]))
    panel.yaxis.set_minor_locator(NullLocator())
    panel.yaxis.set_major_formatter(lambda value, _: f"{value:g}".replace("-", "\N{MINUS SIGN}"))
