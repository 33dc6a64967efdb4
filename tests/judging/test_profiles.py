"""Profiles: the covariance's intervals where the problem is linear, true ones where it is not."""

from dataclasses import replace

import numpy as np
import pytest
from judging_data import TRUTH, judged_fit, with_noise
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import chi2

from pairwright.fit.least_squares import parameter_errors
from pairwright.fit.linear import INVERSE_POWERS
from pairwright.fit.solve import solve
from pairwright.fit.variables import Variables
from pairwright.judging.directions import free_numbers
from pairwright.judging.profiles import LEVELS, profile_side, profiles

SATURATING = """
import autograd.numpy as anp
from pairwright.potentials.forms import Form, Parameter


def saturating(r, parameters):
    a, b = parameters
    return 4 * 0.0104 * ((3.4 / r) ** 12 * a - (3.4 / r) ** 6 * b / (1 + b))


def clipped(r, parameters):
    a, b = parameters
    return 4 * 0.0104 * ((3.4 / r) ** 12 * a - 0.98 * (3.4 / r) ** 6 + b * (3.4 / r) ** 9)


FORMS = {
    "saturating": Form(saturating, (Parameter("a", "", 1.0), Parameter("b", "", 50.0))),
    "clipped": Form(
        clipped, (Parameter("a", "", 1.0), Parameter("b", "", 0.1, logarithmic=False))
    ),
}
"""


@pytest.fixture(scope="module")
def own_forms(tmp_path_factory):
    """Forms whose parameter b can be as large as it likes, or ends at zero."""
    path = tmp_path_factory.mktemp("forms") / "forms.py"
    path.write_text(SATURATING, encoding="utf-8")
    return {"form_files": [str(path)]}


@pytest.fixture(scope="module")
def linear(noisy_fit):
    """The same problem in A and B, in which it is linear."""
    problem = noisy_fit.fit.problem
    model = replace(problem.variables.model, form=INVERSE_POWERS)
    other = replace(problem, variables=Variables.of(model, [1e5, 1e1], {}))
    return replace(noisy_fit.fit, problem=other, solution=solve(other, []))


def variance_of(fit):
    """Return s^2."""
    return fit.solution.sum_of_squares / (fit.solution.count - len(free_numbers(fit)))


def delta_at(fit, place, value):
    """Return the profile of Lennard-Jones's parameter at a value, by minimising over the other."""
    problem, optimum = fit.problem, free_numbers(fit)

    def total(other):
        z = optimum.copy()
        z[place], z[1 - place] = np.log(value), other
        residuals = problem.residuals(z)
        return residuals @ residuals

    middle = optimum[1 - place]
    best = minimize_scalar(total, (middle - 0.1, middle + 0.1), tol=1e-12)
    return (best.fun - fit.solution.sum_of_squares) / variance_of(fit)


@pytest.mark.parametrize("place", [0, 1])
def test_the_profile_of_a_linear_problem_is_the_covariances_parabola(linear, place):
    errors, _ = parameter_errors(linear)
    optimum, scale = free_numbers(linear), linear.problem.variables.scales[place]
    for sign in (-1, 1):
        side = profile_side(linear.problem, optimum, variance_of(linear), place, sign)
        for level in LEVELS.values():
            reach = sign * np.sqrt(level) * errors[place] / scale
            assert side.crossing(level) - optimum[place] == pytest.approx(reach, rel=1e-6)
        away = (side.numbers - optimum[place]) * scale / errors[place]
        np.testing.assert_allclose(side.deltas, away**2, rtol=1e-6, atol=1e-6)
        assert len(side.numbers) == 8


def test_a_linear_model_is_said_to_be_linear_instead(linear):
    found = profiles(linear)
    assert found["linear"]
    assert "parabola" in found["sentence"]
    errors, _ = parameter_errors(linear)
    wide = np.sqrt(chi2.ppf(0.95, 1))
    for name, value, error in zip("AB", linear.solution.parameters, errors, strict=True):
        item = found["parameters"][name]
        assert item["interval_68"] == pytest.approx([value - error, value + error])
        assert item["interval_95"] == pytest.approx([value - wide * error, value + wide * error])
        assert (item["below"], item["above"], item["grid"]) == ("closed", "closed", None)
        assert item["asymmetry"] == pytest.approx(1)
        assert item["width_ratio"] == pytest.approx(1)


