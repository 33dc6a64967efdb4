"""How well a fitted potential reproduces the energies of its database."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D

from pairwright.figures.captions import label, number
from pairwright.figures.histograms import draw_histograms
from pairwright.figures.style import FAINT, INK, Look, in_order, looks, new_figure, room, wrapped
from pairwright.figures.tables import energy_zero, relative_meV

FloatArray = npt.NDArray[np.float64]

CLOSE_PACKED = ("fcc", "hcp")
OPEN = ("sc", "diamond")
NEARLY_EQUAL = 1.05
"""Errors within this ratio are called equal."""

_PANEL_MM = 11
_FRAME_MM = 18
_MANY_POINTS = 3000
"""Beyond this number markers become pixels in PDF and SVG, or the files grow without need."""


def parity(predictions: pd.DataFrame, reference: dict[str, Any], options: dict[str, Any]) -> Figure:
    """Draw the potential's energies against the database's, with each crystal's errors beside it.

    ``predictions`` is a fit's predictions.csv, ``reference`` the ``reference_energy`` of its
    fit.json, ``options`` the ``figures`` section of the configuration. Held-out rows are drawn
    hollow where there are others.
    """
    names, data = in_order(predictions["structure"]), options["data_label"]
    appearance = looks(names)
    figure, energies, errors = _two_parts(options, len(names))
    width = (0.46 if room(options) >= 3 else 0.8) * options["width_mm"]
    axes = energies.subplots()
    words = _draw_parity(axes, predictions, reference, appearance)
    axes.set_xlabel(wrapped(f"{data} energy relative to {words} (meV/atom)", width, options))
    axes.set_ylabel("Potential (meV/atom)")
    panels = draw_histograms(
        errors,
        {name: _errors_of(predictions, [name]) for name in names},
        appearance,
        {name: number(_rmse_of(predictions, [name])) for name in names},
        notes_title="RMSE\n(meV/atom)",
    )
    for panel in panels:
        panel.axvline(0, color=INK, linewidth=0.6, zorder=0)
    axis = f"Energy error, potential \N{MINUS SIGN} {data} (meV/atom)"
    errors.supxlabel(wrapped(axis, width, options))
    errors.supylabel("Configurations")
    return figure


def _two_parts(options: dict[str, Any], structures: int) -> tuple[Figure, SubFigure, SubFigure]:
    """Return a new figure and its parts: side by side, or one above the other when it is narrow."""
    width = options["width_mm"]
    panels = _PANEL_MM * structures + _FRAME_MM
    if room(options) >= 3:
        figure = new_figure(options, max(0.47 * width, panels))
        grid = figure.add_gridspec(1, 2, width_ratios=[1.08, 1])
    else:
        figure = new_figure(options, width + panels)
        grid = figure.add_gridspec(2, 1, height_ratios=[width, panels])
    return figure, figure.add_subfigure(grid[0]), figure.add_subfigure(grid[1])


def _draw_parity(
    axes: Axes,
    predictions: pd.DataFrame,
    reference: dict[str, Any],
    appearance: dict[str, Look],
) -> str:
    """Draw one marker a row; return words for the zero of energy."""
    known = predictions["energy_eV"] / predictions["natoms"]
    zero, words = energy_zero(reference, float(known.min()))
    known = relative_meV(known, zero)
    predicted = relative_meV(predictions["predicted_energy_eV"] / predictions["natoms"], zero)
    held_out = _told_apart(predictions)
    for hollow in (False, True):
        for name, look in appearance.items():
            rows = (predictions["structure"] == name) & (held_out == hollow)
            axes.plot(
                known[rows],
                predicted[rows],
                look.marker,
                color=look.colour,
                markerfacecolor="white" if hollow else look.colour,
                markeredgewidth=0.7,
                alpha=1 if hollow else 0.8,
                rasterized=len(predictions) > _MANY_POINTS,
            )
    lowest, highest = min(known.min(), predicted.min()), max(known.max(), predicted.max())
    margin = 0.04 * (highest - lowest) or 1.0
    limits = (lowest - margin, highest + margin)
    axes.plot(limits, limits, color=FAINT, linewidth=0.8, zorder=0)
    axes.set(xlim=limits, ylim=limits, aspect="equal")
    if held_out.any():
        axes.legend(handles=_split_keys(), loc="upper left", handletextpad=0.2)
    return words


def _told_apart(predictions: pd.DataFrame) -> "pd.Series[bool]":
    """Return which rows were held out; none where all of them were, as in a cross-validation."""
    held_out: pd.Series[bool] = predictions["split"] == "test"
    return held_out & (not held_out.all())


def _split_keys() -> list[Line2D]:
    keys: list[Line2D] = []
    for words, face in (("fitted", INK), ("held out", "white")):
        keys.append(
            Line2D([], [], marker="o", linestyle="", color=INK, markerfacecolor=face, label=words)
        )
    return keys


def parity_sentence(predictions: pd.DataFrame) -> str:
    """Say which crystals the potential fits better and by how much.

    Close-packed crystals (fcc, hcp) are compared with open ones (sc, diamond), by name; in a
    database without either, the best fitted structure with the worst.
    """
    names = in_order(predictions["structure"])
    close = [name for name in CLOSE_PACKED if name in names]
    sparse = [name for name in OPEN if name in names]
    if close and sparse:
        return _close_against_open(predictions, close, sparse)
    errors = {name: _rmse_of(predictions, [name]) for name in names}
    best, worst = min(names, key=errors.__getitem__), max(names, key=errors.__getitem__)
    if best == worst:
        return f"The RMSE of {label(best)} is {number(errors[best])} meV/atom."
    return (
        f"Best fitted of {len(names)} structures is {label(best)}, worst {label(worst)}: "
        f"RMSE {_compared(errors[best], errors[worst])}."
    )


def _close_against_open(predictions: pd.DataFrame, close: list[str], sparse: list[str]) -> str:
    near, far = _rmse_of(predictions, close), _rmse_of(predictions, sparse)
    verdict = "about as well as"
    if max(near, far) > NEARLY_EQUAL * min(near, far):
        verdict = "better than" if near < far else "worse than"
    text = (
        f"Close-packed crystals ({', '.join(close)}) fit {verdict} open ones "
        f"({', '.join(sparse)}): RMSE {_compared(near, far)}"
    )
    held_out = predictions[_told_apart(predictions)]
    tested = set(held_out["structure"])
    if tested & set(close) and tested & set(sparse):
        near, far = _rmse_of(held_out, close), _rmse_of(held_out, sparse)
        text += f"; of held-out rows alone {number(near)} against {number(far)}"
    return text + "."


def _compared(one: float, other: float) -> str:
    """Return ``1.2 against 6.3 meV/atom, 5.2 times``; no ratio to an error of nothing."""
    text = f"{number(one)} against {number(other)} meV/atom"
    smaller, larger = min(one, other), max(one, other)
    if smaller * NEARLY_EQUAL > larger or float(f"{smaller:.2f}") == 0:
        return text
    return f"{text}, {number(larger / smaller)} times"


def _rmse_of(predictions: pd.DataFrame, names: list[str]) -> float:
    return _rms(_errors_of(predictions, names))


def _errors_of(predictions: pd.DataFrame, names: list[str]) -> FloatArray:
    """Return the energy errors (meV/atom) of the rows of some structures."""
    mine = predictions.loc[predictions["structure"].isin(names), "energy_error_meV_per_atom"]
    return mine.to_numpy(dtype=float)


def _rms(errors: FloatArray) -> float:
    return float(np.sqrt(np.mean(errors**2)))
