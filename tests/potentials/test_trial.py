"""The trial of a form of one's own: what can be fitted passes, what cannot is told why."""

import math

import autograd.numpy as anp
import numpy as np
import pytest
from argon_models import KNOTS
from autograd.tracer import getval

from pairwright.errors import PairwrightError
from pairwright.potentials.forms import FORMS, Form, Parameter
from pairwright.potentials.spline import spline
from pairwright.potentials.trial import try_form

EPSILON, SIGMA = Parameter("epsilon", "eV", 1.0), Parameter("sigma", "Å", 0.9)


def refused(function, parameters=(EPSILON, SIGMA), **options):
    """Return what is said about a form."""
    with pytest.raises(PairwrightError) as caught:
        try_form("mine", Form(function, parameters, **options), "mine.py")
    assert str(caught.value).startswith("mine.py: mine: ")
    return str(caught.value)


def wall(r, parameters):
    """Return a form that can be fitted."""
    epsilon, sigma = parameters
    return epsilon * (sigma / r) ** 9


@pytest.mark.parametrize("name", FORMS)
def test_the_forms_of_the_library_pass(name):
    try_form(name, FORMS[name], "mine.py")


def test_a_linear_form_with_breaks_passes():
    try_form("mine", spline(KNOTS), "mine.py")


def test_energies_that_are_infinite_or_none_at_some_distances_pass():
    def hole(r, parameters):
        epsilon, sigma = parameters
        return epsilon * anp.sqrt(r - 2 * sigma)

    try_form("mine", Form(hole, (EPSILON, SIGMA)), "mine.py")


def test_energies_that_are_finite_nowhere_are_refused():
    def endless(r, parameters):
        epsilon, sigma = parameters
        return epsilon * anp.exp(1e4 * r / sigma)

    assert "no energy is finite" in refused(endless)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda r, p: anp.sum(wall(r, p)), "returns a float64"),
        (lambda r, p: wall(r, p)[:, None], "returns an array of shape (9, 1)"),
        (lambda r, p: wall(r, p)[1:], "returns an array of shape (8,)"),
        (lambda r, p: [wall(x, p) for x in r], "returns a list"),
        (lambda r, p: None, "returns a NoneType"),  # noqa: ARG005
    ],
)
def test_a_wrong_shape_is_refused(function, said):
    message = refused(function)
    assert said in message
    assert "return one energy for each distance" in message


def test_many_sets_of_parameters_at_once_must_have_an_energy_each():
    def for_one_set(r, parameters):
        epsilon, sigma = parameters
        return np.ravel(epsilon)[0] * (np.ravel(sigma)[0] / r) ** 9

    assert "make an array of shape (2, 9)" in refused(for_one_set)


@pytest.mark.parametrize(
    "function",
    [
        lambda r, p: p[0] * math.exp(-r / p[1]),
        lambda r, p: wall(r, p) if r < 3 else 0 * r,
        lambda r, p: wall(r, (float(p[0]), p[1])),
        lambda r, p: wall(r, p[:3]) + p[2],
    ],
)
def test_what_automatic_differentiation_cannot_follow_is_refused(function):
    message = refused(function)
    assert "cannot be evaluated and differentiated" in message
    assert "autograd.numpy" in message


@pytest.mark.parametrize(
    ("function", "by"),
    [
        (lambda r, p: wall(getval(r), p), "the distance"),
        (lambda r, p: wall(r, (p[0], getval(p[1]))), "sigma"),
        (lambda r, p: wall(r, (getval(p[0]), p[1])), "epsilon"),
    ],
)
def test_derivatives_that_are_silently_wrong_are_refused(function, by):
    assert f"its derivative by {by} is not the one that its values have" in refused(function)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ((), "no tuple of Parameter"),
        (EPSILON, "no tuple of Parameter"),
        ((("epsilon", "eV", 1.0), SIGMA), "is no Parameter"),
        ((EPSILON, EPSILON), "two parameters have one name: epsilon, epsilon"),
        ((EPSILON, Parameter("sigma", "Å", -0.9)), "sigma starts at -0.9"),
        ((EPSILON, Parameter("sigma", "Å", 0.9, lower=1.0)), "above its lower limit 1"),
    ],
)
def test_parameters_without_names_or_scales_are_refused(parameters, said):
    assert said in refused(wall, parameters)


def test_a_form_that_is_called_linear_must_be():
    assert "is not linear in its parameters" in refused(wall, linear=True)
    shifted = refused(lambda r, p: p[0] / r**9 + 1.0, (EPSILON,), linear=True)
    assert "is not linear" in shifted


@pytest.mark.parametrize("name", [3, "My Form", "mine_too", "-mine", ""])
def test_a_name_that_a_configuration_cannot_hold_is_refused(name):
    with pytest.raises(PairwrightError, match="no name of a form"):
        try_form(name, Form(wall, (EPSILON, SIGMA)), "mine.py")


def test_something_else_than_a_form_is_refused():
    with pytest.raises(PairwrightError, match=r"FORMS\['mine'\] is no .*Form"):
        try_form("mine", wall, "mine.py")
