"""The least-squares problem and its optimum: residuals, Jacobian, closed form, priors, bounds."""

from dataclasses import replace

import numpy as np
import pytest
from argon_models import PAIR_FORMS, argon_model, argon_values
from fit_data import fit_options, made_with
from samples import EPSILON, RADIUS, SIGMA

from pairwright.errors import PairwrightError
from pairwright.fit.engine import (
    prepared,
    sum_of_squares,
    sums_of_parts,
    variables_of,
)
from pairwright.fit.linear import lennard_jones_closed_form
from pairwright.fit.solve import Problem, solve
from pairwright.fit.sums import joined

REFERENCE = -0.25
FORMS = (*PAIR_FORMS, "mie-axilrod-teller")


def problem_of(name, data, reference=None, **changed):
    """Return the problem that all rows of a database pose to a form."""
    options = fit_options(**changed)
    mode = {"mode": "fitted"} if reference is None else {"mode": "value", "value_eV": reference}
    model, more = prepared(name, *data, options | {"reference": mode})
    rows = np.zeros(len(data[0]), dtype=int)
    sums = joined(sums_of_parts(model, more, rows, options))
    return Problem(sums, variables_of(model, more, options), reference), more


def fitted(data, reference, scheme="shift", start=(0.02, 3.0), **changed):
    """Return Lennard-Jones's optimum from one start, and the closed form of the same problem."""
    cutoff = {"scheme": scheme, "radius_A": RADIUS}
    problem, _ = problem_of("lennard-jones", data, reference, cutoff=cutoff, **changed)
    solution = solve(problem, [np.array(start)], 0.0)
    closed = lennard_jones_closed_form(problem.variables.model, problem.sums, reference)
    return solution, closed


@pytest.mark.parametrize("reference", [REFERENCE, None])
def test_the_parameters_behind_exact_data_come_back(exact, reference):
    solution, _ = fitted(exact, reference)
    np.testing.assert_allclose(solution.parameters, [EPSILON, SIGMA], rtol=1e-10)
    assert solution.reference_energy == pytest.approx(REFERENCE, abs=1e-12)


@pytest.mark.parametrize("scheme", ["cut", "shift", "force-shift", "switch", "tail"])
@pytest.mark.parametrize("reference", [REFERENCE, None])
@pytest.mark.parametrize("start", [(0.02, 3.0), (0.005, 3.7)])
def test_the_optimum_is_the_closed_form(noisy, reference, scheme, start):
    solution, closed = fitted(noisy, reference, scheme, start)
    expected = [closed.epsilon, closed.sigma]
    np.testing.assert_allclose(solution.parameters, expected, rtol=1e-8)
    assert solution.reference_energy == pytest.approx(closed.reference_energy, rel=1e-8)
    assert closed.a == pytest.approx(4 * closed.epsilon * closed.sigma**12)
    assert closed.b == pytest.approx(4 * closed.epsilon * closed.sigma**6)


def test_data_without_attraction_are_refused(exact):
    dataset, pairs = exact
    repulsive = replace(
        dataset,
        energies=100.0 / dataset.volumes * dataset.natoms,
        forces=np.full_like(dataset.forces, np.nan),
        stresses=np.full_like(dataset.stresses, np.nan),
    )
    with pytest.raises(PairwrightError, match="no attraction"):
        fitted((repulsive, pairs), 0.0)


@pytest.mark.parametrize("reference", [REFERENCE, None])
@pytest.mark.parametrize("name", FORMS)
def test_the_jacobian_is_that_of_finite_differences(varied, name, reference):
    dataset = made_with(argon_model("morse"), argon_values("morse"), *varied)
    parameters = argon_model(name).parameters
    constraints = {}
    if name == "mie":
        tie = {"tied_to": "repulsive_exponent", "factor": 0.45}
        constraints = {name: {"attractive_exponent": tie}}
    if name in ("morse", "mie-axilrod-teller"):
        prior = {"mean": 1.0, "standard_deviation": 0.01}
        constraints = {name: {parameters[-1].name: {"prior": prior}}}
    problem, _ = problem_of(name, (dataset, varied[1]), reference, constraints=constraints)
    z = problem.variables.numbers(np.array(argon_values(name)))
    z = np.append(z, [-0.2] if reference is None else [])
    exact = problem.jacobian(z)
    assert exact.shape == (len(problem.residuals(z)), len(z))
    for number in range(len(z)):
        step = np.zeros(len(z))
        step[number] = 1e-5
        numerical = (problem.residuals(z + step) - problem.residuals(z - step)) / 2e-5
        size = np.abs(numerical).max()
        np.testing.assert_allclose(exact[:, number], numerical, rtol=1e-5, atol=1e-7 * size)


