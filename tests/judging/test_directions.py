"""Directions of the Fisher matrix, and how much of the reference energy parameters can imitate."""

from dataclasses import replace

import numpy as np
import pytest
from judging_data import RADIUS, TRUTH, judged_fit

from pairwright.fit.least_squares import parameter_covariance
from pairwright.judging.directions import (
    DEGENERATE,
    degeneracy_warning,
    directions,
    reference_degeneracy,
    variable_names,
    well_depth,
)
from pairwright.potentials.cutoffs import Cutoff
from pairwright.potentials.model import model_named

FITTED_REFERENCE = {"reference": {"mode": "fitted", "value_eV": None}}


@pytest.fixture(scope="module")
def with_reference(noisy):
    """Lennard-Jones and the reference energy fitted together."""
    return judged_fit("lennard-jones", noisy, **FITTED_REFERENCE).fit


def with_jacobian(fit, jacobian, **changed):
    """Return a fit that ended with another Jacobian in ln epsilon, ln sigma (and reference)."""
    return replace(fit, solution=replace(fit.solution, jacobian=np.array(jacobian), **changed))


def test_a_problem_of_two_parameters_is_solved_by_hand(noisy_fit):
    # Singular values 6 and 0.5 along directions turned by an angle of cosine 0.8.
    turn = np.array([[0.8, 0.6], [-0.6, 0.8]])
    jacobian = np.diag([6.0, 0.5]) @ turn.T
    found = directions(
        with_jacobian(noisy_fit.fit, jacobian, sum_of_squares=400.0, count=102, at_bound=[])
    )
    stiff, sloppy = found["directions"]
    assert stiff["name"] == "+0.80 ln epsilon -0.60 ln sigma"
    assert sloppy["name"] == "+0.80 ln sigma +0.60 ln epsilon"
    assert stiff["eigenvalue"] == pytest.approx(36 / 4)
    assert sloppy["eigenvalue"] == pytest.approx(0.25 / 4)
    assert stiff["standard_deviation"] == pytest.approx(2 / 6)
    assert sloppy["standard_deviation"] == pytest.approx(2 / 0.5)
    assert found["decades"] == pytest.approx(np.log10(36 / 0.25))
    assert stiff["name"] in found["sentence"]
    assert sloppy["name"] in found["sentence"]
    assert "2.2 decades" in found["sentence"]


def test_variances_along_directions_add_up_to_the_covariance(noisy_fit):
    fit = noisy_fit.fit
    logarithmic = np.zeros((2, 2))
    for one in directions(fit)["directions"]:
        vector = np.array(list(one["weights"].values()))
        logarithmic += one["standard_deviation"] ** 2 * np.outer(vector, vector)
    values = fit.solution.parameters
    np.testing.assert_allclose(
        logarithmic * np.outer(values, values), parameter_covariance(fit), rtol=1e-9
    )


def test_a_parameter_at_its_bound_is_held(noisy_fit):
    jacobian = [[3.0, 2.0], [0.0, 1.0]]
    fit = with_jacobian(noisy_fit.fit, jacobian, at_bound=["sigma"], sum_of_squares=9.0, count=10)
    found = directions(fit)
    assert found["held"] == ["sigma"]
    (only,) = found["directions"]
    assert only["weights"] == {"ln epsilon": 1.0}
    assert only["standard_deviation"] == pytest.approx(1 / 3)
    assert "ln epsilon to 0.33" in found["sentence"]


def test_fixed_and_tied_parameters_have_no_direction(noisy):
    constraints = {
        "mie": {
            "repulsive_exponent": {"tied_to": "attractive_exponent", "factor": 2.0},
            "epsilon": {"fixed": TRUTH[0]},
        }
    }
    found = directions(judged_fit("mie", noisy, constraints=constraints).fit)
    assert [list(one["weights"]) for one in found["directions"]] == [
        ["ln sigma", "ln attractive_exponent"]
    ] * 2


