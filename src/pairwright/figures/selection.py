"""All models side by side: their scores, and their errors on rows that no fit has seen."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from pairwright.figures.captions import brief, listed
from pairwright.figures.legends import mark_key
from pairwright.figures.models import model_looks
from pairwright.figures.names import display_name, model_label
from pairwright.figures.quantities import QUANTITIES, Quantity, known_quantities
from pairwright.figures.rows import mark, row_panels, show_marks
from pairwright.figures.style import INK, Look, log_axis

Errors = dict[str, tuple[float, float]]
"""Root mean square errors and their standard errors, NaN where they are not known."""

GROUPED, LEFT_OUT, RANDOM = "grouped", "left-out", "random"
"""How rows were held out."""
EVERYTHING = "all"
"""What stands for all structures together in a table."""
_WORDS = {
    GROUPED: "grouped cross-validation",
    LEFT_OUT: "crystal left out",
    RANDOM: "random folds, leaky",
}

_ROW_MM = 4.6
_APART = 0.22
"""How much higher than the middle of a row a filled mark is, and how much lower a hollow one."""
_LEAKY = Look("#777777", "|")


def by_score(record: dict[str, Any]) -> list[str]:
    """Return the models of selection.json from the best score to the worst."""
    scores = record["scores"]
    return sorted(scores, key=lambda name: (scores[name]["score"], name))


def errors_by(column: str, rows: pd.DataFrame, quantity: Quantity) -> Errors:
    """Return root mean square errors with standard errors, by what is in another column."""
    errors = rows[quantity.column.replace("rmse", "rmse_standard_error")]
    values = zip(rows[quantity.column].tolist(), errors.tolist(), strict=True)
    return dict(zip(rows[column].tolist(), values, strict=True))


def row_names(record: dict[str, Any], models: list[str]) -> list[str]:
    """Return the name of each model with its number of parameters."""
    return [f"{display_name(name)} ({record['scores'][name]['parameters']})" for name in models]


def selection_figure(
    table: pd.DataFrame, record: dict[str, Any], options: dict[str, Any]
) -> Figure:
    """Draw the score of each model and its errors of energy, force and stress, the best on top.

    ``table`` is selection.csv, ``record`` is selection.json, ``options`` the ``figures`` section of
    the configuration. Filled marks are the grouped cross-validation, hollow ones crystals left out
    as a whole, bars standard errors. Grey marks are random folds, which leak.
    """
    models, appearance = by_score(record), model_looks(record["scores"])
    together = table[table["structure"] == EVERYTHING]
    quantities = known_quantities(together)
    axes = ["Score", *(f"RMSE of {one.name} ({one.unit})" for one in quantities)]
    figure, panels = row_panels(axes, row_names(record, models), _ROW_MM, _keys(together), options)
    for panel in panels:
        log_axis(panel.xaxis)
    _draw_scores(panels[0], record, models, appearance)
    for panel, quantity in zip(panels[1:], quantities, strict=True):
        for place, model in enumerate(models):
            mine = errors_by("split", together[together["model"] == model], quantity)
            _draw_errors(panel, mine, place, appearance[model])
    for panel in panels:
        show_marks(panel)
    return figure


def _keys(table: pd.DataFrame) -> list[Line2D]:
    splits = set(table["split"])
    keys = [mark_key(Look(INK, "o"), _WORDS[GROUPED])]
    if LEFT_OUT in splits:
        keys.append(mark_key(Look(INK, "o"), _WORDS[LEFT_OUT], hollow=True))
    if RANDOM in splits:
        keys.append(mark_key(_LEAKY, _WORDS[RANDOM]))
    return keys


def _draw_scores(
    panel: Axes, record: dict[str, Any], models: list[str], appearance: dict[str, Look]
) -> None:
    """Draw the scores; whoever is left of the line is as good as the best within its error bar."""
    best = record["scores"][record["best"]]
    limit = best["score"] + best["standard_error"]
    panel.axvline(limit, color=INK, linewidth=0.6, linestyle=(0, (3, 1.5)), zorder=0)
    for place, model in enumerate(models):
        score = record["scores"][model]
        mark(panel, score["score"], place, appearance[model], score["standard_error"])


def _draw_errors(panel: Axes, errors: Errors, place: int, look: Look) -> None:
    """Draw the errors of one model over all crystals, by how rows were held out."""
    heights = {
        RANDOM: float(place),
        LEFT_OUT: place + _APART,
        GROUPED: place - _APART * (LEFT_OUT in errors),
    }
    for split, height in heights.items():
        value, error = errors.get(split, (None, None))
        if split == RANDOM:
            mark(panel, value, height, _LEAKY)
        else:
            mark(panel, value, height, look, error, hollow=split == LEFT_OUT)


def selection_sentence(table: pd.DataFrame, record: dict[str, Any]) -> str:
    """Give all scores, the simplest model that is as good as the best, and what held-out means.

    ``table`` is selection.csv, ``record`` is selection.json.
    """
    scores = record["scores"]
    parts = [
        f"{model_label(name)} {with_error(scores[name]['score'], scores[name]['standard_error'])}"
        for name in by_score(record)
    ]
    text = f"Scores on rows that no fit has seen, the best first: {listed(parts)}."
    if len(scores) > 1:
        taken = model_label(record["taken"])
        text += f" With fewest parameters within one standard error of the best: {taken}"
        alone = record["taken_form"] != record["taken"]
        text += f"; of the forms alone, {model_label(record['taken_form'])}." if alone else "."
    together = table[table["structure"] == EVERYTHING]
    energies = together.pivot_table(
        index="model", columns="split", values=QUANTITIES["energy"].column, sort=False
    )
    return f"{text}{_left_out(energies)}{_leak(energies)}"


def with_error(value: float, error: float | None) -> str:
    """Write a number with its standard error, which has one digit."""
    if error is None or not np.isfinite(error) or error <= 0:
        return brief(value)
    digits = max(0, -math.floor(math.log10(float(f"{error:.0e}"))))
    return f"{value:.{digits}f} ± {error:.{digits}f}"


def _left_out(energies: pd.DataFrame) -> str:
    """Say whose energy error grows most, and least, when a crystal is unknown."""
    if LEFT_OUT not in energies:
        return ""
    times = (energies[LEFT_OUT] / energies[GROUPED]).dropna()
    worst, best = str(times.idxmax()), str(times.idxmin())
    told = [f"{brief(times[worst])} times as large with {model_label(worst)}"]
    if best != worst:
        told.append(f"{brief(times[best])} times with {model_label(best)}")
    return f" Of a crystal left out as a whole the energy error is {listed(told)}."


def _leak(energies: pd.DataFrame) -> str:
    """Say by how much random folds make errors look too small."""
    if RANDOM not in energies:
        return ""
    percent = 100 * (1 - energies[RANDOM] / energies[GROUPED]).dropna()
    worst = str(percent.idxmax())
    return (
        f" Random folds, which leak, show energy errors up to {brief(percent[worst])} % smaller "
        f"({model_label(worst)})."
    )
