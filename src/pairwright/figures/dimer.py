"""The energy of two atoms over their distance by each form, and where there are no data."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pairwright.figures.captions import brief, listed, number
from pairwright.figures.legends import curve_key, mark_key, panels_above_legend
from pairwright.figures.models import line_style, marker_size, model_looks
from pairwright.figures.names import model_label
from pairwright.figures.style import INK, Look, log_axis, new_figure, room, wrapped

FloatArray = npt.NDArray[np.float64]
Curves = dict[str, pd.DataFrame]
Properties = dict[str, dict[str, Any]]

DIMER_COLUMNS = ("distance_A", "energy_meV")
NO_DISTANCE = "No two atoms of the data are within the cutoff."
_NO_DATA = "#e9e9e9"
_HEIGHT_MM = 66
_MARKS_EVERY, _MARK = 25, 0.75
"""Points from mark to mark of a curve, and the size of marks; those of other forms are between."""
_ABOVE, _BELOW = 1.6, 1.25
"""How far the panel of the well reaches, in units of the deepest one."""
_FLAT = 0.04
"""A well is drawn to where the deepest curve has come back to this share of its depth."""


def dimer_figure(curves: Curves, properties: Properties, options: dict[str, Any]) -> Figure:
    """Draw phi(r) of each form: the wall on a log axis, and the well.

    ``curves`` are contents of dimer.csv by form, ``properties`` those of properties.json,
    ``options`` is the ``figures`` section of the configuration. Shaded are distances that no row
    of the data has; open circles are rows of two free atoms.
    """
    curves = {
        name: curve.dropna() for name, curve in curves.items() if curve.notna().any(axis=None)
    }
    if not curves:
        figure = new_figure(options, _HEIGHT_MM)
        words = wrapped(NO_DISTANCE, 0.8 * options["width_mm"], options)
        figure.text(0.5, 0.5, words, ha="center", va="center")
        return figure
    appearance = model_looks(curves)
    keys = [curve_key(name, look) for name, look in appearance.items()]
    if any(record["dimer"]["data"] for record in properties.values()):
        keys.append(mark_key(Look(INK, "o"), options["data_label"], hollow=True))
    columns = 2 if room(options) >= 3 else 1
    figure, (wall, well) = panels_above_legend(2, columns, _HEIGHT_MM, keys, options)
    for place, (name, look) in enumerate(appearance.items()):
        distances, energies = (curves[name][column].to_numpy(float) for column in DIMER_COLUMNS)
        first = place * _MARKS_EVERY // len(appearance)
        for panel in (wall, well):
            panel.plot(
                distances,
                energies,
                color=look.colour,
                linestyle=line_style(name),
                marker=look.marker,
                markersize=_MARK * marker_size(look),
                markevery=(first, _MARKS_EVERY),
            )
    _limit(wall, well, curves)
    for panel in (wall, well):
        _shade(panel, properties)
        panel.set_xlabel("Distance r (Å)")
        panel.set_ylabel("Pair energy φ (meV)")
    _draw_rows(wall, well, properties)
    return figure


def _limit(wall: Axes, well: Axes, curves: Curves) -> None:
    """Let the one panel show what is above, the other what is around the deepest well."""
    depth = max((-_lowest(curve)[1] for curve in curves.values()), default=0.0)
    depth = depth if depth > 0 else 1.0
    first = min(float(curve["distance_A"].iloc[0]) for curve in curves.values())
    crossing = max(_zero(curve) for curve in curves.values())
    log_axis(wall.yaxis)
    highest = max(float(curve["energy_meV"].max()) for curve in curves.values())
    wall.set(xlim=(first, crossing), ylim=(0.3 * depth, max(1.5 * highest, 3 * depth)))
    start = min(_first_below(curve, _ABOVE * depth) for curve in curves.values())
    end = max(_last_below(curve, -_FLAT * depth) for curve in curves.values())
    well.set(xlim=(start, end), ylim=(-_BELOW * depth, _ABOVE * depth))
    well.axhline(0, color=INK, linewidth=0.6, zorder=0)


def _lowest(curve: pd.DataFrame) -> tuple[float, float]:
    """Return distance (Å) and energy (meV) of a curve's lowest point."""
    distances, energies = curve["distance_A"].to_numpy(), curve["energy_meV"].to_numpy()
    place = int(np.argmin(energies))
    return float(distances[place]), float(energies[place])


