"""A step as something to time."""

import numpy as np
import pytest
from ase import units

from pairwright.timing.cases import case
from pairwright.timing.contestant import STEP
from pairwright.timing.steps import ARGON_MASS, STEPS, simulation, thermal_velocities


def test_velocities_have_the_temperature_and_no_drift():
    velocities = thermal_velocities(20_000)
    assert np.abs(velocities.mean(axis=0)).max() < 1e-15
    temperature = ARGON_MASS * (velocities**2).mean() / units.kB
    assert temperature == pytest.approx(80, rel=0.02)


def test_a_call_takes_so_many_steps():
    contestant = simulation("simulation", 1)
    system = case("fcc-500")
    assert contestant.suits(system)
    assert not contestant.suits(case("cluster-923"))
    assert contestant.timed_quantities(system) == (STEP,)
    prepared = contestant.prepare(system, STEP)
    report = prepared.call()
    assert prepared.times == STEPS == len(report.times_fs) - 1
    assert prepared.answer is None
