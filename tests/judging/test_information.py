"""Criteria count what they say they count."""

from dataclasses import replace

import numpy as np
import pytest
from judging_data import exact_data, judged_fit, with_noise, with_shared_noise
from scipy.stats import norm

from pairwright.judging.information import effective_parameters, information

ENERGIES = {"energy_eV_per_atom": 0.001, "force_eV_per_A": None, "stress_GPa": None}


def test_for_independent_noise_the_effective_parameters_are_the_free_ones(single_copies):
    found = [
        effective_parameters(
            judged_fit("lennard-jones", with_noise(exact_data(single_copies), seed))
        )
        for seed in range(20)
    ]
    assert np.mean(found) == pytest.approx(2, rel=0.15)


def test_three_rows_that_share_their_error_count_once(exact):
    records = [
        information(judged_fit("lennard-jones", with_shared_noise(exact, seed), weights=ENERGIES))
        for seed in range(20)
    ]
    effects = [record["clustered"]["design_effect"] for record in records]
    assert np.mean(effects) == pytest.approx(3, rel=0.2)
    first = records[0]
    numbers = first["numbers"] / first["clustered"]["design_effect"]
    assert first["clustered"]["effective_numbers"] == pytest.approx(numbers)


def test_differences_of_criteria_are_those_of_likelihoods(noisy):
    """AIC is 2 f - 2 ln L, with normal errors of the weights or of the fitted scale."""
    records = [information(judged_fit(form, noisy)) for form in ("lennard-jones", "mie")]

    def minus_two_ln(record, scale):
        n, total = record["numbers"], record["sum_of_squares"]
        residuals = np.full(n, np.sqrt(total / n))
        return -2 * float(np.sum(norm.logpdf(residuals, scale=scale)))

    for key, scales in (
        ("weights_as_given", (1.0, 1.0)),
        (
            "scale_estimated",
            [np.sqrt(record["sum_of_squares"] / record["numbers"]) for record in records],
        ),
    ):
        likelihoods = [minus_two_ln(r, s) for r, s in zip(records, scales, strict=True)]
        free = [record["free_parameters"] for record in records]
        assert free == [2, 4]
        aic, bic = ([record[key][name] for record in records] for name in ("aic", "bic"))
        change = likelihoods[1] - likelihoods[0]
        assert aic[1] - aic[0] == pytest.approx(change + 4)
        assert bic[1] - bic[0] == pytest.approx(change + 2 * np.log(records[0]["numbers"]))


def test_the_true_form_has_the_lower_bic(noisy):
    criteria = [
        information(judged_fit(form, noisy))["scale_estimated"]["bic"]
        for form in ("lennard-jones", "mie", "morse")
    ]
    assert criteria[0] == min(criteria)


def test_groups_in_place_of_numbers_tell_forms_apart_less_surely(noisy):
    records = [information(judged_fit(form, noisy)) for form in ("lennard-jones", "morse")]
    by_numbers, by_groups = (
        records[1][key]["aic"] - records[0][key]["aic"]
        for key in ("scale_estimated", "one_number_a_group")
    )
    share = records[0]["groups"] / records[0]["numbers"]
    assert by_groups - 2 == pytest.approx(share * (by_numbers - 2))


def test_a_fitted_reference_energy_is_a_parameter(noisy):
    fitted = judged_fit("lennard-jones", noisy, reference={"mode": "fitted", "value_eV": None})
    assert information(fitted)["free_parameters"] == 3


def test_a_fit_without_residuals_has_no_effective_parameters(exact):
    judged = judged_fit("lennard-jones", exact)
    solution = replace(judged.fit.solution, sum_of_squares=0.0)
    record = information(replace(judged, fit=replace(judged.fit, solution=solution)))
    assert record["clustered"]["effective_parameters"] is None
    assert record["clustered"]["tic"] is None
    assert record["sentence"].endswith("in 16 groups.")
