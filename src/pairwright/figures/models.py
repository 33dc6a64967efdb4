"""How each model looks where models are compared, the same in every figure."""

from collections.abc import Iterable
from typing import Any

from matplotlib import rcParams

from pairwright.figures.names import NEURAL, pair_form
from pairwright.figures.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    Look,
)

# A colour more than Okabe and Ito have: P. Tol, Colour Schemes, SRON/EPS/TN/09-002 (2021), "muted".
_WINE = "#882255"
_THREE_BODY_MARKER = "*"
_THREE_BODY_LINE = (0, (3.2, 1.4))

_KNOWN = {
    "lennard-jones": Look(BLUE, "s"),
    "mie": Look(GREEN, "^"),
    "morse": Look(PURPLE, "D"),
    "buckingham": Look(ORANGE, "v"),
    "tang-toennies": Look(SKY, "P"),
    "double-exponential": Look(_WINE, "<"),
    "spline": Look(INK, "X"),
    NEURAL: Look(VERMILION, "o"),
}
# Numbers without a common divisor: 20 forms pass before a pair of both comes again.
_OTHER_COLOURS = (SKY, INK, BLUE, GREEN, PURPLE)
_OTHER_MARKERS = (">", "p", "d", "h")


def model_looks(models: Iterable[str]) -> dict[str, Look]:
    """Return colour and marker of each model: pair forms in their order, the neural one last.

    A form with triple dipoles has the colour of its pair form and a star for marker.
    """
    names = list(dict.fromkeys(models))
    ordered = [name for name in names if name != NEURAL] + [NEURAL] * (NEURAL in names)
    pair_forms = dict.fromkeys(map(pair_form, ordered))
    others = [name for name in pair_forms if name not in _KNOWN]
    cycle = {
        name: Look(
            _OTHER_COLOURS[place % len(_OTHER_COLOURS)], _OTHER_MARKERS[place % len(_OTHER_MARKERS)]
        )
        for place, name in enumerate(others)
    }
    known = {name: _KNOWN.get(name) or cycle[name] for name in pair_forms}
    return {name: _relative(name, known[pair_form(name)]) for name in ordered}


def _relative(name: str, look: Look) -> Look:
    return look if name == pair_form(name) else Look(look.colour, _THREE_BODY_MARKER)


def line_style(name: str) -> Any:
    """Return how the line of a model is drawn: dashed with triple dipoles."""
    return "-" if name == pair_form(name) else _THREE_BODY_LINE


def marker_size(look: Look) -> float:
    """Return the size (pt) of a marker: stars look smaller than they are."""
    return float(rcParams["lines.markersize"]) * (1.5 if look.marker == _THREE_BODY_MARKER else 1.0)
