"""Crystals as each form makes them, against those of the database."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pairwright.figures.captions import label, listed
from pairwright.figures.legends import mark_key
from pairwright.figures.names import display_name, model_label
from pairwright.figures.rows import mark, row_panels, within_row
from pairwright.figures.style import INK, in_order, looks

Records = dict[str, dict[str, Any]]

_CRYSTAL_MM = 1.3
_ROW_MM = 1.3
"""Height of a crystal in a row, and what the row has besides."""


@dataclass(frozen=True)
class Property:
    """A property's name in figures, its key in properties.json, and the power of it that is drawn.

    The cube root of a volume is a length that every crystal has, hexagonal ones too.
    """

    name: str
    column: str
    power: float = 1.0

    def deviation(self, value: float, known: float) -> float:
        """Return by how many percent a value is off."""
        return 100 * (float((value / known) ** self.power) - 1)


PROPERTIES = (
    Property("lattice constant", "V0_A3", 1 / 3),
    Property("bulk modulus", "B0_GPa"),
    Property("cohesive energy", "cohesive_energy_meV_per_atom"),
)


@dataclass(frozen=True)
class Deviation:
    """How far a form is off in percent, and the ends of its 68 % interval where it is known."""

    value: float
    interval: tuple[float, float] | None


def deviations(
    properties: Records, judgements: Records, one: Property
) -> dict[str, dict[str, Deviation]]:
    """Return the deviation of a property by form and crystal, where both have it.

    ``properties`` and ``judgements`` are contents of properties.json and judgement.json by form;
    the interval is that of fits to resampled groups.
    """
    found: dict[str, dict[str, Deviation]] = {}
    for form, record in properties.items():
        sampled = judgements.get(form, {}).get("properties", {}).get("by_structure", {})
        found[form] = {}
        for crystal, sides in record["crystals"].items():
            value, known = sides["potential"][one.column], sides["data"][one.column]
            if value is None or not known:
                continue
            said = sampled.get(crystal, {}).get(one.column, {}).get("bootstrap", {})
            ends = [said.get(name) for name in ("lower_68", "upper_68")]
            interval = None
            if None not in ends:
                interval = (one.deviation(ends[0], known), one.deviation(ends[1], known))
            found[form][crystal] = Deviation(one.deviation(value, known), interval)
    return found


def properties_figure(properties: Records, judgements: Records, options: dict[str, Any]) -> Figure:
    """Draw how many percent each form is off in three properties of each crystal.

    ``properties`` and ``judgements`` are contents of properties.json and judgement.json by form,
    ``options`` is the ``figures`` section of the configuration. Bars are the middle 68 % of fits to
    resampled groups.
    """
    names = in_order(name for record in properties.values() for name in record["crystals"])
    appearance, heights = looks(names), within_row(len(names))
    axes = [f"Deviation of the {one.name} (%)" for one in PROPERTIES]
    keys = [mark_key(appearance[name], name) for name in names]
    row = _ROW_MM + _CRYSTAL_MM * len(names)
    forms = [display_name(name) for name in properties]
    figure, panels = row_panels(axes, forms, row, keys, options)
    for panel, one in zip(panels, PROPERTIES, strict=True):
        panel.axvline(0, color=INK, linewidth=0.6, zorder=0)
        for place, found in enumerate(deviations(properties, judgements, one).values()):
            for name, height in zip(names, heights, strict=True):
                if name in found:
                    value, interval = found[name].value, found[name].interval
                    mark(panel, value, place + height, appearance[name], interval)
        _zero_in_sight(panel)
    return figure


def _zero_in_sight(panel: Axes) -> None:
    """Show all marks, the ends of their bars, and zero."""
    values = np.concatenate([np.ravel(line.get_xdata()) for line in panel.lines]).astype(float)
    low, high = float(values.min()), float(values.max())
    margin = 0.06 * (high - low) or 1.0
    panel.set_xlim(low - margin, high + margin)


def properties_sentence(properties: Records, judgements: Records) -> str:
    """Give for each property the form with the smallest and with the largest deviation.

    ``properties`` and ``judgements`` are contents of properties.json and judgement.json by form.
    """
    parts = [part for one in PROPERTIES if (part := _extremes(properties, judgements, one))]
    if not parts:
        return "No crystal has a minimum both in the data and in a potential."
    text = f"Root mean square over crystals of the deviations: {'; '.join(parts)}."
    return f"{text}{_missing(properties)}"


def _extremes(properties: Records, judgements: Records, one: Property) -> str:
    sizes = {
        form: float(np.sqrt(np.mean([deviation.value**2 for deviation in found.values()])))
        for form, found in deviations(properties, judgements, one).items()
        if found
    }
    if not sizes:
        return ""
    ordered = sorted(sizes, key=lambda form: (sizes[form], form))
    told = [f"{sizes[form]:.2g} % ({model_label(form)})" for form in ordered]
    return f"{one.name} {told[0]}" + (f" to {told[-1]}" if len(told) > 1 else "")


def _missing(properties: Records) -> str:
    """Name the crystals of which a form has no minimum within the volumes of the data."""
    missing = [
        f"{label(crystal)} by {model_label(form)}"
        for form, record in properties.items()
        for crystal, sides in record["crystals"].items()
        if sides["potential"]["V0_A3"] is None and sides["data"]["V0_A3"] is not None
    ]
    return f" Without a minimum: {listed(missing)}." if missing else ""
