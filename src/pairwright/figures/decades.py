"""Logarithmic axes that show certain numbers and can be read, however few decades these span."""

from collections.abc import Iterable

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator, NullFormatter

from pairwright.figures.style import log_axis

_FEW = 2.2
"""On an axis of fewer decades, numbers between the powers of ten are written too."""
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
        axis.set_major_locator(LogLocator(10, subs=_written(high - low)))
        axis.set_major_formatter(lambda value, _: f"{value:g}")
        axis.set_minor_locator(LogLocator(10, subs=range(1, 10)))
        axis.set_minor_formatter(NullFormatter())


def _written(decades: float) -> tuple[float, ...]:
    """Return the first digits of the numbers that are written: more of them on a shorter axis."""
    if decades > 1.2:
        return (1.0, 3.0)
    if decades > 0.5:
        return (1.0, 2.0, 5.0)
    return (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
