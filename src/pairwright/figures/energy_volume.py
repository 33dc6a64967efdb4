"""Energy against volume for each crystal: the data, its equation of state, the potential."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from ase.eos import birchmurnaghan
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from pairwright.figures.captions import label, listed, signed
from pairwright.figures.style import INK, Look, in_order, looks, new_figure, room, wrapped
from pairwright.figures.tables import energy_zero, relative_meV
from pairwright.units import GPA_PER_EV_A3, MEV_PER_EV

FloatArray = npt.NDArray[np.float64]
Records = dict[str, dict[str, Any]]

_DASHES = (0, (4, 1.6))
_CURVE_POINTS = 200
_PANEL_MM = 44
_SINGLE_ROW_MM = 62
_FRAME_MM = 14


def energy_volume(
    points: pd.DataFrame,
    equations: Records,
    curves: pd.DataFrame,
    reference: dict[str, Any],
    options: dict[str, Any],
) -> Figure:
    """Draw each crystal in a panel of its own; the panels share the scale of energies.

    ``points`` is the database's energy_volume.csv, ``equations`` its equation_of_state.json by
    structure, ``curves`` the potential's energy_volume.csv, ``reference`` its reference energy and
    ``options`` the ``figures`` section of the configuration.
    """
    names = in_order(points["structure"])
    if not names:
        return nothing_to_draw(options)
    appearance = looks(names)
    figure, panels, height = crystal_panels(names, options)
    zero, words = energy_zero(reference, float(points["energy_per_atom_eV"].min()))
    for panel, name in zip(panels, names, strict=True):
        mine = points[points["structure"] == name]
        draw_points(panel, mine, zero, appearance[name])
        _draw_equation(panel, equations[name], zero, appearance[name])
        curve = curves[curves["structure"] == name]
        energies = relative_meV(curve["energy_per_atom_eV"], zero)
        panel.plot(curve["volume_per_atom_A3"], energies, color=INK, linestyle=_DASHES)
    _limit(panels[0], relative_meV(points["energy_per_atom_eV"], zero))
    figure.supxlabel("Volume (Å³/atom)")
    figure.supylabel(wrapped(f"Energy relative to {words} (meV/atom)", height, options))
    figure.legend(
        handles=_keys(points, options["data_label"]),
        loc="outside upper center",
        ncols=room(options),
    )
    return figure


def crystal_panels(
    names: list[str], options: dict[str, Any], *, more: int = 0
) -> tuple[Figure, list[Axes], float]:
    """Return a figure, its panels and their height (mm): one a crystal, with its name above it.

    The crystals share the scale of energies; ``more`` panels follow that have scales of their own.
    """
    count = len(names) + more
    columns = min(count, 3 if count <= 6 else 4, room(options))
    rows = -(-count // columns)
    height = _PANEL_MM * rows if rows > 1 else _SINGLE_ROW_MM
    figure = new_figure(options, _FRAME_MM + height)
    panels = list(figure.subplots(rows, columns, squeeze=False).flat)
    for unused in panels[count:]:
        unused.remove()
    for place, (panel, name) in enumerate(zip(panels, names, strict=False)):
        title = wrapped(name, 0.7 * options["width_mm"] / columns, options)
        panel.set_title(title, loc="left", fontweight="bold")
        if place:
            panel.sharey(panels[0])
            panel.tick_params(labelleft=place % columns == 0)
    return figure, panels[:count], height


def nothing_to_draw(options: dict[str, Any]) -> Figure:
    """Say so in place of panels: molecules, wires and slabs have no volume."""
    figure = new_figure(options, _FRAME_MM + _SINGLE_ROW_MM)
    figure.text(0.5, 0.5, "No structure has a volume.", ha="center", va="center")
    return figure


def draw_points(panel: Axes, points: pd.DataFrame, zero: float, look: Look) -> None:
    """Draw a marker a row of the data, hollow where ``used_in_fit`` says that it was not."""
    energies = relative_meV(points["energy_per_atom_eV"], zero)
    for used in (True, False):
        rows = points["used_in_fit"] == used
        panel.plot(
            points.loc[rows, "volume_per_atom_A3"],
            energies[rows],
            look.marker,
            color=look.colour,
            markerfacecolor=look.colour if used else "white",
            markeredgewidth=0.8,
            zorder=3,
        )


def _draw_equation(panel: Axes, equation: dict[str, Any], zero: float, look: Look) -> None:
    """Draw the Birch-Murnaghan curve over the points it was fitted to."""
    if equation["V0_A3"] is None:
        return
    window = equation["window_A3"]
    volumes = np.linspace(window["smallest"], window["largest"], _CURVE_POINTS)
    energies: FloatArray = birchmurnaghan(
        volumes,
        equation["E0_eV"],
        equation["B0_GPa"] / GPA_PER_EV_A3,
        equation["B0_prime"],
        equation["V0_A3"],
    )
    panel.plot(volumes, (energies - zero) * MEV_PER_EV, color=look.colour, zorder=2)


def _limit(panel: Axes, energies: "pd.Series[float]") -> None:
    """Show the data: a potential may rise far beyond them where atoms come close."""
    lowest, highest = float(energies.min()), float(energies.max())
    margin = 0.08 * (highest - lowest) or 1.0
    panel.set_ylim(lowest - margin, highest + margin)


def _keys(points: pd.DataFrame, data: str) -> list[Line2D]:
    """Return what the lines and markers mean, without a crystal's colour."""
    keys = [_key(label=data, marker="o", linestyle="", markerfacecolor=INK)]
    if not points["used_in_fit"].all():
        label = f"{data}, not fitted"
        keys.append(_key(label=label, marker="o", linestyle="", markerfacecolor="white"))
    keys.append(_key(label="Birch\N{EN DASH}Murnaghan"))
    return [*keys, _key(label="potential", linestyle=_DASHES)]