def test_residuals_have_the_sum_of_squares_of_the_data_and_of_the_priors(noisy):
    constraints = {"lennard-jones": {"sigma": {"prior": {"mean": 3.5, "standard_deviation": 0.05}}}}
    problem, more = problem_of("lennard-jones", noisy, REFERENCE, constraints=constraints)
    z = problem.variables.numbers(np.array([0.011, 3.41]))
    found = problem.residuals(z)
    assert found[-1] == pytest.approx((3.41 - 3.5) / 0.05)
    solution = solve(problem, [np.array([0.011, 3.41])])
    rows = np.ones(len(noisy[0]), dtype=bool)
    options = fit_options(constraints=constraints)
    expected = sum_of_squares(problem.variables.model, more, solution, rows, options)
    assert solution.sum_of_squares == pytest.approx(expected, rel=1e-9)
    assert solution.count == problem.sums.count + 1


@pytest.mark.parametrize("name", [name for name in FORMS if name != "spline"])
@pytest.mark.parametrize("reference", [REFERENCE, None])
def test_at_the_optimum_the_slope_is_zero(varied, name, reference):
    generator = np.random.default_rng(8)
    truth = argon_model("lennard-jones"), argon_values("lennard-jones")
    made = made_with(*truth, *varied, REFERENCE)
    noise = generator.normal(0, 0.003, len(made)) * made.natoms
    rough = replace(made, energies=made.energies + noise)
    prior = {"epsilon": {"prior": {"mean": 0.012, "standard_deviation": 0.0005}}}
    constraints = {} if name == "tang-toennies" else {name: prior}
    problem, more = problem_of(name, (rough, varied[1]), reference, constraints=constraints)
    solution = solve(problem, [np.array(argon_values(name))], 0.0)
    z = problem.variables.numbers(solution.parameters)
    z = np.append(z, [solution.reference_energy] if reference is None else [])
    inside = [
        place
        for place, number in enumerate(problem.variables.free)
        if problem.variables.model.parameters[number].name not in solution.at_bound
    ]
    inside += [len(z) - 1] if reference is None else []
    residuals, jacobian = problem.residuals(z), problem.jacobian(z)[:, inside]
    norms = np.linalg.norm(jacobian, axis=0) * np.linalg.norm(residuals)
    assert np.abs(jacobian.T @ residuals / norms).max() < 1e-6
    np.testing.assert_allclose(solution.jacobian, problem.jacobian(z), rtol=1e-8, atol=1e-8)
    assert more.reference_energy == reference


def test_a_prior_pulls_as_hard_as_it_is_narrow(noisy):
    def sigma(deviation):
        prior = {"prior": {"mean": 3.6, "standard_deviation": deviation}}
        constraints = {"lennard-jones": {"sigma": prior}} if deviation else {}
        return fitted(noisy, REFERENCE, constraints=constraints)[0].parameters[1]

    free = sigma(None)
    pulled = [sigma(deviation) for deviation in (1e3, 0.1, 0.003, 1e-6)]
    assert pulled[0] == pytest.approx(free, rel=1e-6)
    assert pulled[-1] == pytest.approx(3.6, rel=1e-6)
    assert free < pulled[1] < pulled[2] < pulled[3]


def test_a_prior_is_one_more_measurement(noisy):
    """Gaussian data and prior: in one parameter, the optimum is their weighted mean."""
    fixed = {"sigma": {"fixed": SIGMA}}
    alone, _ = problem_of("lennard-jones", noisy, REFERENCE, constraints={"lennard-jones": fixed})
    best = solve(alone, [np.array([0.01, SIGMA])])
    precision = float(best.jacobian[:, 0] @ best.jacobian[:, 0]) / best.parameters[0] ** 2
    mean, deviation = 0.02, 2 / np.sqrt(precision)
    prior = fixed | {"epsilon": {"prior": {"mean": mean, "standard_deviation": deviation}}}
    pulled, _ = problem_of("lennard-jones", noisy, REFERENCE, constraints={"lennard-jones": prior})
    found = solve(pulled, [np.array([0.01, SIGMA])]).parameters[0]
    expected = (precision * best.parameters[0] + mean / deviation**2) / (
        precision + 1 / deviation**2
    )
    assert found == pytest.approx(expected, rel=1e-8)


def test_fixed_and_tied_parameters_do_as_they_are_told(exact):
    constraints = {
        "mie": {
            "repulsive_exponent": {"fixed": 12.0},
            "attractive_exponent": {"tied_to": "repulsive_exponent", "factor": 0.5},
        }
    }
    problem, _ = problem_of("mie", exact, REFERENCE, constraints=constraints)
    solution = solve(problem, [np.array([0.02, 3.2, 12.0, 6.0])])
    np.testing.assert_allclose(solution.parameters, [EPSILON, SIGMA, 12, 6], rtol=1e-9)
    assert solution.jacobian.shape[1] == 2


