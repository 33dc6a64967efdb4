"""Values at nodes stand for a function: how well, and where the panels end."""

import numpy as np
import pytest
from argon_models import NONLINEAR, PAIR_FORMS, VALUES, argon_model
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial import Polynomial

from pairwright.fit.nodes import NODES_PER_PANEL, Nodes
from pairwright.potentials.cutoffs import SCHEMES
from pairwright.potentials.energy import values_and_slopes


def nodes_for(model, shortest, panels=1):
    """Return nodes from a distance to the model's cutoff."""
    return Nodes.spanning(
        shortest, model.cutoff.radius, (*model.cutoff.breaks, *model.form.breaks), panels
    )


@pytest.mark.parametrize("name", PAIR_FORMS)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("shortest", "radius"), [(2.6, 8.0), (2.0, 12.0)])
def test_energies_and_slopes_of_every_form_come_back(name, scheme, shortest, radius):
    model = argon_model(name, scheme, radius)
    nodes = nodes_for(model, shortest)
    r = np.linspace(shortest, radius, 2001)[:-1]
    energies, slopes = values_and_slopes(model.function, r, VALUES[name])
    at_nodes = model.function(nodes.places, VALUES[name])
    weights = nodes.weights(r)
    assert np.abs(weights @ at_nodes - energies).max() < 1e-12 * np.abs(energies).max()
    found = weights @ (nodes.slopes() @ at_nodes)
    assert np.abs(found - slopes).max() < 3e-11 * np.abs(slopes).max()


@given(
    coefficients=st.lists(st.floats(-1, 1), min_size=1, max_size=30),
    shortest=st.floats(0.5, 5.0),
    panels=st.integers(1, 4),
)
def test_polynomials_in_the_logarithm_are_exact(coefficients, shortest, panels):
    nodes = Nodes.spanning(shortest, 8.0, (6.0,), panels)
    polynomial = Polynomial(coefficients, domain=[np.log(shortest), np.log(8.0)], window=[-1, 1])
    r = np.exp(np.linspace(np.log(shortest), np.log(8.0), 50))
    found = nodes.weights(r) @ polynomial(np.log(nodes.places))
    np.testing.assert_allclose(found, polynomial(np.log(r)), atol=1e-12)
    found = nodes.weights(r) @ (nodes.slopes() @ polynomial(np.log(nodes.places)))
    steepest = np.abs(polynomial.deriv()(np.log(nodes.places))).max() + 1
    np.testing.assert_allclose(
        found * r, polynomial.deriv()(np.log(r)), atol=1e-9 * steepest / (6.0 - shortest)
    )


def test_without_breaks_there_is_one_panel():
    nodes = Nodes.spanning(2.5, 8.0)
    np.testing.assert_allclose(nodes.edges, [2.5, 8.0], rtol=1e-15)
    assert nodes.places.shape == (NODES_PER_PANEL,)
    assert (np.diff(nodes.places) > 0).all()
    assert 2.5 < nodes.places[0] < nodes.places[-1] < 8.0


def test_panels_end_at_breaks_and_only_at_those_in_between():
    nodes = Nodes.spanning(2.5, 8.0, (6.4, 1.0, 4.0, 8.0, 9.0, 4.0))
    np.testing.assert_allclose(nodes.edges, [2.5, 4.0, 6.4, 8.0], rtol=1e-14)
    assert len(nodes.places) == 3 * nodes.per_panel


def test_panels_divide_each_stretch_evenly_in_the_logarithm():
    nodes = Nodes.spanning(2.0, 8.0, (4.0,), panels=3)
    gaps = np.diff(np.log(nodes.edges))
    np.testing.assert_allclose(gaps, np.log(2) / 3, rtol=1e-12)
    assert len(gaps) == 6


@pytest.mark.parametrize("breaks", [(), (4.0, 6.0)])
def test_weights_of_a_distance_add_up_to_one(breaks):
    weights = Nodes.spanning(2.5, 8.0, breaks).weights(np.linspace(2.5, 8.0, 100))
    np.testing.assert_allclose(weights @ np.ones(weights.shape[1]), 1.0, rtol=1e-12)


def test_more_panels_make_a_hidden_kink_smaller_but_never_small():
    def kinked(r):
        return np.maximum(5.0 - r, 0.0)

    r = np.linspace(2.5, 8.0, 500)
    errors = []
    for panels in (1, 2, 4, 8, 16):
        nodes = Nodes.spanning(2.5, 8.0, panels=panels)
        errors.append(np.abs(nodes.weights(r) @ kinked(nodes.places) - kinked(r)).max())
    assert errors[-1] < errors[0]
    assert errors[-1] > 1e-6


@pytest.mark.parametrize("name", NONLINEAR)
def test_very_short_distances_are_covered_too(name):
    model = argon_model(name)
    nodes = nodes_for(model, 1.2, panels=2)
    r = np.geomspace(1.2, 7.999, 1000)
    energies = model.function(r, VALUES[name])
    found = nodes.weights(r) @ model.function(nodes.places, VALUES[name])
    assert np.abs(found - energies).max() < 1e-12 * np.abs(energies).max()
