"""Sentences that say what the figures of the regression study show."""

from typing import Any

import pandas as pd

from pairwright.figures.captions import listed, signed
from pairwright.figures.regression import STYLES


def _readable(name: str) -> str:
    """Return a method's name as a reader expects it, none of its signs as markup."""
    return STYLES[name][0].replace("_", r"\_")


def fit_sentence(fits: dict[str, dict[str, Any]]) -> str:
    """Name the largest error of each method within the points, and its error far beyond them."""
    parts = [
        f"{_readable(name)} {fits[name]['largest_error']:.1g} "
        f"({signed(fits[name]['extrapolation']['error'])})"
        for name in STYLES
        if name in fits
    ]
    reach = next(iter(fits.values()))["extrapolation"]["x"]
    return f"Largest error at a point, and error at x = {reach:g}: {listed(parts)}."


def loss_sentence(fits: dict[str, dict[str, Any]], timings: pd.DataFrame) -> str:
    """Say why each method stopped, and after how much time."""
    last = timings.groupby("method")["time_s"].max()
    parts = [
        f"{_readable(name)} {1e3 * last[name]:.3g} ms ({fits[name]['reason']})"
        for name in STYLES
        if name in fits and name in last.index
    ]
    return f"Time until the end: {listed(parts)}."


def starts_sentence(found: dict[str, Any]) -> str:
    """Say how often each method succeeds, and how many minima there are behind the fits."""
    parts = [
        f"{_readable(name)} {summary['reached_goal']} of {summary['starts']}"
        for name, summary in found["methods"].items()
    ]
    minima = found["minima"]
    losses = [f"{m['mean_squared_error']:.3g} (fits: {len(m['starts'])})" for m in minima]
    count = "one minimum" if len(minima) == 1 else f"{len(minima)} minima"
    return (
        f"Mean squared error of {found['goal']:g} reached from: {listed(parts)}. In canonical form "
        f"the fits by Levenberg-Marquardt are of {count}, with mean squared errors of "
        f"{listed(losses)}."
    )


def ensemble_sentence(record: dict[str, Any]) -> str:
    """Say how wrong and how sure each ensemble is at the end."""
    same, sizes = (_certainty(record[name]) for name in ("same", "sizes"))
    units = listed([str(count) for count in record["sizes"]["hidden_units"]])
    return (
        f"At x = {record['reach']:g} the mean of the same network from {record['same']['members']} "
        f"starts {same}; that of {record['sizes']['members']} networks with {units} hidden units, "
        f"which fit the points as well, {sizes}."
    )


def _certainty(group: dict[str, Any]) -> str:
    at = group["at_reach"]
    if at["error"] is None:
        return "never reached the goal"
    error = f"{at['error']:+.2g}".replace("-", "\N{MINUS SIGN}")
    return f"is off by {error} with a standard deviation of {at['standard_deviation']:.1g}"
