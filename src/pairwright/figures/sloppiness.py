"""Which combinations of a form's parameters the data determine, and which they hardly do."""

from typing import Any

from matplotlib.figure import Figure

from pairwright.figures.captions import label, listed
from pairwright.figures.decades import show_decades
from pairwright.figures.models import model_looks
from pairwright.figures.names import display_name, model_label
from pairwright.figures.rows import row_panels
from pairwright.figures.style import INK

Judgements = dict[str, dict[str, Any]]

_ROW_MM = 5.0
_TALL = 3.2
"""Height of the mark of an eigenvalue, in sizes of other marks."""
_TICK_MM = 20
"""A figure has a power of ten for each of so many millimetres of its width."""
_DASHES = (0, (3, 1.5))


def eigenvalues(judgement: dict[str, Any]) -> list[float]:
    """Return the known positive eigenvalues of the Fisher matrix, the largest first."""
    found = [one["eigenvalue"] for one in judgement["directions"]["directions"]]
    return [float(value) for value in found if value is not None and value > 0]


def sloppiness_figure(judgements: Judgements, options: dict[str, Any]) -> Figure:
    """Draw the eigenvalues of each form's Fisher matrix, and how many decades they span.

    ``judgements`` are contents of judgement.json by form, ``options`` is the ``figures`` section of
    the configuration. On the dashed line the standard deviation of a combination of parameters is
    one: a factor of e, or a natural unit where parameters have no logarithm.
    """
    appearance = model_looks(judgements)
    rows = [f"{display_name(name)}: {_decades(one)} decades" for name, one in judgements.items()]
    axis = "Eigenvalue of the Fisher matrix"
    figure, (panel,) = row_panels([axis], rows, _ROW_MM, [], options)
    panel.axvline(1, color=INK, linewidth=0.6, linestyle=_DASHES, zorder=0)
    for place, (name, judgement) in enumerate(judgements.items()):
        values = eigenvalues(judgement)
        panel.plot(
            values,
            [place] * len(values),
            "|",
            color=appearance[name].colour,
            markersize=_TALL * options["font_size_pt"] / 2,
            markeredgewidth=1.6,
        )
    everything = [value for one in judgements.values() for value in eigenvalues(one)]
    show_decades(panel.xaxis, [1.0, *everything], most=max(3, int(options["width_mm"] / _TICK_MM)))
    return figure


def _decades(judgement: dict[str, Any]) -> str:
    decades = judgement["directions"]["decades"]
    return "\N{INFINITY}" if decades is None else f"{decades:.1f}"


def sloppiness_sentence(judgements: Judgements) -> str:
    """Name the least and the most sloppy form, and directions that the data leave open."""
    spans = {name: one["directions"]["decades"] for name, one in judgements.items()}
    known = {name: span for name, span in spans.items() if span is not None}
    parts = []
    if known:
        low, high = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
        text = f"The eigenvalues of {model_label(low)} span {known[low]:.1f} decades"
        more = f", those of {model_label(high)} {known[high]:.1f}"
        parts.append(text + (more if low != high else ""))
    weak = {name: sum(value < 1 for value in eigenvalues(one)) for name, one in judgements.items()}
    told = [
        f"{count} of {len(eigenvalues(judgements[name]))} by {model_label(name)}"
        for name, count in weak.items()
        if count
    ]
    if told:
        parts.append(
            f"directions with a standard deviation above one (a factor of e): {listed(told)}"
        )
    held = [
        f"{listed([label(name) for name in one['directions']['held']])} of {model_label(form)}"
        for form, one in judgements.items()
        if one["directions"]["held"]
    ]
    if held:
        parts.append(f"left out, for they went as far as they may: {listed(held)}")
    open_ones = [model_label(name) for name, span in spans.items() if span is None]
    if open_ones:
        parts.append(f"the data leave a parameter open of {listed(open_ones)}")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."
