"""How a fit varies the parameters of a model: through logarithms, fixed, tied or within bounds."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.errors import PairwrightError
from pairwright.potentials.forms import Parameter
from pairwright.potentials.model import Model

FloatArray = npt.NDArray[np.float64]
Constraints = dict[str, dict[str, Any]]

REACH = 1e4
"""A logarithmic parameter without bounds stays within this factor of where it starts."""


@dataclass(frozen=True)
class Variables:
    """The free numbers z (f,) behind the parameters (k,), all of them or some.

    A logarithmic parameter is its lower limit plus exp(z), any other one z times its natural
    ``scales`` (k,).
    ``constraints`` hold, by parameter, ``fixed``, ``tied_to`` with ``factor``, ``lower``,
    ``upper``, and ``prior`` with ``mean`` and ``standard_deviation``.
    """

    model: Model
    scales: FloatArray
    constraints: Constraints

    @classmethod
    def of(cls, model: Model, scales: npt.ArrayLike, constraints: Constraints) -> "Variables":
        """Check the constraints.

        Raises PairwrightError for a name the form does not have, a value that it cannot take, a
        parameter that is both fixed and tied, or a tie to one that is tied.
        """
        known = {parameter.name: parameter for parameter in model.parameters}
        for name, options in constraints.items():
            for used in (name, options.get("tied_to")):
                if used is not None and used not in known:
                    raise PairwrightError(
                        f"fit.constraints.{model.name}: {used!r} is no parameter of the form; "
                        f"allowed: {', '.join(known)}"
                    )
            where = f"fit.constraints.{model.name}.{name}"
            _check_fixed(known[name], options, where)
            target = options.get("tied_to")
            if target is not None and (target == name or "tied_to" in constraints.get(target, {})):
                raise PairwrightError(
                    f"{where}.tied_to: {target!r} is tied itself; tie to a parameter that is free "
                    "or fixed"
                )
        return cls(model, np.asarray(scales, dtype=float), constraints)

    def option(self, parameter: Parameter, key: str) -> Any:
        """Return what the constraints say of a parameter, None when they say nothing."""
        return self.constraints.get(parameter.name, {}).get(key)

    @property
    def free(self) -> list[int]:
        """Return which parameters are varied on their own."""
        return [
            place
            for place, parameter in enumerate(self.model.parameters)
            if self.option(parameter, "fixed") is None and self.option(parameter, "tied_to") is None
        ]

    def values(self, z: FloatArray) -> FloatArray:
        """Return the parameters (k,) for the free numbers (f,)."""
        parameters = self.model.parameters
        result = np.empty(len(parameters))
        for number, place in zip(z, self.free, strict=True):
            parameter = parameters[place]
            if parameter.logarithmic:
                result[place] = parameter.lower + np.exp(number)
            else:
                result[place] = self.scales[place] * number
        self._fill(result)
        return result

    def _fill(self, result: FloatArray) -> None:
        """Set what is fixed, then what is tied."""
        names = [parameter.name for parameter in self.model.parameters]
        for place, parameter in enumerate(self.model.parameters):
            if (fixed := self.option(parameter, "fixed")) is not None:
                result[place] = fixed
        for place, parameter in enumerate(self.model.parameters):
            if (target := self.option(parameter, "tied_to")) is not None:
                factor = self.option(parameter, "factor")
                result[place] = (1.0 if factor is None else factor) * result[names.index(target)]

    def numbers(self, values: FloatArray) -> FloatArray:
        """Return the free numbers (f,) for parameters (k,)."""
        z = np.empty(len(self.free))
        for number, place in enumerate(self.free):
            parameter, value = self.model.parameters[place], values[place]
            if parameter.logarithmic:
                z[number] = np.log(value - parameter.lower)
            else:
                z[number] = value / self.scales[place]
        return z

    def derivatives(self, values: FloatArray) -> FloatArray:
        """Return d parameters / d z at parameters (k,), shape (k, f)."""
        names = [parameter.name for parameter in self.model.parameters]
        matrix = np.zeros((len(values), len(self.free)))
        for number, place in enumerate(self.free):
            parameter = self.model.parameters[place]
            matrix[place, number] = (
                values[place] - parameter.lower if parameter.logarithmic else self.scales[place]
            )
        for place, parameter in enumerate(self.model.parameters):
            if (target := self.option(parameter, "tied_to")) is not None:
                factor = self.option(parameter, "factor")
                matrix[place] = (1.0 if factor is None else factor) * matrix[names.index(target)]
        return matrix

    def bounds(self) -> tuple[FloatArray, FloatArray]:
        """Return the lowest and the highest z (f,); raises PairwrightError when none is left."""
        low, high = np.full(len(self.free), -np.inf), np.full(len(self.free), np.inf)
        for number, place in enumerate(self.free):
            parameter = self.model.parameters[place]
            least, most = self._limits(parameter)
            least = max(least, parameter.lower)
            if not parameter.logarithmic:
                low[number], high[number] = least / self.scales[place], most / self.scales[place]
            else:
                low[number], high[number] = np.log(self._reach(place, least, most))
        return low, high

    def _reach(self, place: int, least: float, most: float) -> tuple[float, float]:
        """Return how far above its lower limit a logarithmic parameter stays."""
        limit = self.model.parameters[place].lower
        natural = self.scales[place] * self.model.parameters[place].start - limit
        lowest = least - limit if least > limit else min(natural, most - limit) / REACH
        highest = most - limit if np.isfinite(most) else max(natural, least - limit) * REACH
        return lowest, highest

    def _limits(self, parameter: Parameter) -> tuple[float, float]:
        """Return what a user allows a parameter to be; a start that a user gave is checked."""
        lower, upper, start = (self.option(parameter, key) for key in ("lower", "upper", "start"))
        least, most = -np.inf if lower is None else lower, np.inf if upper is None else upper
        limit = parameter.lower
        key = f"fit.constraints.{self.model.name}.{parameter.name}"
        if not max(least, limit) < most:
            raise PairwrightError(
                f"{key}: nothing is between lower {least:g} and upper {most:g} {parameter.unit}; "
                f"allowed: lower below upper, and upper above {limit:g}"
            )
        if start is not None and not max(least, limit) < start < most:
            raise PairwrightError(
                f"{key}.start: found {start:g} {parameter.unit}; allowed: above "
                f"{max(least, limit):g} and below {most:g}, the bounds"
            )
        return least, most

    def in_order(self, values: FloatArray) -> FloatArray:
        """Return parameters (k,) of the same potential, those that can be exchanged in their order.

        Where the constraints name one of them they stay as they are.
        """
        pair = self.model.form.larger_first
        named = {*self.constraints} | {c.get("tied_to") for c in self.constraints.values()}
        if pair is None or named & {self.model.parameters[place].name for place in pair}:
            return values
        first, second = pair
        ordered = values.copy()
        ordered[[second, first]] = np.sort(values[[first, second]])
        return ordered

    def priors(self) -> list[tuple[int, float, float]]:
        """Return place, mean and standard deviation of each parameter that has a prior."""
        return [
            (place, prior["mean"], prior["standard_deviation"])
            for place, parameter in enumerate(self.model.parameters)
            if (prior := self.option(parameter, "prior")) is not None
        ]


def _check_fixed(parameter: Parameter, options: dict[str, Any], where: str) -> None:
    fixed, tied = options.get("fixed"), options.get("tied_to")
    if fixed is not None and tied is not None:
        raise PairwrightError(f"{where}: is both fixed and tied; leave one out")
    low = parameter.lower
    if fixed is not None and (fixed < low or (parameter.logarithmic and fixed == low)):
        raise PairwrightError(
            f"{where}.fixed: found {fixed:g} {parameter.unit}; allowed: above {low:g}"
        )
    if parameter.logarithmic and low >= 0 and options.get("factor", 1.0) <= 0:
        raise PairwrightError(
            f"{where}.factor: found {options['factor']:g}; allowed: above zero, as the parameter is"
        )
