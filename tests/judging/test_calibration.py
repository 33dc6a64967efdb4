"""Error bars are honest, too short or too long, and the factor says by how much."""

import numpy as np
import pytest
from judging_data import exact_data, judged_fit, with_noise

from pairwright.judging import cross_validation as held_out_by
from pairwright.judging.bootstrap import resamples
from pairwright.judging.calibration import (
    calibration,
    calibration_record,
    error_bars,
    halves,
    with_residuals,
)
from pairwright.judging.sampling import sample
from pairwright.judging.words import two_digits


@pytest.mark.parametrize("factor", [1.0, 3.0, 0.2])
def test_the_factor_is_what_error_bars_are_too_short_by(factor):
    generator = np.random.default_rng(0)
    bars = generator.uniform(0.5, 5, 40_000)
    errors = generator.normal(0, factor * bars)
    record = calibration_record(errors, bars, np.arange(40_000) % 2 == 0)
    assert record["factor"] == pytest.approx(factor, rel=0.02)
    assert record["factor_of_other_half"] == pytest.approx(factor, rel=0.02)
    assert record["rms_z"] == pytest.approx(factor, rel=0.02)
    assert record["checked"]["within_68"] == pytest.approx(0.683, abs=0.01)
    assert record["checked"]["within_95"] == pytest.approx(0.95, abs=0.01)
    assert record["rank_correlation"] > 0.4
    np.testing.assert_allclose(
        record["bins"]["error"], factor * np.array(record["bins"]["error_bar"]), rtol=0.06
    )


def test_honest_error_bars_hold_68_and_95_percent():
    generator = np.random.default_rng(1)
    record = calibration_record(
        generator.normal(size=40_000), np.ones(40_000), np.arange(40_000) < 2
    )
    assert record["within_68"] == pytest.approx(0.683, abs=0.01)
    assert record["within_95"] == pytest.approx(0.95, abs=0.005)


def test_error_bars_of_one_length_rank_nothing():
    record = calibration_record(np.arange(4.0), np.ones(4), np.arange(4) < 2)
    assert record["rank_correlation"] is None


def test_without_a_second_half_nothing_is_checked():
    record = calibration_record(np.ones(3), np.ones(3), np.ones(3, dtype=bool))
    assert record["factor"] == 1.0
    assert record["factor_of_other_half"] is None
    assert record["checked"] is None


def test_heavy_tails_show_in_the_other_half():
    """A factor can make 68 % right and leave too many errors beyond 95 %."""
    generator = np.random.default_rng(2)
    errors = generator.standard_t(2, 40_000)
    record = calibration_record(errors, np.ones(40_000), np.arange(40_000) % 2 == 0)
    assert record["checked"]["within_68"] == pytest.approx(0.683, abs=0.01)
    assert record["checked"]["within_95"] < 0.93


def test_each_structure_is_halved(noisy_fit):
    first = halves(noisy_fit.units, 0)
    for structure in ("bcc", "fcc"):
        assert first[noisy_fit.units.structures == structure].sum() == 4
    assert not np.array_equal(first, halves(noisy_fit.units, 1))


@pytest.fixture(scope="module")
def well_specified(lonely):
    """Calibration of the true form, with the noise that the weights tell of."""
    found, samples = resamples(lonely), sample(lonely.fit, 0)
    return calibration(lonely, held_out_by.grouped(lonely), error_bars(lonely, found, samples))


@pytest.mark.parametrize("quantity", ["energy", "force", "stress"])
def test_for_the_true_form_covariance_and_residuals_are_honest(well_specified, quantity):
    record = well_specified["covariance_and_residuals"][quantity]
    spread = 3 / np.sqrt(record["numbers"])
    assert record["rms_z"] == pytest.approx(1.0, abs=spread)
    assert record["within_68"] == pytest.approx(0.683, abs=spread)
    assert record["within_95"] == pytest.approx(0.95, abs=0.05)


@pytest.mark.parametrize("quantity", ["energy", "force", "stress"])
def test_the_spread_of_parameters_alone_is_no_error_bar_of_a_noisy_number(well_specified, quantity):
    """It tells how well the mean is known, not how far a number is from it."""
    for kind in ("covariance", "bootstrap"):
        assert well_specified[kind][quantity]["factor"] > 3


def test_the_sentence_says_what_the_numbers_say(well_specified):
    record = well_specified["bootstrap"]
    assert f"{two_digits(record['force']['factor'])} for force" in record["sentence"]


def test_residuals_are_those_of_the_weights(lonely):
    bars = error_bars(lonely, resamples(lonely), sample(lonely.fit, 0))["covariance"]
    wider = with_residuals(lonely, bars)
    solution = lonely.fit.solution
    scale = np.sqrt(solution.sum_of_squares / (solution.count - 2))
    assert scale == pytest.approx(1.0, abs=3 / np.sqrt(2 * solution.count))
    np.testing.assert_allclose(
        wider.energies**2 - bars.energies**2, (0.002 * scale) ** 2, rtol=1e-9
    )
    np.testing.assert_allclose(wider.forces**2 - bars.forces**2, (0.02 * scale) ** 2, rtol=1e-9)


def test_what_is_not_fitted_has_no_residuals(single_copies):
    weights = {"energy_eV_per_atom": 0.001, "force_eV_per_A": 0.02, "stress_GPa": None}
    data = with_noise(exact_data(single_copies), 1)
    judged = judged_fit("lennard-jones", data, weights=weights)
    bars = error_bars(judged, resamples(judged), sample(judged.fit, 0))
    record = calibration(judged, held_out_by.grouped(judged), bars)
    assert "stress" not in record["covariance_and_residuals"]
    assert record["covariance"]["stress"]["numbers"] == 360


def test_a_covariance_that_does_not_exist_is_left_out(noisy):
    beyond = {"knots_A": [2.5, 2.9, 3.4, 4.0, 5.0, 7.0], "number": 6}
    judged = judged_fit("spline", noisy, spline=beyond)
    bars = error_bars(judged, resamples(judged), sample(judged.fit, 0))
    assert set(bars) == {"bootstrap", "sampling"}
