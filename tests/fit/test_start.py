"""Where fits start: scales read off the data, units, and draws around the form's table."""

import numpy as np
import pytest
from argon_models import NONLINEAR, PAIR_FORMS, argon_model, argon_values
from fit_data import made_with
from hypothesis import given
from hypothesis import strategies as st
from samples import EPSILON

from pairwright.errors import PairwrightError
from pairwright.fit.start import natural_scales, natural_units, starting_values
from pairwright.fit.variables import Variables
from pairwright.potentials.forms import Parameter

REFERENCE = -0.25
LENGTH, DEPTH = 3.8, 0.01


def variables_of(name, **constraints):
    """Return the variables of a form in units of ``LENGTH`` and ``DEPTH``."""
    model = argon_model(name)
    return Variables.of(model, natural_units(model.parameters, LENGTH, DEPTH), constraints)


@pytest.mark.parametrize("reference", [REFERENCE, None])
def test_scales_are_read_off_the_data(exact, reference):
    rows = np.ones(len(exact[0]), dtype=bool)
    length, depth = natural_scales(*exact, rows, reference)
    assert 3.5 < length < 3.8
    assert 0.2 * EPSILON < depth < 3 * EPSILON


def test_the_row_of_lowest_energy_among_the_given_ones_decides(exact):
    dataset, pairs = exact
    for structure in ("fcc", "bcc"):
        rows = dataset.structures == structure
        row = np.argmin(np.where(rows, dataset.energies / dataset.natoms, np.inf))
        vectors = pairs.vectors[pairs.starts[row] : pairs.starts[row + 1]]
        length, _ = natural_scales(dataset, pairs, rows, REFERENCE)
        assert length == np.linalg.norm(vectors, axis=1).min()


def test_a_reference_below_the_data_leaves_a_depth_all_the_same(exact):
    _, depth = natural_scales(*exact, np.ones(len(exact[0]), dtype=bool), -1e3)
    assert 0 < depth < 0.1


def test_a_cutoff_without_pairs_is_refused(exact):
    dataset, pairs = exact
    empty = type(pairs)(
        np.zeros(len(dataset) + 1, dtype=int),
        pairs.first[:0],
        pairs.second[:0],
        pairs.vectors[:0],
        1.0,
    )
    with pytest.raises(PairwrightError, match=r"cutoff\.radius_A"):
        natural_scales(dataset, empty, np.ones(len(dataset), dtype=bool), REFERENCE)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("", 1.0),
        ("Å", LENGTH),
        ("1/Å", 1 / LENGTH),
        ("eV", DEPTH),
        ("eV Å^6", DEPTH * LENGTH**6),
        ("eV/Å^3", DEPTH / LENGTH**3),
        ("Å^2 eV^2", LENGTH**2 * DEPTH**2),
        ("1/eV Å", 1 / DEPTH / LENGTH),
    ],
)
def test_units_are_products_of_length_and_depth(unit, expected):
    assert natural_units([Parameter("p", unit, 1.0)], LENGTH, DEPTH) == pytest.approx([expected])


@pytest.mark.parametrize("unit", ["meV", "kcal/mol", "eV Å^x", "eV*Å"])
def test_a_unit_that_is_not_understood_is_refused(unit):
    with pytest.raises(PairwrightError, match=r"parameter p: unit .* eV and Å"):
        natural_units([Parameter("p", unit, 1.0)], LENGTH, DEPTH)


@pytest.mark.parametrize("name", NONLINEAR)
def test_every_form_starts_with_a_well_of_natural_length_and_depth(name):
    (values,) = starting_values(variables_of(name), 1, seed=0)
    model = argon_model(name)
    r = np.linspace(0.6, 2.0, 2000) * LENGTH
    energies = model.form.function(r, values)
    assert r[np.argmin(energies)] == pytest.approx(LENGTH, rel=0.03)
    assert 0.5 * DEPTH < -energies.min() < 1.5 * DEPTH


@pytest.mark.parametrize("name", PAIR_FORMS)
def test_the_first_start_is_that_of_the_forms_table(name):
    first, *_ = starting_values(variables_of(name), 4, seed=3)
    model = argon_model(name)
    units = natural_units(model.parameters, LENGTH, DEPTH)
    np.testing.assert_allclose(first, units * [p.start for p in model.parameters], rtol=1e-12)


@pytest.mark.parametrize("name", [*NONLINEAR, "mie-axilrod-teller"])
@given(number=st.integers(2, 30), seed=st.integers(0, 1000))
def test_the_others_fill_the_ranges_of_the_table_evenly(name, number, seed):
    variables = variables_of(name)
    parameters = variables.model.parameters
    draws = np.array(starting_values(variables, number, seed)[1:])
    limits = np.array([p.lower if np.isfinite(p.lower) else 0.0 for p in parameters])
    first = variables.scales * [p.start for p in parameters]
    spreads = np.log([p.spread for p in parameters])
    shares = (np.log((draws - limits) / (first - limits)) / spreads + 1) / 2
    assert (shares >= -1e-9).all()
    assert (shares <= 1 + 1e-9).all()
    # A Latin hypercube: of each parameter no two draws are in the same of `number` equal slices.
    slices = np.floor(np.clip(shares, 0, 1 - 1e-12) * number)
    assert all(len(set(column)) == number - 1 for column in slices.T)


def test_the_same_seed_draws_the_same_and_another_one_does_not():
    one, again, other = (starting_values(variables_of("mie"), 5, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert not np.allclose(one[1:], other[1:])


def test_starts_keep_to_the_constraints():
    variables = variables_of(
        "mie",
        sigma={"lower": 3.5, "upper": 3.6},
        epsilon={"start": 0.02},
        repulsive_exponent={"fixed": 12.0},
        attractive_exponent={"tied_to": "repulsive_exponent", "factor": 0.5},
    )
    for epsilon, sigma, repulsive, attractive in starting_values(variables, 20, seed=5):
        assert epsilon == pytest.approx(0.02)
        assert 3.5 < sigma < 3.6
        assert (repulsive, attractive) == (12.0, 6.0)


@pytest.mark.parametrize("name", NONLINEAR)
def test_data_of_every_form_give_a_start_near_it(varied, name):
    dataset, pairs = varied
    model, values = argon_model(name), argon_values(name)
    made = made_with(model, values, dataset, pairs)
    rows = np.ones(len(made), dtype=bool)
    length, depth = natural_scales(made, pairs, rows, 0.0)
    variables = Variables.of(model, natural_units(model.parameters, length, depth), {})
    (start,) = starting_values(variables, 1, seed=0)
    r = np.linspace(2.8, 7.0, 500)
    wanted, found = (model.form.function(r, v) for v in (values, start))
    assert abs(r[np.argmin(wanted)] - r[np.argmin(found)]) < 0.6
    assert 0.3 < found.min() / wanted.min() < 3
