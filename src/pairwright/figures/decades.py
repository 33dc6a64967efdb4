"""Logarithmic axes that show certain numbers and can be read, however few decades these span."""

from collections.abc import Iterable

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import Locator, LogLocator, MaxNLocator

from pairwright.figures.style import log_axis

_SHORT, _MANY, _FEW = 0.6, 1.2, 2.2
"""Decades up to which even steps, 1, 2 and 5, or 1 and 3 are written, not powers of ten alone."""
_LEAST_SPARE = 0.05


def show_decades(axis: Axis, values: Iterable[float], spare: float = 0.06, most: int = 9) -> None:
    """Make an axis logarithmic and let it show all of ``values`` that a log axis can show.

    Beyond the outermost ones, a share of ``spare`` of what they span (in decades) is left free.
    At ``most`` so many powers of ten are written.
    """
    log_axis(axis)
    axis.set_major_locator(LogLocator(10, numticks=most))
    shown = [float(value) for value in values if np.isfinite(value) and value > 0]
    if not shown:
        return
    low, high = np.log10(min(shown)), np.log10(max(shown))
    free = max(spare * (high - low), _LEAST_SPARE)
    low, high = low - free, high + free
    axis.axes.set(**{f"{axis.axis_name}lim": (10**low, 10**high)})  # type: ignore[attr-defined]
    if high - low < _FEW:
        axis.set_major_formatter(lambda value, _: f"{value:g}")
        axis.set_major_locator(_locator(high - low))


def _locator(decades: float) -> Locator:
    """Return where numbers are written on a short axis: in even steps on the shortest."""
    if decades < _SHORT:
        return MaxNLocator(6, steps=[1, 2, 5, 10])
    return LogLocator(10, subs=(1.0, 3.0) if decades > _MANY else (1.0, 2.0, 5.0))
