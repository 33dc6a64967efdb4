"""How a pair potential ends at its cutoff radius. The scheme is part of the model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import autograd.numpy as anp
from autograd import elementwise_grad

from pairwright.errors import PairwrightError
from pairwright.potentials.forms import Array, PairFunction

SWITCH_FROM = 0.8
"""Where the switch starts, as a share of the radius, unless the configuration says otherwise."""


@dataclass(frozen=True)
class Cutoff:
    """Scheme, radius (Å) and, for ``switch``, the distance (Å) from which phi is turned off.

    Raises PairwrightError for an unknown scheme, a radius that is not positive, or a switch that
    starts beyond it.
    """

    scheme: str
    radius: float
    switch_from: float | None = None

    def __post_init__(self) -> None:
        if self.scheme not in SCHEMES:
            raise PairwrightError(
                f"cutoff.scheme: found {self.scheme!r}; known: {', '.join(SCHEMES)}"
            )
        if not self.radius > 0:
            raise PairwrightError(f"cutoff.radius_A: found {self.radius}; allowed: above zero")
        if not 0 < self.switch_start <= self.radius:
            raise PairwrightError(
                f"cutoff.switch_from_A: found {self.switch_start}; allowed: above zero and at most "
                f"cutoff.radius_A, {self.radius}"
            )

    @classmethod
    def of(cls, options: dict[str, Any]) -> "Cutoff":
        """Read the ``cutoff`` section of a configuration or of a ``fit.json``."""
        start = options.get("switch_from_A")
        radius = float(options["radius_A"])
        return cls(str(options["scheme"]), radius, None if start is None else float(start))

    @property
    def switch_start(self) -> float:
        """Distance (Å) from which a switched potential falls to zero."""
        start = self.switch_from
        return SWITCH_FROM * self.radius if start is None else start

    @property
    def breaks(self) -> tuple[float, ...]:
        """Distances (Å) below the radius where a derivative of the ended function jumps."""
        return (self.switch_start,) if self.scheme == "switch" else ()

    @property
    def has_tail(self) -> bool:
        """Whether the pairs beyond the radius count as if the atoms there were smeared out."""
        return self.scheme == "tail"

    def ended(self, function: PairFunction) -> PairFunction:
        """Return ``function`` ended at the radius by the scheme, zero beyond."""
        inside = SCHEMES[self.scheme](function, self)

        def ended(r: Array, parameters: Sequence[Array]) -> Array:
            return anp.where(r <= self.radius, inside(r, parameters), 0.0)

        return ended

    def record(self) -> dict[str, Any]:
        """Return what ``fit.json`` says of it."""
        said: dict[str, Any] = {"scheme": self.scheme, "radius_A": self.radius}
        return said | ({"switch_from_A": self.switch_start} if self.scheme == "switch" else {})


def cut(function: PairFunction, _: Cutoff) -> PairFunction:
    """phi(r): the energy jumps by phi(radius)."""
    return function


def shift(function: PairFunction, cutoff: Cutoff) -> PairFunction:
    """phi(r) - phi(radius): the force jumps."""

    def shifted(r: Array, parameters: Sequence[Array]) -> Array:
        # All distances share one end, so it is computed once for each set of parameters.
        end = cutoff.radius * anp.ones((1,) * anp.ndim(r))
        return function(r, parameters) - function(end, parameters)

    return shifted


def force_shift(function: PairFunction, cutoff: Cutoff) -> PairFunction:
    """phi(r) - phi(radius) - (r - radius) phi'(radius): energy and force are continuous.

    Source: S. Toxvaerd and J. C. Dyre, J. Chem. Phys. 134, 081102 (2011).
    """
    slope = elementwise_grad(function, 0)

    def shifted(r: Array, parameters: Sequence[Array]) -> Array:
        energies = function(r, parameters)
        # One end for each energy: the slope would add up what shares one.
        end = cutoff.radius * anp.ones_like(energies)
        return energies - function(end, parameters) - (r - end) * slope(end, parameters)

    return shifted


def switch(function: PairFunction, cutoff: Cutoff) -> PairFunction:
    """phi(r) S(x), x = (r - start) / (radius - start), S = 1 - 10 x^3 + 15 x^4 - 6 x^5.

    Energy, force and its slope are continuous.
    """
    start, width = cutoff.switch_start, cutoff.radius - cutoff.switch_start

    def switched(r: Array, parameters: Sequence[Array]) -> Array:
        return function(r, parameters) * smooth_step((r - start) / (width or 1.0))

    return switched


def smooth_step(x: Array) -> Array:
    """Return 1 for x <= 0, falling to 0 at x >= 1 with two continuous derivatives."""
    inside = anp.minimum(anp.maximum(x, 0.0), 1.0)
    return 1 - inside**3 * (10 - 15 * inside + 6 * inside**2)


SCHEMES: dict[str, Callable[[PairFunction, Cutoff], PairFunction]] = {
    "cut": cut,
    "shift": shift,
    "force-shift": force_shift,
    "switch": switch,
    "tail": cut,
}
