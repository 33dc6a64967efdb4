"""The numbers that a model enters a fit with, and their derivatives."""

import numpy as np
import pytest
from argon_models import C9 as C9_VALUE
from argon_models import PAIR_FORMS, argon_model, argon_values

from pairwright.fit.nodes import Nodes
from pairwright.fit.sums import C9, DATA, REFERENCE, TAIL_ENERGY, TAIL_STRESS
from pairwright.fit.vector import node_derivatives, node_vector, node_vectors
from pairwright.potentials.cutoffs import SCHEMES
from pairwright.potentials.tail import tail_integrals

FORMS = (*PAIR_FORMS, "mie-axilrod-teller", "spline-axilrod-teller")
NODES = Nodes.spanning(2.6, 8.0, (6.4,))


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_is_what_its_description_says(name, scheme):
    model, values = argon_model(name, scheme), argon_values(name)
    u = node_vector(model, NODES, values, -0.25)
    q = len(NODES.places)
    assert u.shape == (q + 5,)
    pair_values, _ = model.split(values)
    np.testing.assert_array_equal(u[:q], model.function(NODES.places, pair_values))
    tail = tail_integrals(model.form.function, 8.0, pair_values) if scheme == "tail" else (0, 0)
    np.testing.assert_allclose(u[[TAIL_ENERGY, TAIL_STRESS]], tail, rtol=1e-13)
    triple = C9_VALUE if name.endswith("axilrod-teller") else 0.0
    assert (u[C9], u[REFERENCE], u[DATA]) == (triple, -0.25, -1.0)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_derivatives_are_those_of_finite_differences(name, scheme):
    model, values = argon_model(name, scheme), np.array(argon_values(name))
    exact = node_derivatives(model, NODES, values)
    assert exact.shape == (len(NODES.places) + 5, len(values))
    for place, value in enumerate(values):
        step = np.zeros(len(values))
        step[place] = 1e-5 * abs(value)
        above, below = (node_vector(model, NODES, values + s, -0.25) for s in (step, -step))
        numerical = (above - below) / (2 * step[place])
        size = np.abs(numerical).max()
        np.testing.assert_allclose(exact[:, place], numerical, rtol=1e-6, atol=1e-8 * size)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("count", [1, 3])
def test_many_sets_at_once_are_one_after_the_other(name, scheme, count):
    model = argon_model(name, scheme)
    factors = np.array([1.0, 1.02, 0.97])[:count]
    sets = np.array(argon_values(name))[:, None] * factors
    references = np.array([0.0, -0.25, 0.5])[:count]
    together = node_vectors(model, NODES, sets, references)
    assert together.shape == (len(NODES.places) + 5, count)
    for number in range(count):
        alone = node_vector(model, NODES, sets[:, number], references[number])
        np.testing.assert_allclose(together[:, number], alone, rtol=1e-13, atol=1e-18)
