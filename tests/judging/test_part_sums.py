"""Joined parts of a database have the sum of squares of their rows, for any weights."""

from dataclasses import replace

import numpy as np
import pytest
from argon_models import KNOTS
from hypothesis import given, settings
from hypothesis import strategies as st
from judging_data import TRUTH, judged_fit, judging_options

from pairwright.fit.engine import sums_of_parts
from pairwright.fit.sums import joined
from pairwright.fit.vector import node_vector

FITTED = {"mode": "fitted", "value_eV": None}


@pytest.fixture(scope="module", params=["lennard-jones", "mie", "spline"])
def judged(request, noisy):
    """A fit whose reference energy is fitted too."""
    return judged_fit(request.param, noisy, reference=FITTED)


def total(judged, sums, seed=0):
    """Return the sum of squares near the optimum."""
    solution, generator = judged.fit.solution, np.random.default_rng(seed)
    values = solution.parameters * (1 + 0.05 * generator.normal(size=len(solution.parameters)))
    u = node_vector(judged.fit.problem.variables.model, sums.nodes, values, 0.01)
    return float(np.sum((sums.rows @ u) ** 2))


def parts_of(judged, parts):
    model = judged.fit.problem.variables.model
    return sums_of_parts(model, judged.data, parts, judging_options(reference=FITTED))


@pytest.mark.parametrize("seed", [0, 1])
def test_all_parts_together_are_the_database(judged, seed):
    found = judged.sums.joined(np.ones(len(judged.units)))
    expected = joined(parts_of(judged, judged.units.number))
    assert total(judged, found, seed) == pytest.approx(total(judged, expected, seed), rel=1e-11)
    assert found.count == expected.count


def test_a_part_that_is_drawn_twice_counts_twice(judged):
    repeats = np.random.default_rng(1).integers(0, 3, len(judged.units))
    found = judged.sums.joined(repeats)
    expected = joined(parts_of(judged, judged.units.number), repeats)
    assert total(judged, found) == pytest.approx(total(judged, expected), rel=1e-11)
    assert found.count == expected.count


def test_a_part_that_is_left_out_has_no_say(judged):
    rows = judged.units.number >= 5
    found = judged.sums.joined(judged.units.of_rows(rows))
    expected = joined(parts_of(judged, np.where(rows, 0, -1)))
    assert total(judged, found) == pytest.approx(total(judged, expected), rel=1e-11)


@given(st.integers(0, 10**6))
@settings(max_examples=20)
def test_sums_of_squares_are_linear_in_the_weights(noisy_fit, seed):
    generator = np.random.default_rng(seed)
    one, other = generator.uniform(0, 2, (2, len(noisy_fit.units)))
    sums = noisy_fit.sums
    both = total(noisy_fit, sums.joined(one)) + total(noisy_fit, sums.joined(other))
    assert total(noisy_fit, sums.joined(one + other)) == pytest.approx(both, rel=1e-12)


def test_a_linear_model_needs_no_more_rows_than_it_has_parameters(noisy):
    spline = judged_fit("spline", noisy)
    sums = spline.sums.joined(np.ones(len(spline.units)))
    assert len(sums.rows) <= len(KNOTS) + 2


def test_numbers_far_from_zero_lose_no_precision(noisy):
    """Total energies of thousands of eV leave a sum of squares as exact as the data are."""
    dataset, pairs = noisy
    shifted = replace(dataset, energies=dataset.energies - 5000.0 * dataset.natoms)
    near = judged_fit("lennard-jones", noisy, reference={"mode": "value", "value_eV": 0.0})
    far = judged_fit(
        "lennard-jones", (shifted, pairs), reference={"mode": "value", "value_eV": -5000.0}
    )
    weights = np.random.default_rng(0).uniform(0, 2, len(near.units))
    totals = []
    for judged, reference in ((near, 0.0), (far, -5000.0)):
        sums = judged.sums.joined(weights)
        model = judged.fit.problem.variables.model
        u = node_vector(model, sums.nodes, TRUTH, reference)
        totals.append(float(np.sum((sums.rows @ u) ** 2)))
    assert totals[1] == pytest.approx(totals[0], rel=1e-6)
