"""Where a form errs: energy residuals over volume, force residuals over the size of forces."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pairwright.data.dataset import Dataset
from pairwright.figures.captions import signed
from pairwright.figures.decades import show_decades
from pairwright.figures.legends import mark_key, panels_above_legend
from pairwright.figures.names import display_name, model_label
from pairwright.figures.style import FAINT, INK, Look, looks, new_figure, room, wrapped
from pairwright.units import MEV_PER_EV

Tables = dict[str, pd.DataFrame]

GROUPED = "grouped"
ENERGY, FORCE = "energy_error_meV_per_atom", "force_rmse_meV_per_A"
VOLUME, SIZE = "volume_A3_per_atom", "force_rms_meV_per_A"
"""Columns that :func:`residual_table` adds."""
_ZERO_FORCE = 1e-6
"""Forces smaller than this part of the largest are zero by symmetry."""
_PANEL_MM = 50
_MANY_POINTS = 3000
_ENDS = 0.1
"""The share of a crystal's rows, by volume, that are called compressed or dilated."""


def residual_table(held_out: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Return the rows of held_out.csv in grouped cross-validation, with two columns more.

    These are the volume per atom (Å^3), NaN without one, and the root mean square of the data's
    force components (meV/Å), NaN where symmetry makes them zero or the row has none.
    """
    squares = np.add.reduceat(np.sum(dataset.forces**2, axis=1), dataset.starts[:-1])
    sizes = MEV_PER_EV * np.sqrt(squares / (3 * dataset.natoms))
    known = pd.DataFrame(
        {"id": dataset.ids, VOLUME: dataset.volumes / dataset.natoms, SIZE: sizes}
    ).set_index("id")
    known[SIZE] = known[SIZE].where(known[SIZE] > _ZERO_FORCE * known[SIZE].max())
    return held_out[held_out["kind"] == GROUPED].join(known, on="id")


def residuals_figure(tables: Tables, options: dict[str, Any]) -> Figure:
    """Draw residuals of energies over volume, and of forces over forces, one column a form.

    ``tables`` are what :func:`residual_table` returns, by form; ``options`` is the ``figures``
    section of the configuration. Lines: force residuals as large as forces, and a tenth.
    """
    everything = pd.concat(tables.values())
    kinds = {
        draw: columns
        for draw, columns in {_draw_energies: [VOLUME, ENERGY], _draw_forces: [SIZE, FORCE]}.items()
        if everything[columns].notna().all(axis=1).any()
    }
    if not kinds:
        figure = new_figure(options, _PANEL_MM)
        words = wrapped("No row has a volume or forces.", 0.8 * options["width_mm"], options)
        figure.text(0.5, 0.5, words, ha="center", va="center")
        return figure
    appearance = looks(everything["structure"])
    keys = [mark_key(look, name) for name, look in appearance.items()]
    columns = len(tables) if room(options) > len(tables) else 1
    count = len(kinds) * len(tables)
    figure, panels = panels_above_legend(count, columns, _PANEL_MM, keys, options)
    places = [(draw, name) for draw in kinds for name in tables]
    for number, (panel, (draw, name)) in enumerate(zip(panels, places, strict=True)):
        draw(panel, tables[name], everything, appearance)
        if number < columns or columns == 1:
            panel.set_title(display_name(name), loc="left", fontweight="bold")
    return figure


def _draw_energies(
    panel: Axes, rows: pd.DataFrame, everything: pd.DataFrame, appearance: dict[str, Look]
) -> None:
    panel.axhline(0, color=INK, linewidth=0.6, zorder=0)
    _draw_points(panel, rows, VOLUME, ENERGY, appearance)
    volumes = everything[VOLUME].dropna()
    margin = 0.03 * float(volumes.max() - volumes.min()) or 1.0
    panel.set_xlim(float(volumes.min()) - margin, float(volumes.max()) + margin)
    panel.set_xlabel("Volume (Å³/atom)")
    panel.set_ylabel("Energy residual (meV/atom)")


def _draw_forces(
    panel: Axes, rows: pd.DataFrame, everything: pd.DataFrame, appearance: dict[str, Look]
) -> None:
    _draw_points(panel, rows, SIZE, FORCE, appearance)
    both = everything[[SIZE, FORCE]].dropna()
    for axis, column in ((panel.xaxis, SIZE), (panel.yaxis, FORCE)):
        show_decades(axis, both[column])
    limits = np.array(panel.get_xlim())
    for part in (1.0, 0.1):
        colour = INK if part == 1 else FAINT
        panel.plot(limits, part * limits, color=colour, linewidth=0.6, zorder=0)
        panel.annotate(
            f"{100 * part:.0f} %",
            (limits[0], part * limits[0]),
            xytext=(3, 9),
            textcoords="offset points",
            clip_on=True,
        )
    panel.set_xlim(*limits)
    panel.set_xlabel("Force (meV/Å)")
    panel.set_ylabel("Force residual (meV/Å)")


def _draw_points(
    panel: Axes, rows: pd.DataFrame, x: str, y: str, appearance: dict[str, Look]
) -> None:
    """Draw a marker a row; beyond many of them markers are pixels, or files would grow large."""
    for name, look in appearance.items():
        mine = rows[rows["structure"] == name]
        panel.plot(
            mine[x],
            mine[y],
            look.marker,
            color=look.colour,
            markersize=0.7 * rcParams["lines.markersize"],
            markeredgewidth=0,
            alpha=0.8,
            scalex=False,
            rasterized=len(rows) > _MANY_POINTS,
        )


def residuals_sentence(tables: Tables) -> str:
    """Say how each form errs where crystals are compressed and dilated, and by how much of forces.

    ``tables`` are what :func:`residual_table` returns, by form.
    """
    parts = [part for name, rows in tables.items() if (part := _told(name, rows))]
    if not parts:
        return "No row has a volume or forces."
    tenth = f"{100 * _ENDS:.0f} %"
    return (
        f"Mean energy residual (meV/atom) of the {tenth} of each crystal's rows with the smallest "
        f"volumes, and of those with the largest: {'; '.join(parts)}."
    )


def _told(name: str, rows: pd.DataFrame) -> str:
    known = rows.dropna(subset=[VOLUME, ENERGY])
    ranks = known.groupby("structure")[VOLUME].rank(pct=True)
    ends = [known[ranks <= _ENDS + 1e-9], known[ranks > 1 - _ENDS + 1e-9]]
    said = [signed(float(end[ENERGY].mean())) for end in ends if len(end)]
    forces = rows.dropna(subset=[SIZE, FORCE])
    text = f"{model_label(name)} {' and '.join(said)}" if len(said) == 2 else ""
    if len(forces) == 0:
        return text
    percent = 100 * float((forces[FORCE] / forces[SIZE]).median())
    told = f"force residuals are {percent:.2g} % of the forces (median)"
    return f"{text}, {told}" if text else f"{model_label(name)}: {told}"
