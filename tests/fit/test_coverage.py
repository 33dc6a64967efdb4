"""Error bars are honest: data of each form with noise are fitted back, and the truth is inside.

The noise is normal: 0.01 meV for each atom, 0.1 meV/Å and 1 MPa. It is so small because a test of
error bars from the curvature needs an optimum that moves in proportion to the noise: C10 of
Tang and Toennies, the least certain parameter, still moves by a tenth of itself. With ten times
the noise C8 and C10 often end at zero, and their error bars say nothing.
"""

from dataclasses import replace

import numpy as np
import pytest
from argon_models import PAIR_FORMS, argon_model, argon_values
from fit_data import WEIGHTS, fit_options, made_with

from pairwright.fit import sums as sums_module
from pairwright.fit.engine import Fit, prepared, sums_of_parts, variables_of
from pairwright.fit.least_squares import parameter_errors
from pairwright.fit.solve import Problem, solve

FORMS = (*PAIR_FORMS, "lennard-jones-axilrod-teller", "spline-axilrod-teller")
NOISE = {name: 0.01 * weight for name, weight in WEIGHTS.items()}
REPETITIONS = 200
NORMAL_95 = 1.96


def every_row(name, varied, monkeypatch):
    """Return a form's problem on its own exact data, with one row for each number of the data."""
    dataset, pairs = varied
    made = made_with(argon_model(name), argon_values(name), dataset, pairs)
    options = fit_options(weights=NOISE)
    model, data = prepared(name, made, pairs, options)
    with monkeypatch.context() as patch:
        patch.setattr(sums_module, "triangle", lambda rows: rows)
        (sums,) = sums_of_parts(model, data, np.zeros(len(made), dtype=int), options)
    assert len(sums.rows) == sums.count
    return Problem(sums, variables_of(model, data, options), 0.0)


def with_noise(problem, noise, basis, triangle):
    """Return the problem with ``noise`` (t,) on its data, boiled down.

    ``basis`` and ``triangle`` are the QR factorisation of all columns but the data's.
    """
    data = problem.sums.rows[:, -1] + noise
    seen = basis.T @ data
    rest = np.linalg.norm(data - basis @ seen)
    rows = np.zeros((len(triangle) + 1, triangle.shape[1] + 1))
    rows[:-1, :-1], rows[:-1, -1], rows[-1, -1] = triangle, seen, rest
    return replace(problem, sums=replace(problem.sums, rows=rows))


def test_noise_on_the_boiled_down_data_is_noise_on_the_data(varied, monkeypatch):
    problem = every_row("morse", varied, monkeypatch)
    basis, triangle = np.linalg.qr(problem.sums.rows[:, :-1])
    noise = np.random.default_rng(1).normal(size=problem.sums.count)
    noisy = with_noise(problem, noise, basis, triangle)
    for change in (1.0, 1.001):
        z = problem.variables.numbers(change * np.array(argon_values("morse")))
        expected = np.sum((problem.residuals(z) - noise) ** 2)
        assert np.sum(noisy.residuals(z) ** 2) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("name", FORMS)
def test_intervals_of_95_percent_hold_the_truth_as_often_as_they_say(varied, monkeypatch, name):
    truth = np.array(argon_values(name))
    problem = every_row(name, varied, monkeypatch)
    basis, triangle = np.linalg.qr(problem.sums.rows[:, :-1])
    generator = np.random.default_rng(3)
    inside = []
    for _ in range(REPETITIONS):
        noise = generator.normal(size=problem.sums.count)
        noisy = with_noise(problem, noise, basis, triangle)
        solution = solve(noisy, [truth])
        errors, _ = parameter_errors(Fit(noisy, solution))
        inside.append(np.abs(solution.parameters - truth) < NORMAL_95 * np.array(errors))
    coverage = np.mean(inside, axis=0)
    assert (coverage >= 0.90).all(), coverage
    assert (coverage <= 0.99).all(), coverage
