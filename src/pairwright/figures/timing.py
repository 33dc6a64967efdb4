"""What the timing study found: speed-ups, scaling, the price of derivatives, memory."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from pairwright.figures.captions import brief
from pairwright.figures.quantities import legend_columns
from pairwright.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    Look,
    log_axis,
    new_figure,
    room,
    wrapped,
)
from pairwright.timing.answers import EVERYTHING, speed_up
from pairwright.timing.table import family

LOOKS = {
    "ase": Look(INK, "s"),
    "ase_keeping_its_list": Look(FAINT, "s"),
    "loops": Look("#777777", "x"),
    "finite_differences": Look("#777777", "+"),
    "vectorised": Look(SKY, "v"),
    "autodiff": Look(VERMILION, "^"),
    "autodiff_pair_function": Look(ORANGE, ">"),
    "analytic": Look(BLUE, "o"),
    "neighbours": Look(GREEN, "D"),
    "neighbours_autodiff": Look(PURPLE, "<"),
    "compiled": Look("#00382B", "*"),
}
"""Colour and marker of each way of ours, and the order in which they are named."""

_OTHER_PROGRAMS = {
    "lammps": Look("#8C510A", "P"),
    "openmm": Look("#BF812D", "X"),
    "jax-md": Look("#C2185B", "h"),
    "matscipy": Look("#6A3D9A", "d"),
}
_NAMES = {
    "analytic": "by hand",
    "ase": "ASE",
    "ase_keeping_its_list": "ASE keeping its list",
    "autodiff_pair_function": "autodiff, pair function",
    "jax-md": "JAX MD",
    "neighbours": "neighbour list, by hand",
    "neighbours_autodiff": "neighbour list, autodiff",
    "lammps": "LAMMPS",
    "openmm": "OpenMM",
}
_OTHERS = ("p", "h", "8", "P", "X", "d")
_FAMILIES = {"cluster": "Clusters, not periodic", "fcc": "fcc argon, periodic"}
_WORDS = {"energy": "Energy", "energy_forces": "Energy and forces"}
_BAR_MM = 5.5
_FRAME_MM = 22


def readable(name: str) -> str:
    """Return an implementation's name as a reader expects it."""
    return _NAMES.get(name, name.replace("_", " "))


def look_of(name: str, names: list[str]) -> Look:
    """Return colour and marker; the same way with more threads is grey."""
    known = LOOKS | _OTHER_PROGRAMS
    if name in known:
        return known[name]
    others = [other for other in names if other not in known]
    return Look("#777777", _OTHERS[others.index(name) % len(_OTHERS)])


def in_order(names: "pd.Index[str] | list[str]") -> list[str]:
    """Return implementations in the order of LOOKS, the others behind them by name."""
    ours = [name for name in LOOKS if name in names]
    return ours + sorted(name for name in names if name not in LOOKS)


def speed_up_figure(
    measurements: pd.DataFrame, published: dict[str, dict[str, float]], options: dict[str, Any]
) -> Figure:
    """Draw how many times faster than ASE each way is for 13 atoms, now and in the post of 2017.

    ``published`` has the same form as what is drawn: by quantity, then by implementation.
    """
    factors = speed_up(measurements, "cluster-13")
    separate = _computed_separately(measurements)
    shown = {
        quantity: {name: by_name[name] for name in in_order(list(by_name)) if name != "ase"}
        for quantity, by_name in factors.items()
    }
    shown["energy"] = {n: f for n, f in shown.get("energy", {}).items() if n in separate}
    bars = sum(len(by_name) for by_name in shown.values())
    figure = new_figure(options, _FRAME_MM + _BAR_MM * (bars + 2))
    ratios = [max(1, len(shown[quantity])) for quantity in _WORDS]
    panels = figure.subplots(2, 1, sharex=True, height_ratios=ratios)
    for axes, (quantity, title) in zip(panels, _WORDS.items(), strict=True):
        _draw_bars(axes, shown.get(quantity, {}), published.get(quantity, {}))
        axes.set_title(title, loc="left", fontweight="bold")
    words = "Times faster than ASE, reset before each call, 13 atoms"
    panels[-1].set_xlabel(wrapped(words, 0.55 * options["width_mm"], options))
    marker = Line2D([], [], color=INK, marker="D", linestyle="", markerfacecolor="white")
    figure.legend([marker], ["the post of 2017"], loc="outside upper right")
    return figure


def _computed_separately(measurements: pd.DataFrame) -> set[str]:
    """Return who computes the energy alone: its time is not that of energy and forces."""
    rows = measurements[measurements["system"] == "cluster-13"].dropna(subset=["median_s"])
    alone = rows[(rows["quantity"] == "energy") & ~rows["remark"].str.startswith("computed")]
    return set(alone["implementation"])


