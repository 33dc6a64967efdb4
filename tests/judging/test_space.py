"""The space of an ensemble: every set of free numbers has its parameters, its cost, its place."""

import numpy as np
import pytest
from judging_data import TRUTH, judged_fit, with_noise

from pairwright.judging.space import ManyParameters, Space, costs

SPLINE = {"spline": {"knots_A": [4.0, 4.6, 5.5, 7.0], "number": 4}}


@pytest.fixture(scope="module")
def mie(exact):
    """Mie fitted to noise that leaves its exponents wide."""
    return judged_fit("mie", with_noise(exact, 7, scale=3.0)).fit


@pytest.mark.parametrize(
    ("form", "changed"),
    [
        ("buckingham", {}),
        ("tang-toennies", {"reference": {"mode": "fitted", "value_eV": None}}),
        ("spline", SPLINE),
        (
            "mie",
            {
                "constraints": {
                    "mie": {
                        "sigma": {"fixed": 3.4},
                        "repulsive_exponent": {"tied_to": "attractive_exponent", "factor": 2.0},
                    }
                }
            },
        ),
    ],
)
def test_many_parameters_are_those_of_each_set_of_numbers(noisy, form, changed):
    problem = judged_fit(form, noisy, **changed).fit.problem
    free = len(problem.variables.free) + (problem.reference_energy is None)
    z = np.random.default_rng(1).normal(0, 3, (20, free))
    values, references = ManyParameters.of(problem)(z)
    for one, found, energy in zip(z, values, references, strict=True):
        expected, reference = problem.split(one)
        np.testing.assert_allclose(found, expected, rtol=1e-14)
        assert energy == reference


def test_costs_are_half_the_sums_of_squares(mie):
    problem, solution = mie.problem, mie.solution
    values = solution.parameters * np.array([[1.0] * 4, [1.1, 1.0, 0.9, 1.0]])
    found = costs(problem, values, np.zeros(2))
    residuals = [problem.residuals(problem.variables.numbers(one)) for one in values]
    np.testing.assert_allclose(found, [r @ r / 2 for r in residuals], rtol=1e-10)
    assert found[0] == pytest.approx(solution.sum_of_squares / 2)


def test_priors_are_part_of_the_cost(noisy):
    prior = {"sigma": {"prior": {"mean": 3.3, "standard_deviation": 0.001}}}
    problem = judged_fit("lennard-jones", noisy, constraints={"lennard-jones": prior}).fit.problem
    residuals = problem.residuals(problem.variables.numbers(np.array(TRUTH)))
    found = costs(problem, np.array([TRUTH]), np.zeros(1))
    assert found == pytest.approx(residuals @ residuals / 2)
    assert found > (3.4 - 3.3) ** 2 / 0.001**2 / 2


def test_a_place_outside_is_mirrored_to_the_inside():
    space = Space(np.array([0.0, -1.0]), np.array([3.0, 3.0]), [(0, 1)])
    z = np.array([[-0.5, 0.2], [3.5, 1.0], [1.0, 2.0], [40.0, 1.0]])
    mirrored = space.mirrored(z)
    np.testing.assert_allclose(mirrored, [[0.5, 0.2], [2.5, 1.0], [2.0, 1.0], [1.0, 0.0]])
    assert not space.holds(z).any()
    assert space.holds(mirrored).all()
