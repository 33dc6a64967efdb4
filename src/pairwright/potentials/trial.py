"""A trial of a form from a user's own file, before anything is fitted to it.

What makes a form useless is told at once: wrong shapes, derivatives that automatic differentiation
gets wrong or not at all, parameters without a name or a scale.
"""

import re
import warnings
from typing import Any

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from autograd import elementwise_grad

from pairwright.errors import PairwrightError
from pairwright.potentials.forms import Array, Form, Parameter

FloatArray = npt.NDArray[np.float64]

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DISTANCES = np.linspace(0.83, 6.11, 9)
STEP = 1e-6
CLOSE = 1e-4
"""How closely derivatives must be those of finite differences."""
NOTHING = 1e-200
"""Numbers as small as this have lost their digits."""


def try_form(name: Any, form: Any, where: str) -> None:
    """Raise PairwrightError unless a ``form`` can be fitted; ``where`` names its file.

    Energies need not be finite everywhere: a trial knows no sensible values of the parameters.
    """
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise PairwrightError(
            f"{where}: {name!r} is no name of a form; allowed: words of a-z and 0-9 with hyphens "
            "between them"
        )
    if not isinstance(form, Form):
        raise PairwrightError(
            f"{where}: FORMS[{name!r}] is no pairwright.potentials.forms.Form; write "
            f"Form(function, (Parameter(...), ...))"
        )
    _try_parameters(form, f"{where}: {name}")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # A derivative that is zero everywhere is right or wrong, but no reason for a warning.
        warnings.simplefilter("ignore")
        _try_function(form, f"{where}: {name}")


def _try_parameters(form: Form, where: str) -> None:
    parameters = form.parameters
    if not isinstance(parameters, tuple) or not parameters:
        raise PairwrightError(
            f"{where}: its parameters are no tuple of Parameter; write (Parameter(...),) for one"
        )
    for parameter in parameters:
        if not isinstance(parameter, Parameter):
            raise PairwrightError(f"{where}: {parameter!r} is no Parameter; write Parameter(...)")
        if parameter.logarithmic and not parameter.start > parameter.lower:
            raise PairwrightError(
                f"{where}: parameter {parameter.name} starts at {parameter.start:g}; allowed: "
                f"above its lower limit {parameter.lower:g}, or give logarithmic=False"
            )
    names = [parameter.name for parameter in parameters]
    if len(set(names)) < len(names):
        raise PairwrightError(f"{where}: two parameters have one name: {', '.join(names)}")


def _try_function(form: Form, where: str) -> None:
    values = np.array([parameter.start for parameter in form.parameters])
    energies, slopes, by_parameters = _differentiated(form, values, where)
    if not np.isfinite(energies).any():
        raise PairwrightError(
            f"{where}: no energy is finite between {DISTANCES[0]:g} and {DISTANCES[-1]:g} Å with "
            "the parameters at their starts; give other starts"
        )
    found = [("the distance", slopes, _difference(form, DISTANCES, values, None))]
    found += [
        (parameter.name, by_parameters[place], _difference(form, DISTANCES, values, place))
        for place, parameter in enumerate(form.parameters)
    ]
    for name, exact, expected in found:
        known = np.isfinite(exact) & np.isfinite(expected)
        allowed = CLOSE * np.abs(expected) + 0.01 * CLOSE * np.abs(energies) + NOTHING
        if np.any((np.abs(exact - expected) > allowed)[known]):
            raise PairwrightError(
                f"{where}: its derivative by {name} is not the one that its values have; write it "
                "with autograd.numpy and no other functions, element by element"
            )
    if form.linear:
        _try_linear(form, values, where)


def _differentiated(
    form: Form, values: FloatArray, where: str
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return energies (r,), slopes (r,) and derivatives by the parameters (k, r)."""
    r = DISTANCES
    table = np.repeat(values[:, None], len(r), axis=1)

    def total(copies: Array) -> Array:
        return anp.sum(form.function(r, copies))

    try:
        energies = form.function(r, list(values))
        _check_shape(energies, r.shape, where)
        # Many sets of parameters at once.
        _check_shape(form.function(r, list(table[:, :2, None])), (2, len(r)), where)
        slopes = elementwise_grad(form.function, 0)(r, list(values))
        return energies, slopes, elementwise_grad(total)(table)
    except PairwrightError:
        raise
    except Exception as error:
        raise PairwrightError(
            f"{where}: cannot be evaluated and differentiated ({type(error).__name__}: {error}); "
            "write it with autograd.numpy, element by element"
        ) from None


def _check_shape(energies: Any, shape: tuple[int, ...], where: str) -> None:
    if not isinstance(energies, np.ndarray) or energies.shape != shape:
        shapes = isinstance(energies, np.ndarray)
        kind = f"an array of shape {energies.shape}" if shapes else f"a {type(energies).__name__}"
        raise PairwrightError(
            f"{where}: returns {kind} where distances and parameters make an array of shape "
            f"{shape}; return one energy for each distance"
        )


def _difference(form: Form, r: FloatArray, values: FloatArray, place: int | None) -> FloatArray:
    """Return the derivative (r,) by a parameter, or by the distance for None, from two values."""
    step, change = np.zeros_like(values), 0.0
    if place is None:
        change = STEP
    else:
        step[place] = STEP * (abs(values[place]) or 1.0)
    above = form.function(r + change, list(values + step))
    below = form.function(r - change, list(values - step))
    return np.asarray((above - below) / (2 * (change or step[place])))


def _try_linear(form: Form, values: FloatArray, where: str) -> None:
    others = values * (2.0 + np.arange(len(values)))
    one, other, both = (
        form.function(DISTANCES, list(v)) for v in (values, others, values + others)
    )
    if np.any(np.abs(both - one - other) > CLOSE * (np.abs(one) + np.abs(other))):
        raise PairwrightError(f"{where}: is not linear in its parameters; leave out linear=True")
