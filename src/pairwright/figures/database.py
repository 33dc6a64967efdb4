"""What a database holds: the energies of each crystal's configurations."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from pairwright.figures.captions import label, listed, number
from pairwright.figures.histograms import draw_histograms
from pairwright.figures.style import in_order, looks, new_figure, room, wrapped
from pairwright.figures.tables import energy_zero, relative_meV

_PANELS_IN_A_COLUMN = 6
_PANEL_MM = 14
_SINGLE_PANEL_MM = 28
_FRAME_MM = 16


def energy_histogram(
    configurations: pd.DataFrame, reference: dict[str, Any], options: dict[str, Any]
) -> Figure:
    """Draw how many configurations of each crystal have which energy per atom.

    ``configurations`` is configurations.csv, ``reference`` the reference energy that
    equation_of_state.json states, ``options`` the ``figures`` section of the configuration.
    """
    zero, words = energy_zero(reference, float(configurations["energy_per_atom_eV"].min()))
    energies = relative_meV(configurations["energy_per_atom_eV"], zero)
    names = in_order(configurations["structure"])
    values = {
        name: np.asarray(energies[configurations["structure"] == name], dtype=np.float64)
        for name in names
    }
    columns = min(-(-len(names) // _PANELS_IN_A_COLUMN), -(-room(options) // 2))
    rows = -(-len(names) // columns)
    figure = new_figure(options, _FRAME_MM + max(_PANEL_MM * rows, _SINGLE_PANEL_MM))
    draw_histograms(
        figure,
        values,
        looks(names),
        {name: f"{len(rows)} row{'s' * (len(rows) > 1)}" for name, rows in values.items()},
        columns=columns,
    )
    axis = f"Energy relative to {words} (meV/atom)"
    figure.supxlabel(wrapped(axis, options["width_mm"], options))
    figure.supylabel("Configurations")
    return figure


def energy_histogram_sentence(configurations: pd.DataFrame, reference: dict[str, Any]) -> str:
    """Say how many rows there are, where they lie, and the order of the crystals' lowest ones."""
    zero, words = energy_zero(reference, float(configurations["energy_per_atom_eV"].min()))
    energies = relative_meV(configurations["energy_per_atom_eV"], zero)
    lowest = energies.groupby(configurations["structure"]).min().sort_values(kind="stable")
    crystals = [f"{label(str(name))} ({number(value)})" for name, value in lowest.items()]
    text = (
        f"{len(energies)} configurations lie between {number(energies.min())} and "
        f"{number(energies.max())} meV/atom relative to {words}. "
    )
    if len(crystals) == 1:
        return f"{text}All of them are of one structure, {label(str(lowest.index[0]))}."
    return f"{text}By their lowest configuration, in meV/atom: {listed(crystals)}."