def _key(**look: Any) -> Line2D:
    return Line2D([], [], color=INK, **look)


def energy_volume_sentence(equations: Records, potential: Records) -> str:
    """Say where the potential's minimum is nearest to that of the data, and where farthest.

    ``equations`` and ``potential`` are equation_of_state.json of the database and of the fit, by
    structure; minima are compared by their energies.
    """
    pairs = {
        name: (equations[name], potential[name])
        for name in in_order(equations)
        if equations[name]["V0_A3"] is not None and potential[name]["V0_A3"] is not None
    }
    if not pairs:
        return "No crystal has a minimum both in the data and in the potential."
    differences = {name: abs(ours["E0_eV"] - data["E0_eV"]) for name, (data, ours) in pairs.items()}
    best, worst = min(pairs, key=differences.__getitem__), max(pairs, key=differences.__getitem__)
    if best == worst:
        text = f"At the minimum of {label(best)} the potential deviates: {_compared(*pairs[best])}"
    else:
        text = (
            f"The minimum of {label(best)} is reproduced best ({_compared(*pairs[best])}), "
            f"that of {label(worst)} worst ({_compared(*pairs[worst])})"
        )
    missing = [label(name) for name in in_order(equations) if name not in pairs]
    if missing:
        text += f". Not compared, for want of a minimum: {listed(missing)}"
    return f"{text}."


def _compared(data: dict[str, Any], potential: dict[str, Any]) -> str:
    """Return the potential's deviation in volume, energy and bulk modulus."""
    volume = 100 * (potential["V0_A3"] / data["V0_A3"] - 1)
    energy = (potential["E0_eV"] - data["E0_eV"]) * MEV_PER_EV
    modulus = 100 * (potential["B0_GPa"] / data["B0_GPa"] - 1)
    return (
        f"volume {signed(volume)} %, energy {signed(energy)} meV/atom, "
        f"bulk modulus {signed(modulus)} %"
    )
