"""Trajectories of liquid argon: energy is conserved, and derivatives do not matter for it."""

import numpy as np
import pytest

from pairwright.lj.neighbours import neighbours
from pairwright.timing import production as study
from pairwright.timing.production import (
    COLUMNS,
    MODEL,
    drift,
    liquid_argon,
    production,
    stepped,
)


@pytest.fixture(scope="module")
def short():
    return production(1, 2.0)


def test_the_record_has_a_line_for_each_tenth_of_a_picosecond(short):
    rows, record = short
    table = np.array(rows)
    assert table.shape == (21, len(COLUMNS))
    assert table[:, 0] == pytest.approx(np.arange(21) * 0.1)
    assert record["length_ps"] == pytest.approx(2.0)
    assert record["natoms"] == 108


def test_energy_is_conserved_and_trajectories_agree_at_first(short):
    rows, record = short
    table = np.array(rows)
    totals = table[:, 1:4] / 108
    assert np.abs(totals - totals[0]).max() < 2e-5
    assert np.abs(table[:5, 4:]).max() < 1e-12
    for way in record["ways"].values():
        assert way["fluctuation_meV_per_atom"] < 0.02
        assert way["same_to_1e-9_A_for_ps"] > 1


def test_the_same_seed_gives_the_same_liquid():
    first, second = liquid_argon(3), liquid_argon(3)
    assert np.array_equal(first.positions, second.positions)
    assert not np.array_equal(first.positions, liquid_argon(4).positions)


def test_the_liquid_has_its_density_and_about_its_temperature():
    liquid = liquid_argon(1)
    volume = abs(np.linalg.det(liquid.cell))
    assert 108 / volume == pytest.approx(0.02071, rel=1e-3)
    kinetic = 0.5 * study.ARGON_MASS * (liquid.velocities**2).sum()
    assert study.temperature(kinetic, 108) == pytest.approx(94.4, rel=1e-9)
    assert np.abs(liquid.velocities.mean(axis=0)).max() < 1e-12


def test_half_the_timestep_makes_a_quarter_of_the_error(monkeypatch):
    start = liquid_argon(1)
    spreads = []
    for timestep, steps in ((8.0, 50), (4.0, 100)):
        monkeypatch.setattr(study, "TIMESTEP_FS", timestep)
        monkeypatch.setattr(study, "STEPS_BETWEEN", 1)
        track = stepped(neighbours, start, steps)
        spreads.append(np.std(track.total))
    assert spreads[0] / spreads[1] == pytest.approx(4, rel=0.35)


def test_a_line_has_its_slope_and_a_scatter_its_error():
    times = np.linspace(0, 100, 2001)
    assert drift(times, 5 + 0.3 * times * 1e-3, 1) == pytest.approx((0.3, 0), abs=1e-9)
    noise = np.random.default_rng(1).normal(0, 1e-3, times.shape)
    slope, error = drift(times, noise * 10, 10)
    assert abs(slope) < 4 * error
    assert error > 0


def test_the_shortest_trajectory_has_a_drift_and_an_error():
    _, record = production(1, 0.0)
    assert record["length_ps"] == pytest.approx(0.4)
    assert all(way["drift_standard_error"] > 0 for way in record["ways"].values())


def test_the_error_of_a_random_walks_drift_is_not_understated():
    random = np.random.default_rng(1)
    times = np.linspace(0, 100, 1001)
    found = [drift(times, np.cumsum(random.normal(0, 1, 1001)), 1) for _ in range(200)]
    deviations = np.array([slope / error for slope, error in found])
    assert 0.6 < np.std(deviations) < 1.6


def test_forces_of_the_model_are_cut_within_half_the_box():
    assert 2 * MODEL["rc"] < liquid_argon(1).cell[0, 0]
