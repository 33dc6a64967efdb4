"""The Murnaghan equation of state and its derivatives."""

import numpy as np
import pytest
from ase.eos import murnaghan as murnaghan_of_ase

from pairwright.autodiff.argon_crystals import CRYSTALS
from pairwright.autodiff.murnaghan import (
    bulk_modulus,
    bulk_modulus_derivative,
    fit_murnaghan,
    murnaghan,
    pressure,
)
from pairwright.units import GPA_PER_EV_A3

POST = np.array([-56.466, 0.49, 4.753, 16.573])
POST_GPA = 160.21773


def test_the_post_is_reproduced():
    assert abs(pressure(POST[3], POST) * POST_GPA) < 1e-14
    assert pressure(0.99 * POST[3], POST) * POST_GPA == pytest.approx(0.808167684691, abs=1e-12)


def test_the_energy_is_that_of_ase():
    volumes = np.linspace(10, 25, 16)
    e0, b0, b0_prime, v0 = POST
    expected = murnaghan_of_ase(volumes, e0, b0, b0_prime, v0)
    assert murnaghan(volumes, POST) == pytest.approx(expected, rel=1e-14)


def test_derivatives_are_the_closed_forms():
    volumes = np.linspace(8, 25, 50)
    _, b0, b0_prime, v0 = POST
    power = (v0 / volumes) ** b0_prime
    assert pressure(volumes, POST) == pytest.approx(b0 / b0_prime * (power - 1), abs=1e-14)
    assert bulk_modulus(volumes, POST) == pytest.approx(b0 * power, rel=1e-12)
    assert bulk_modulus_derivative(volumes, POST) == pytest.approx(b0_prime, rel=1e-12)


def test_the_pressure_is_minus_the_slope_of_the_energy():
    volumes = np.linspace(12, 20, 9)
    slope = (murnaghan(volumes + 1e-4, POST) - murnaghan(volumes - 1e-4, POST)) / 2e-4
    assert pressure(volumes, POST) == pytest.approx(-slope, abs=1e-8)


def test_a_fit_finds_the_parameters_behind_exact_energies():
    volumes = np.linspace(15, 19, 9)
    assert fit_murnaghan(volumes, murnaghan(volumes, POST)) == pytest.approx(POST, rel=1e-8)


def test_the_bulk_modulus_of_fcc_argon_is_near_that_of_another_equation():
    volumes, energies, _ = np.transpose(CRYSTALS["fcc"])
    fitted = fit_murnaghan(volumes, energies)
    assert fitted[3] == pytest.approx(41.1159, rel=2e-3)
    assert fitted[1] * GPA_PER_EV_A3 == pytest.approx(2.485, rel=1e-2)


@pytest.mark.parametrize("crystal", CRYSTALS)
def test_pressures_follow_the_dft_stress(crystal):
    volumes, energies, stresses = np.transpose(CRYSTALS[crystal])
    above = pressure(volumes, fit_murnaghan(volumes, energies)) * GPA_PER_EV_A3 - stresses
    assert np.all(above > 0)
    assert np.all(above < 0.04)
