"""How each model looks where models are compared, the same in every figure."""

from collections.abc import Iterable

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

NEURAL = "neural"
"""What the neural potential is called in tables of models."""

_KNOWN = {
    "lennard-jones": Look(BLUE, "s"),
    "mie": Look(GREEN, "^"),
    "morse": Look(PURPLE, "D"),
    "buckingham": Look(ORANGE, "v"),
    NEURAL: Look(VERMILION, "o"),
}
_OTHERS = (Look(SKY, "P"), Look(INK, "X"), Look(BLUE, "<"), Look(GREEN, ">"), Look(PURPLE, "p"))


def model_looks(models: Iterable[str]) -> dict[str, Look]:
    """Return colour and marker of each model: pair forms in their order, the neural one last."""
    names = list(dict.fromkeys(models))
    ordered = [name for name in names if name != NEURAL] + [NEURAL] * (NEURAL in names)
    others = [name for name in ordered if name not in _KNOWN]
    cycle = {name: _OTHERS[place % len(_OTHERS)] for place, name in enumerate(others)}
    return {name: _KNOWN.get(name) or cycle[name] for name in ordered}