def _first_below(curve: pd.DataFrame, energy: float) -> float:
    """Return the distance (Å) from which on a curve is below an energy (meV)."""
    below = curve.loc[curve["energy_meV"] < energy, "distance_A"]
    return float(below.min() if len(below) else curve["distance_A"].min())


def _zero(curve: pd.DataFrame) -> float:
    return _first_below(curve, 0.0)


def _last_below(curve: pd.DataFrame, energy: float) -> float:
    below = curve.loc[curve["energy_meV"] < energy, "distance_A"]
    return float(below.max() if len(below) else curve["distance_A"].max())


def _shade(panel: Axes, properties: Properties) -> None:
    """Shade distances (Å) below the shortest and beyond the longest of the data."""
    shortest, longest = distances_of_data(properties)
    low, high = panel.get_xlim()
    for start, end in ((low, min(shortest, high)), (max(longest, low), high)):
        if end > start:
            panel.axvspan(start, end, color=_NO_DATA, linewidth=0, zorder=-1)


def distances_of_data(properties: Properties) -> tuple[float, float]:
    """Return the shortest and the longest distance (Å) of the data within the cutoff."""
    dimer = next(iter(properties.values()))["dimer"]
    ends = [dimer["shortest_distance_of_data_A"], dimer["longest_distance_of_data_A"]]
    shortest, longest = (np.nan if end is None else float(end) for end in ends)
    return shortest, longest


def _draw_rows(wall: Axes, well: Axes, properties: Properties) -> None:
    """Draw the rows of two free atoms, if the data hold any."""
    rows = next(iter(properties.values()))["dimer"]["data"]
    for panel in (wall, well):
        panel.plot(
            [row["distance_A"] for row in rows],
            [row["energy_meV"] for row in rows],
            "o",
            color=INK,
            markerfacecolor="white",
            scalex=False,
            scaley=False,
        )


def dimer_sentence(curves: Curves, properties: Properties) -> str:
    """Give the shallowest and the deepest well, and how far forms differ where there are no data.

    ``curves`` are contents of dimer.csv by form, ``properties`` those of properties.json.
    """
    shortest, longest = distances_of_data(properties)
    if np.isnan(shortest):
        text = NO_DISTANCE
    else:
        text = f"Distances of the data go from {shortest:.2f} to {longest:.2f} Å."
    return f"{text} {_wells(properties)}{_spread(curves)}"


def _wells(properties: Properties) -> str:
    wells = {
        name: record["dimer"]
        for name, record in properties.items()
        if record["dimer"]["well_depth_meV"] is not None
    }
    without = [model_label(name) for name in properties if name not in wells]
    ordered = sorted(wells, key=lambda name: (wells[name]["well_depth_meV"], name))
    told = [
        f"{number(wells[name]['well_depth_meV'])} meV deep at {wells[name]['position_A']:.2f} Å "
        f"({model_label(name)})"
        for name in dict.fromkeys(ordered[:1] + ordered[-1:])
    ]
    if len(told) == 2:
        text = f"The shallowest well is {told[0]}, the deepest {told[1]}."
    else:
        text = f"The well is {told[0]}." if told else ""
    return f"{text} Without a well: {listed(without)}.".lstrip() if without and told else text


def _spread(curves: Curves) -> str:
    """Say how far apart the forms are at the shortest distance drawn, where there are no data."""
    first = {name: float(curve["energy_meV"].iloc[0]) for name, curve in curves.items()}
    low, high = min(first, key=first.__getitem__), max(first, key=first.__getitem__)
    if low == high or first[low] <= 0:
        return ""
    distance = min(float(curve["distance_A"].iloc[0]) for curve in curves.values())
    return (
        f" At {distance:.2f} Å, where there are no data, {model_label(high)} is "
        f"{brief(first[high] / first[low])} times as repulsive as {model_label(low)}."
    )
