"""Looking everywhere: the start that is found, its bounds and its order."""

import numpy as np
import pytest
from argon_models import argon_model, argon_values
from fit_data import fit_options, made_with

from pairwright.fit.engine import prepared, sums_of_parts, variables_of
from pairwright.fit.global_search import global_start
from pairwright.fit.solve import Problem, solve
from pairwright.fit.sums import joined


def problem_of(name, varied, reference=0.0, **changed):
    """Return the problem of fitting a form to its own exact data."""
    dataset, pairs = varied
    made = made_with(argon_model(name), argon_values(name), dataset, pairs, -0.25)
    mode = {"mode": "fitted"} if reference is None else {"mode": "value", "value_eV": -0.25}
    options = fit_options(reference=mode, **changed)
    model, data = prepared(name, made, pairs, options)
    (sums,) = sums_of_parts(model, data, np.zeros(len(made), dtype=int), options)
    return Problem(joined([sums]), variables_of(model, data, options), data.reference_energy)


@pytest.mark.parametrize(("name", "reference"), [("morse", None), ("mie", 0.0)])
def test_what_it_finds_leads_to_the_truth(varied, name, reference):
    problem = problem_of(name, varied, reference)
    found = global_start(problem, seed=1)
    solution = solve(problem, [found])
    np.testing.assert_allclose(solution.parameters, argon_values(name), rtol=1e-7)


@pytest.mark.parametrize("seed", [0, 2])
def test_exponents_are_found_in_their_order(varied, seed):
    found = global_start(problem_of("mie", varied), seed)
    assert found[2] > found[3]


def test_it_stays_within_the_constraints(varied):
    constraints = {
        "morse": {
            "position": {"lower": 4.2, "upper": 4.4},
            "epsilon": {"fixed": 0.012},
        }
    }
    epsilon, _, position = global_start(problem_of("morse", varied, constraints=constraints), 0)
    assert epsilon == 0.012
    assert 4.2 <= position <= 4.4


def test_bounds_far_from_the_table_are_searched(varied):
    constraints = {"morse": {"position": {"lower": 4000.0}}}
    problem = problem_of("morse", varied, constraints=constraints)
    assert global_start(problem, 0)[2] >= 4000.0


def test_the_same_seed_finds_the_same(varied):
    problem = problem_of("lennard-jones", varied)
    one, again = (global_start(problem, 7) for _ in range(2))
    np.testing.assert_array_equal(one, again)
