"""Energy against volume by an ensemble of networks: how sure it is, and where it extrapolates."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from pairwright.figures.energy_volume import crystal_panels, draw_points, nothing_to_draw
from pairwright.figures.style import INK, Look, in_order, log_axis, looks, room, wrapped
from pairwright.figures.tables import energy_zero, relative_meV
from pairwright.units import MEV_PER_EV

BAND = 2
"""Standard deviations to each side."""
_NEW = "#e8e8e8"
_DASHES = (0, (2, 1.5))
_HEADROOM = 0.5
_SMALLEST_MEV = 1e-3


def ensemble_volume(
    points: pd.DataFrame, curves: pd.DataFrame, reference: dict[str, Any], options: dict[str, Any]
) -> Figure:
    """Draw each crystal in a panel of its own, and the standard deviations of all in a last one.

    ``points`` is the database's energy_volume.csv, ``curves`` that of the ensemble, ``reference``
    its reference energy. Volumes whose extrapolation grade is above 1 are shaded.
    """
    names = in_order(points["structure"])
    if not names:
        return nothing_to_draw(options)
    appearance = looks(names)
    figure, panels, height = crystal_panels(names, options, more=1)
    zero, words = energy_zero(reference, float(points["energy_per_atom_eV"].min()))
    for panel, name in zip(panels, names, strict=False):
        mine = points[points["structure"] == name]
        draw_points(panel, mine.assign(used_in_fit=True), zero, appearance[name])
        _draw_curve(panel, curves[curves["structure"] == name], zero, appearance[name])
    _limit(panels[0], relative_meV(points["energy_per_atom_eV"], zero))
    _draw_spreads(panels[-1], points, curves, appearance)
    figure.supxlabel("Volume (Å³/atom)")
    figure.supylabel(wrapped(f"Energy relative to {words} (meV/atom)", height, options))
    figure.legend(
        handles=_keys(options["data_label"]),
        loc="outside upper center",
        ncols=min(4, room(options)),
    )
    return figure


def is_new(curve: pd.DataFrame) -> "pd.Series[bool]":
    """Return where an atom has surroundings outside those of training."""
    new: pd.Series[bool] = curve["extrapolation"] > 1
    return new


def _draw_curve(panel: Axes, curve: pd.DataFrame, zero: float, look: Look) -> None:
    volumes = curve["volume_per_atom_A3"].to_numpy()
    energies = relative_meV(curve["energy_per_atom_eV"], zero)
    spread = BAND * curve["energy_std_eV"] * MEV_PER_EV
    panel.fill_between(
        volumes, energies - spread, energies + spread, color=look.colour, alpha=0.3, linewidth=0
    )
    panel.plot(volumes, energies, color=look.colour)
    for first, last in _stretches(is_new(curve).to_numpy()):
        panel.axvspan(volumes[first], volumes[last], color=_NEW, linewidth=0, zorder=-1)
    panel.set_xlim(volumes[0], volumes[-1])


def _stretches(mask: "np.ndarray[Any, np.dtype[np.bool_]]") -> list[tuple[int, int]]:
    """Return first and last place of each unbroken stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(int), [0]])))
    return [(int(first), int(last) - 1) for first, last in edges.reshape(-1, 2)]


def _draw_spreads(
    panel: Axes, points: pd.DataFrame, curves: pd.DataFrame, appearance: dict[str, Look]
) -> None:
    """Draw standard deviations (meV/atom), dashed beyond the volumes of the data."""
    panel.set_title("Spread (meV/atom)", loc="left")
    for name, look in appearance.items():
        curve = curves[curves["structure"] == name]
        volumes, spread = curve["volume_per_atom_A3"], MEV_PER_EV * curve["energy_std_eV"]
        spread = spread.where(spread > 0)
        mine = points.loc[points["structure"] == name, "volume_per_atom_A3"]
        panel.plot(volumes, spread, color=look.colour, linewidth=0.8, linestyle=_DASHES)
        within = volumes.between(mine.min(), mine.max())
        panel.plot(volumes[within], spread[within], color=look.colour, linewidth=1.8)
    log_axis(panel.yaxis)
    if curves["energy_std_eV"].max() > 0:
        panel.set_ylim(bottom=max(panel.get_ylim()[0], _SMALLEST_MEV))
    else:
        panel.set(xticks=[], yticks=[])
        panel.minorticks_off()
        panel.text(0.5, 0.5, "none", transform=panel.transAxes, ha="center", va="center")


def _limit(panel: Axes, energies: "pd.Series[float]") -> None:
    """Show the data, and some of the way up that the wall goes beyond them."""
    lowest, highest = float(energies.min()), float(energies.max())
    span = highest - lowest or 1.0
    panel.set_ylim(lowest - 0.08 * span, highest + _HEADROOM * span)


def _keys(data: str) -> list[Line2D | Patch]:
    """Return what markers, lines, bands and shades mean, without a crystal's colour."""
    return [
        Line2D([], [], color=INK, marker="o", linestyle="", label=data),
        Line2D([], [], color=INK, label="mean"),
        Patch(color=INK, alpha=0.3, linewidth=0, label=f"{BAND} standard deviations"),
        Patch(color=_NEW, linewidth=0, label="extrapolation grade > 1"),
    ]