@pytest.mark.parametrize(("place", "name"), [(0, "epsilon"), (1, "sigma")])
def test_intervals_end_where_the_best_of_the_others_says(noisy_fit, place, name):
    fit = noisy_fit.fit
    item = profiles(fit)["parameters"][name]
    for key, level in LEVELS.items():
        for end in item[key]:
            assert delta_at(fit, place, end) == pytest.approx(level, rel=1e-4)
    for value, delta in zip(item["grid"]["value"], item["grid"]["delta"], strict=True):
        assert delta_at(fit, place, value) == pytest.approx(delta, rel=1e-6, abs=1e-6)


def test_good_data_have_the_covariances_intervals(noisy_fit):
    for item in profiles(noisy_fit.fit)["parameters"].values():
        assert item["width_ratio"] == pytest.approx(1, abs=0.02)
        assert item["asymmetry"] == pytest.approx(1, abs=0.05)
        low, high = item["interval_68"]
        assert (high - low) / 2 == pytest.approx(item["standard_error"], rel=0.02)


def test_arms_are_unequal_where_the_problem_is_curved(exact):
    fit = judged_fit("lennard-jones", with_noise(exact, 2, scale=60.0)).fit
    item = profiles(fit)["parameters"]["sigma"]
    value, (low, high) = fit.solution.parameters[1], item["interval_95"]
    level = LEVELS["interval_95"]
    ends = [
        brentq(lambda at: delta_at(fit, 1, at) - level, near, far)
        for near, far in ((value * 0.7, value), (value, value * 1.3))
    ]
    assert [low, high] == pytest.approx(ends, rel=1e-4)
    asymmetry = (ends[1] - value) / (value - ends[0])
    assert item["asymmetry"] == pytest.approx(asymmetry, rel=1e-2)
    assert abs(asymmetry - 1) > 0.1


def test_a_profile_that_levels_off_is_open(exact, own_forms):
    fit = judged_fit("saturating", with_noise(exact, 3, scale=3.0), **own_forms).fit
    found = profiles(fit)
    item = found["parameters"]["b"]
    assert (item["below"], item["above"]) == ("closed", "open")
    assert item["interval_95"][0] > 0
    assert item["interval_95"][1] is None
    assert item["asymmetry"] is None
    assert max(item["grid"]["delta"][-3:]) < LEVELS["interval_95"]
    assert "no limit" in found["sentence"]
    assert found["sentence"].endswith("to b of saturating.")
    assert found["parameters"]["a"]["above"] == "closed"


def test_an_interval_ends_at_the_bound_of_its_parameter(exact, own_forms):
    # The data have more attraction than the form at b = 0, its least.
    fit = judged_fit("clipped", with_noise(exact, 5), **own_forms).fit
    assert fit.solution.at_bound == ["b"]
    item = profiles(fit)["parameters"]["b"]
    assert (item["below"], item["above"]) == ("bound", "closed")
    assert item["interval_95"][0] == 0.0
    assert item["interval_95"][1] > item["interval_68"][1] > 0
    assert item["standard_error"] is None


def test_a_fitted_reference_energy_has_a_profile(noisy):
    changed = {"reference": {"mode": "fitted", "value_eV": None}}
    fit = judged_fit("lennard-jones", noisy, **changed).fit
    item = profiles(fit)["parameters"]["reference_energy"]
    assert item["value"] == fit.solution.reference_energy
    _, error = parameter_errors(fit)
    assert item["standard_error"] == pytest.approx(error)
    assert item["width_ratio"] == pytest.approx(1, abs=0.02)


def test_fixed_parameters_have_no_profile(noisy):
    constraints = {"lennard-jones": {"epsilon": {"fixed": TRUTH[0]}}}
    found = profiles(judged_fit("lennard-jones", noisy, constraints=constraints).fit)
    assert list(found["parameters"]) == ["sigma"]


def test_an_optimum_that_is_none_is_noticed(noisy_fit):
    fit = noisy_fit.fit
    beside = fit.solution.parameters * [1.0, 1.02]
    z = fit.problem.variables.numbers(beside)
    residuals = fit.problem.residuals(z)
    wrong = replace(fit.solution, parameters=beside, sum_of_squares=float(residuals @ residuals))
    found = profiles(replace(fit, solution=wrong))
    assert found["better_by"] > 1
    assert "not the lowest" in found["sentence"]
    assert profiles(fit)["better_by"] is None


def test_exact_data_leave_nothing_to_profile(exact):
    found = profiles(judged_fit("lennard-jones", exact).fit)
    assert "exactly" in found["sentence"]
    for item in found["parameters"].values():
        low, high = item["interval_95"]
        assert high - low < 1e-6 * item["value"]
