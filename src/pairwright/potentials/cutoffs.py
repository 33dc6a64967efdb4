"""How a pair potential ends at its cutoff radius. The scheme is part of the model."""

from collections.abc import Callable, Sequence

import autograd.numpy as anp

from pairwright.errors import PairwrightError
from pairwright.potentials.forms import Array, PairFunction

Scheme = Callable[[PairFunction, float], PairFunction]


def cut(function: PairFunction, radius: float) -> PairFunction:
    """phi(r) up to the radius (Å), zero beyond; the energy jumps by phi(radius)."""
    return _ended(function, radius)


def shift(function: PairFunction, radius: float) -> PairFunction:
    """phi(r) - phi(radius) up to the radius (Å), zero beyond; the force jumps."""

    def shifted(r: Array, parameters: Sequence[Array]) -> Array:
        return function(r, parameters) - function(radius * anp.ones_like(r), parameters)

    return _ended(shifted, radius)


def _ended(function: PairFunction, radius: float) -> PairFunction:
    def ended(r: Array, parameters: Sequence[Array]) -> Array:
        return anp.where(r <= radius, function(r, parameters), 0.0)

    return ended


SCHEMES: dict[str, Scheme] = {"cut": cut, "shift": shift}


def with_cutoff(function: PairFunction, scheme: str, radius: float) -> PairFunction:
    """Return ``function`` ended at ``radius`` (Å) by the named scheme."""
    if scheme not in SCHEMES:
        raise PairwrightError(f"unknown cutoff scheme {scheme!r}; known: {', '.join(SCHEMES)}")
    return SCHEMES[scheme](function, radius)
