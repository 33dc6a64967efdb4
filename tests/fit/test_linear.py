"""Linear forms and Lennard-Jones's closed form: one solve, no start, the one optimum."""

from dataclasses import replace

import numpy as np
import pytest
from argon_models import KNOTS, argon_model, argon_values
from fit_data import WEIGHTS, fit_options, made_with
from samples import EPSILON, SIGMA

from pairwright.errors import PairwrightError
from pairwright.fit.engine import prepared, sums_of_parts, variables_of
from pairwright.fit.linear import INVERSE_POWERS, lennard_jones_closed_form, linear_parameters
from pairwright.fit.prediction import predict
from pairwright.fit.solve import Problem, solve
from pairwright.fit.sums import joined
from pairwright.units import GPA_PER_EV_A3

REFERENCE = -0.25
SPLINES = ("spline", "spline-axilrod-teller")


def sums_of(name, data, **changed):
    """Return model, data and sums of all rows of a database."""
    options = fit_options(**changed)
    model, more = prepared(name, *data, options)
    rows = np.zeros(len(data[0]), dtype=int)
    return model, more, joined(sums_of_parts(model, more, rows, options))


@pytest.mark.parametrize("name", SPLINES)
@pytest.mark.parametrize("reference", [REFERENCE, None])
def test_coefficients_behind_exact_data_come_back(varied, name, reference):
    made = made_with(argon_model(name), argon_values(name), *varied, REFERENCE)
    model, _, sums = sums_of(name, (made, varied[1]))
    values, found = linear_parameters(model, sums, reference)
    np.testing.assert_allclose(values, argon_values(name), rtol=1e-9)
    assert found == pytest.approx(REFERENCE, abs=1e-11)


@pytest.mark.parametrize("reference", [REFERENCE, None])
def test_no_other_coefficients_fit_better(noisy, reference):
    model, more, sums = sums_of("spline", noisy, spline={"knots_A": [4.0, 4.6, 5.5, 6.6, 8.0]})
    values, found = linear_parameters(model, sums, reference)
    problem = Problem(sums, variables_of(model, more, fit_options()), reference)
    z = problem.variables.numbers(values)
    z = np.append(z, [found] if reference is None else [])
    best = np.sum(problem.residuals(z) ** 2)
    generator = np.random.default_rng(0)
    for _ in range(50):
        other = z * (1 + 1e-4 * generator.normal(size=len(z)))
        assert np.sum(problem.residuals(other) ** 2) > best


def test_the_general_solution_is_that_linear_one(varied):
    made = made_with(argon_model("mie"), argon_values("mie"), *varied)
    model, more, sums = sums_of("spline", (made, varied[1]))
    values, _ = linear_parameters(model, sums, 0.0)
    solution = solve(Problem(sums, variables_of(model, more, fit_options()), 0.0), [])
    np.testing.assert_array_equal(solution.parameters, values)
    assert solution.evaluations == 1
    assert solution.sum_of_squares > 1


def test_of_coefficients_that_no_pair_sees_the_smallest_are_taken(exact):
    knots = [1.0, 2.0, *KNOTS[2:]]
    model, _, sums = sums_of("spline", exact, spline={"knots_A": knots})
    values, _ = linear_parameters(model, sums, REFERENCE)
    np.testing.assert_allclose(values[:2], 0.0, atol=1e-10)
    assert np.abs(values[2:]).min() > 1e-6


def by_brute_force(data, scheme, reference):
    """Return A, B and the reference energy from all pairs and numbers, by one least squares."""
    dataset, pairs = data
    model = replace(argon_model("lennard-jones", scheme), form=INVERSE_POWERS)

    def flat(quantities, per_atom=0.0):
        upper = np.triu_indices(3)
        energies = quantities.energies / dataset.natoms + per_atom
        return np.concatenate(
            [
                energies / WEIGHTS["energy_eV_per_atom"],
                quantities.forces.ravel() / WEIGHTS["force_eV_per_A"],
                quantities.stresses[:, upper[0], upper[1]].ravel()
                * (GPA_PER_EV_A3 / WEIGHTS["stress_GPa"]),
            ]
        )

    columns = [flat(predict(dataset, pairs, model, values)) for values in ((1, 0), (0, 1))]
    nothing = predict(dataset, pairs, model, (0, 0))
    wanted = flat(dataset)
    if reference is None:
        columns.append(flat(nothing, 1.0))
    else:
        wanted = wanted - flat(nothing, reference)
    matrix = np.stack(columns, axis=1)
    norms = np.linalg.norm(matrix, axis=0)
    return np.linalg.lstsq(matrix / norms, wanted)[0] / norms


@pytest.mark.parametrize("scheme", ["cut", "shift", "force-shift", "switch", "tail"])
@pytest.mark.parametrize("reference", [REFERENCE, None])
def test_the_closed_form_is_one_least_squares_over_all_pairs(noisy, scheme, reference):
    cutoff = {"scheme": scheme, "radius_A": 8.0}
    model, _, sums = sums_of("lennard-jones", noisy, cutoff=cutoff)
    closed = lennard_jones_closed_form(model, sums, reference)
    a, b, *more = by_brute_force(noisy, scheme, reference)
    assert closed.a == pytest.approx(a, rel=1e-9)
    assert closed.b == pytest.approx(b, rel=1e-9)
    assert closed.reference_energy == pytest.approx(more[0] if more else REFERENCE, rel=1e-9)


def test_the_closed_form_of_exact_data_is_the_truth(exact):
    model, _, sums = sums_of("lennard-jones", exact)
    closed = lennard_jones_closed_form(model, sums, REFERENCE)
    assert closed.epsilon == pytest.approx(EPSILON, rel=1e-11)
    assert closed.sigma == pytest.approx(SIGMA, rel=1e-12)


def test_upside_down_data_have_no_closed_form(exact):
    dataset, pairs = exact
    upside_down = replace(
        dataset,
        energies=REFERENCE * dataset.natoms - dataset.energies,
        forces=-dataset.forces,
        stresses=-dataset.stresses,
    )
    model, _, sums = sums_of("lennard-jones", (upside_down, pairs))
    with pytest.raises(PairwrightError, match="no repulsion"):
        lennard_jones_closed_form(model, sums, 0.0)
