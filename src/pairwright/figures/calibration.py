"""Whether a form's error bars are as long as its errors on rows that no fit has seen."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from pairwright.figures.captions import brief
from pairwright.figures.legends import mark_key
from pairwright.figures.names import display_name
from pairwright.figures.quantities import QUANTITIES
from pairwright.figures.rows import mark, row_panels, show_marks, within_row
from pairwright.figures.style import BLUE, GREEN, INK, ORANGE, VERMILION, Look, log_axis

Judgements = dict[str, dict[str, Any]]

KINDS = {
    "covariance": ("covariance", Look(BLUE, "o")),
    "covariance_and_residuals": ("covariance and residuals", Look(GREEN, "^")),
    "bootstrap": ("resampled groups", Look(ORANGE, "s")),
    "sampling": ("ensemble", Look(VERMILION, "D")),
}
"""The kinds of error bars in judgement.json, what they are called, and how they look."""
_KIND_MM, _ROW_MM = 1.7, 1.6
"""Height of a kind in a row, and what the row has besides."""


def ratios(judgements: Judgements, kind: str, quantity: str) -> dict[str, float]:
    """Return the root mean square of error over error bar by form, where it is known.

    ``judgements`` are contents of judgement.json by form.
    """
    found = {
        form: judgement["calibration"].get(kind, {}).get(quantity, {}).get("rms_z")
        for form, judgement in judgements.items()
    }
    return {form: float(value) for form, value in found.items() if value is not None}


def calibration_figure(judgements: Judgements, options: dict[str, Any]) -> Figure:
    """Draw the root mean square of held-out errors over error bars, by form and kind of error bar.

    ``judgements`` are contents of judgement.json by form, ``options`` is the ``figures`` section of
    the configuration. On the line error bars are as long as errors, right of it too short.
    """
    kinds = [kind for kind in KINDS if any(ratios(judgements, kind, name) for name in QUANTITIES)]
    quantities = [name for name in QUANTITIES if any(ratios(judgements, k, name) for k in KINDS)]
    axes = [f"{name.capitalize()} error over error bar" for name in quantities or ["energy"]]
    keys = [mark_key(KINDS[kind][1], KINDS[kind][0]) for kind in kinds]
    forms, row = [display_name(name) for name in judgements], _ROW_MM + _KIND_MM * len(kinds)
    figure, panels = row_panels(axes, forms, row, keys, options)
    for panel, quantity in zip(panels, quantities, strict=False):
        log_axis(panel.xaxis)
        panel.axvline(1, color=INK, linewidth=0.6, zorder=0)
        for kind, height in zip(kinds, within_row(len(kinds)), strict=True):
            found = ratios(judgements, kind, quantity)
            for place, form in enumerate(judgements):
                mark(panel, found.get(form), place + height, KINDS[kind][1])
        show_marks(panel)
    return figure


def calibration_sentence(judgements: Judgements) -> str:
    """Give the ratios of each kind of error bar over forms and quantities, and the most honest.

    ``judgements`` are contents of judgement.json by form.
    """
    sizes = {
        kind: [r for name in QUANTITIES for r in ratios(judgements, kind, name).values() if r > 0]
        for kind in KINDS
    }
    known = {kind: np.array(values) for kind, values in sizes.items() if values}
    if not known:
        return "There are no held-out rows to compare error bars with."
    parts = [
        f"{KINDS[kind][0]} {brief(values.min())} to {brief(values.max())} (median "
        f"{brief(float(np.median(values)))})"
        for kind, values in known.items()
    ]
    best = min(known, key=lambda kind: float(np.median(np.abs(np.log(known[kind])))))
    return (
        "Root mean square of errors on held-out rows over error bars, of all forms and quantities: "
        f"{'; '.join(parts)}. Nearest to one: {KINDS[best][0]}."
    )