def _draw_bars(axes: Axes, factors: dict[str, float], published: dict[str, float]) -> None:
    names = list(factors)
    for place, name in enumerate(names):
        axes.barh(place, factors[name] - 1, left=1, color=look_of(name, names).colour, height=0.7)
        axes.annotate(
            brief(factors[name]),
            (max(factors[name], published.get(name, 1)), place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
        )
        if name in published:
            axes.plot(published[name], place, "D", color=INK, markerfacecolor="white", zorder=4)
    axes.set_yticks(range(len(names)), [readable(name) for name in names])
    axes.invert_yaxis()
    log_axis(axes.xaxis)
    axes.axvline(1, color=INK, linewidth=0.6)
    axes.margins(x=0.12)


def scaling_figure(
    measurements: pd.DataFrame, exponents: dict[str, dict[str, float]], options: dict[str, Any]
) -> Figure:
    """Draw the time of a call against the number of atoms, for clusters and for crystals."""
    return _two_families(
        {name: family(measurements, name, quantity) for name, quantity in EVERYTHING.items()},
        "Time of a call (s)",
        options,
        {
            name: ", ".join(f"{e:.2f}" for e in _both(name, exponents))
            for name in {n for by_name in exponents.values() for n in by_name}
        },
    )


def _both(name: str, exponents: dict[str, dict[str, float]]) -> list[float]:
    return [by_name[name] for by_name in exponents.values() if name in by_name]


def memory_figure(measurements: pd.DataFrame, options: dict[str, Any]) -> Figure:
    """Draw the memory of a call against the number of atoms."""
    tables = {}
    for name, quantity in EVERYTHING.items():
        chosen = measurements[
            measurements["system"].str.startswith(f"{name}-")
            & (measurements["quantity"] == quantity)
            & (measurements["peak_memory_MiB"] > 0.5)
        ]
        tables[name] = chosen.pivot_table(
            index="natoms", columns="implementation", values="peak_memory_MiB"
        )
    return _two_families(tables, "Memory of a call (MiB)", options, {})


def derivative_figure(
    costs: dict[str, dict[str, dict[str, float]]], options: dict[str, Any]
) -> Figure:
    """Draw what energy, forces (and stress) cost in units of the energy, against natoms."""
    tables = {
        name: pd.DataFrame(
            {way: {int(n): value for n, value in ratios.items()} for way, ratios in by_way.items()}
        ).sort_index()
        for name, by_way in costs.items()
    }
    figure = _two_families(tables, "Time over that of the energy", options, {})
    for axes in figure.axes:
        axes.axhline(1, color=INK, linewidth=0.6, zorder=0)
    return figure


def _two_families(
    tables: dict[str, pd.DataFrame], label: str, options: dict[str, Any], notes: dict[str, str]
) -> Figure:
    """Draw columns against natoms in two panels of log axes, with one legend below.

    The panels are side by side where there is room for that.
    """
    names = in_order(list(dict.fromkeys(n for table in tables.values() for n in table.columns)))
    words = [" ".join([readable(n), f"({notes[n]})" if n in notes else ""]).strip() for n in names]
    columns = legend_columns(words, options)
    below = 4.5 * -(-len(names) // columns)
    rows, panel_mm = (1, 0.5) if room(options) >= 3 else (2, 0.6)
    figure = new_figure(options, rows * panel_mm * options["width_mm"] + below)
    panels = figure.subplots(rows, 2 // rows, sharey=True)
    for axes, (name, title) in zip(panels, _FAMILIES.items(), strict=True):
        _draw_lines(axes, tables[name], names)
        axes.set_title(title, loc="left", fontweight="bold")
        axes.set_xlabel("Atoms")
        axes.tick_params(labelleft=True)
    for axes in panels[:rows]:
        axes.set_ylabel(wrapped(label, 0.34 * options["width_mm"], options))
    figure.legend(
        [Line2D([], [], **_drawn(name, names)) for name in names],
        words,
        loc="outside lower center",
        ncols=columns,
    )
    return figure


def _drawn(name: str, names: list[str]) -> dict[str, Any]:
    """Return how a way's line is drawn: what is not of this library is dashed."""
    look = look_of(name, names)
    dashes = "-" if name in LOOKS else (0, (4, 2))
    return {"color": look.colour, "marker": look.marker, "linestyle": dashes}


def _draw_lines(axes: Axes, table: pd.DataFrame, names: list[str]) -> None:
    for name in names:
        if name in table:
            column = table[name].dropna()
            axes.plot(column.index, column, **_drawn(name, names))
    log_axis(axes.xaxis)
    log_axis(axes.yaxis)
    axes.grid(visible=True, which="major", color=FAINT, linewidth=0.3)
