"""Energy, force and stress side by side: their names, units and columns, and a panel for each."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pairwright.figures.style import new_figure, room, text_length_mm

_LEGEND_ROW_MM = 4.5
_ENTRY_MM = 12
"""Marker and space of an entry of a legend."""


@dataclass(frozen=True)
class Quantity:
    """Name, unit and column of the root mean square error of a quantity."""

    name: str
    unit: str
    column: str


QUANTITIES = {
    "energy": Quantity("energy", "meV/atom", "energy_rmse_meV_per_atom"),
    "force": Quantity("force", "meV/Å", "force_rmse_meV_per_A"),
    "stress": Quantity("stress", "GPa", "stress_rmse_GPa"),
}


def known_quantities(table: pd.DataFrame) -> list[Quantity]:
    """Return the quantities of which a table of errors holds any; energies in any case."""
    return [
        quantity
        for quantity in QUANTITIES.values()
        if quantity.name == "energy" or table[quantity.column].notna().any()
    ]


def panel_columns(count: int, options: dict[str, Any]) -> int:
    """Return how many of ``count`` panels are side by side; the others go below."""
    return min(count, max(1, room(options) - 1))


def quantity_panels(
    count: int, height_mm: float, legend: list[str], options: dict[str, Any]
) -> tuple[Figure, list[Axes]]:
    """Return a figure of panels, each ``height_mm`` high, with room for a legend below."""
    columns = panel_columns(count, options)
    rows = -(-count // columns)
    below = _LEGEND_ROW_MM * -(-len(legend) // max(1, legend_columns(legend, options)))
    figure = new_figure(options, rows * height_mm + below)
    panels = list(figure.subplots(rows, columns, squeeze=False).flat)
    for unused in panels[count:]:
        unused.remove()
    return figure, panels[:count]


def legend_columns(words: list[str], options: dict[str, Any]) -> int:
    """Return in how many columns the words of a legend fit: in one row where that is possible."""
    entries = [_ENTRY_MM + text_length_mm(word, options) for word in words]
    if sum(entries) <= options["width_mm"]:
        return max(1, len(words))
    return max(1, int(options["width_mm"] / max(entries)))


def first_of_row(panel: Axes) -> bool:
    """Return whether there is no panel to the left."""
    place = panel.get_subplotspec()
    return place is None or place.is_first_col()