def test_a_parameter_that_goes_as_far_as_it_may_is_named(noisy):
    constraints = {"lennard-jones": {"sigma": {"upper": 3.3}}}
    solution, _ = fitted(noisy, REFERENCE, constraints=constraints)
    assert solution.at_bound == ["sigma"]
    assert solution.parameters[1] == pytest.approx(3.3, rel=2e-3)
    assert fitted(noisy, REFERENCE)[0].at_bound == []


def test_narrow_bounds_around_the_optimum_are_no_end(noisy):
    free = fitted(noisy, REFERENCE)[0].parameters[1]
    bounds = {"lower": free - 1e-3, "upper": free + 1e-3}
    constraints = {"lennard-jones": {"sigma": bounds}}
    solution, _ = fitted(noisy, REFERENCE, start=(0.02, free), constraints=constraints)
    assert solution.at_bound == []
    assert solution.parameters[1] == pytest.approx(free, rel=1e-8)


def test_exchanged_exponents_are_reported_in_their_order(exact):
    problem, _ = problem_of("mie", exact, REFERENCE)
    solution = solve(problem, [np.array([0.01, 3.4, 5.0, 11.0])])
    np.testing.assert_allclose(solution.parameters, [EPSILON, SIGMA, 12, 6], rtol=1e-7)


def test_the_best_of_several_starts_is_returned_with_what_each_led_to(noisy):
    problem, _ = problem_of("lennard-jones", noisy, REFERENCE)
    starts = [np.array([0.02, 3.0]), np.array([0.005, 3.6]), np.array([0.01, 3.4])]
    solution = solve(problem, starts)
    assert len(solution.starts) == 3
    np.testing.assert_allclose(solution.starts, solution.sum_of_squares, rtol=1e-4)
    assert solution.sum_of_squares <= min(solution.starts) * (1 + 1e-12)
    assert solution.evaluations > 3


def test_starts_without_a_finite_energy_are_passed_over_and_refused_when_all_are_such(exact):
    problem, _ = problem_of("lennard-jones", exact, REFERENCE)
    hopeless, good = np.array([1e300, 1e30]), np.array([0.01, 3.4])
    assert len(solve(problem, [hopeless, good]).starts) == 1
    with pytest.raises(PairwrightError, match=r"no optimum from any of 1 starts.*not finite"):
        solve(problem, [hopeless])


def test_too_few_numbers_are_refused(exact, weights):
    dataset, pairs = exact
    only_energy = weights | {"force_eV_per_A": None, "stress_GPa": None}
    options = fit_options(weights=only_energy)
    model, more = prepared("lennard-jones", dataset, pairs, options)
    parts = np.where(np.arange(len(dataset)) == 0, 0, -1)
    (sums,) = sums_of_parts(model, more, parts, options)
    problem = Problem(sums, variables_of(model, more, options), REFERENCE)
    with pytest.raises(PairwrightError, match="1 numbers cannot determine 2 parameters"):
        solve(problem, [np.array([0.01, 3.4])])


def test_priors_count_as_numbers(exact, weights):
    dataset, pairs = exact
    only_energy = weights | {"force_eV_per_A": None, "stress_GPa": None}
    prior = {"prior": {"mean": 3.5, "standard_deviation": 0.1}}
    options = fit_options(weights=only_energy, constraints={"lennard-jones": {"sigma": prior}})
    model, more = prepared("lennard-jones", dataset, pairs, options)
    parts = np.where(np.arange(len(dataset)) == 0, 0, -1)
    (sums,) = sums_of_parts(model, more, parts, options)
    solution = solve(
        Problem(sums, variables_of(model, more, options), REFERENCE), [np.array([0.01, 3.4])]
    )
    assert solution.parameters[1] == pytest.approx(3.5, rel=1e-6)
    assert solution.sum_of_squares < 1e-12


def test_nothing_to_vary_is_refused(exact):
    constraints = {"lennard-jones": {"epsilon": {"fixed": 0.01}, "sigma": {"fixed": 3.4}}}
    problem, _ = problem_of("lennard-jones", exact, REFERENCE, constraints=constraints)
    with pytest.raises(PairwrightError, match=r"fit\.constraints\.lennard-jones: nothing is left"):
        solve(problem, [np.array([0.01, 3.4])])


def test_with_everything_fixed_the_reference_energy_alone_may_be_fitted(exact):
    constraints = {"lennard-jones": {"epsilon": {"fixed": EPSILON}, "sigma": {"fixed": SIGMA}}}
    problem, _ = problem_of("lennard-jones", exact, None, constraints=constraints)
    solution = solve(problem, [np.array([EPSILON, SIGMA])])
    assert solution.reference_energy == pytest.approx(REFERENCE, abs=1e-12)