def test_linear_coefficients_count_in_natural_units(noisy):
    fit = judged_fit("spline", noisy, spline={"knots_A": [3, 4, 5, 6, RADIUS], "number": 5}).fit
    found = directions(fit)
    assert len(found["directions"]) == 5
    assert found["natural_units"] == dict(
        zip(["c1", "c2", "c3", "c4", "c5"], fit.problem.variables.scales, strict=True)
    )
    assert "ln" not in found["directions"][0]["name"]


def test_what_logarithms_are_taken_of_is_said(noisy):
    names = variable_names(judged_fit("buckingham", noisy).fit.problem)
    assert names == ["ln epsilon", "ln position", "ln (steepness - 7)"]


def test_names_of_directions_are_short(noisy):
    fit = judged_fit("spline", noisy, spline={"knots_A": [3, 3.5, 4, 5, 6, RADIUS], "number": 6})
    for one in directions(fit.fit)["directions"]:
        assert len(one["name"].removesuffix(" ...").split()) <= 8


def test_the_reference_energy_counts_in_well_depths(with_reference):
    depth = well_depth(with_reference)
    model = model_named("lennard-jones", Cutoff("shift", RADIUS))
    bottom = model.function(np.array([2 ** (1 / 6) * TRUTH[1]]), TRUTH)
    assert depth == pytest.approx(-bottom[0], rel=0.05)
    found = directions(with_reference)
    assert found["natural_units"]["reference_energy"] == depth
    # The same data in other units of energy have the same eigenvalues.
    jacobian = with_reference.solution.jacobian * np.array([1.0, 1.0, depth])
    solution = with_reference.solution
    variance = solution.sum_of_squares / (solution.count - 3)
    expected = np.linalg.svd(jacobian, compute_uv=False) ** 2 / variance
    eigenvalues = [one["eigenvalue"] for one in found["directions"]]
    np.testing.assert_allclose(eigenvalues, expected, rtol=1e-9)


def test_a_potential_without_a_well_counts_in_eV(noisy_fit):  # noqa: N802
    fit = noisy_fit.fit
    repulsive = replace(fit, solution=replace(fit.solution, parameters=np.array([1e-9, 9.0])))
    assert well_depth(repulsive) == 1.0


def test_a_known_reference_energy_is_not_degenerate(noisy_fit):
    assert reference_degeneracy(noisy_fit.fit) is None
    assert degeneracy_warning(noisy_fit.fit) is None


def test_good_data_tell_the_reference_energy_from_the_parameters(with_reference):
    assert 0.01 < reference_degeneracy(with_reference) < 1
    assert degeneracy_warning(with_reference) is None


@pytest.mark.parametrize("angle", [1e-2, 0.3, np.pi / 2])
def test_degeneracy_is_the_squared_sine_between_columns(with_reference, angle):
    columns = [[2.0, 0.0, 1e4 * np.cos(angle)], [0.0, 0.0, 1e4 * np.sin(angle)], [0.0, 1e-3, 0.0]]
    fit = with_jacobian(with_reference, columns)
    assert reference_degeneracy(fit) == pytest.approx(np.sin(angle) ** 2, rel=1e-9)
    warned = degeneracy_warning(fit)
    assert (warned is not None) == (np.sin(angle) ** 2 < DEGENERATE)
    if warned:
        assert "all but 0.0001" in warned
        assert "100 times" in warned


def test_a_reference_energy_that_parameters_imitate_is_warned_of(with_reference):
    columns = [[2.0, 0.0, 2.0], [0.0, 3.0, 3.0], [0.0, 0.0, 0.0]]
    fit = with_jacobian(with_reference, columns)
    assert reference_degeneracy(fit) == pytest.approx(0.0, abs=1e-30)
    assert "degenerate" in degeneracy_warning(fit)


def test_a_parameter_at_its_bound_imitates_nothing(with_reference):
    columns = [[2.0, 0.0, 2.0], [0.0, 3.0, 3.0], [0.0, 0.0, 0.0]]
    fit = with_jacobian(with_reference, columns, at_bound=["sigma"])
    assert reference_degeneracy(fit) == pytest.approx(9 / 13)
