"""What lies beyond the cutoff: integrals that have a formula, and sums over more and more pairs."""

import numpy as np
import pytest
from argon_models import NONLINEAR, PAIR_FORMS, VALUES, argon_model, argon_values
from ase.build import bulk
from ase.calculators.fd import calculate_numerical_stress
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from pairwright.errors import PairwrightError
from pairwright.potentials.calculator import PairCalculator
from pairwright.potentials.tail import check_tail, tail_integrals

FCC_SUM_OF_SIXTH_POWERS = 14.45392104
FCC_SUM_OF_TWELFTH_POWERS = 12.13188019


@given(exponent=st.floats(3.5, 30.0), radius=st.floats(2.0, 20.0))
def test_inverse_powers_of_any_exponent_have_their_integrals(exponent, radius):
    integral, moment = tail_integrals(lambda r, p: p[0] * r**-exponent, radius, [1.0])
    expected = radius ** (3 - exponent) / (exponent - 3)
    # The integral of r^3 phi' is -exponent times that of r^2 phi.
    assert integral == pytest.approx(expected, rel=1e-9)
    assert moment == pytest.approx(-exponent * expected, rel=1e-9)


@pytest.mark.parametrize("exponent", [4, 6, 8, 9, 10, 12, 18])
def test_whole_exponents_are_exact(exponent):
    integral, _ = tail_integrals(lambda r, p: p[0] * r ** -float(exponent), 7.0, [1.0])
    assert integral == pytest.approx(7.0 ** (3 - exponent) / (exponent - 3), rel=3e-14)


@pytest.mark.parametrize("name", NONLINEAR)
def test_every_form_has_the_integral_that_adaptive_quadrature_finds(name):
    function, values = argon_model(name).form.function, VALUES[name]

    def integrand(share):
        return share**-4 * float(function(np.array([1 / share]), values)[0])

    expected, _ = quad(integrand, 0, 1 / 8.0, epsabs=0, epsrel=1e-12, limit=200)
    integral, moment = tail_integrals(function, 8.0, values)
    assert integral == pytest.approx(expected, rel=1e-10)
    edge = float(function(np.array([8.0]), values)[0])
    assert moment == pytest.approx(-512 * edge - 3 * expected, rel=1e-10)


def test_many_sets_of_parameters_have_theirs_at_once():
    function = argon_model("mie").form.function
    sets = np.array(VALUES["mie"])[:, None] * [1.0, 1.02, 0.97]
    together = tail_integrals(function, 8.0, list(sets[:, :, None]))
    for number in range(3):
        alone = tail_integrals(function, 8.0, list(sets[:, number]))
        np.testing.assert_allclose([t[number] for t in together], alone, rtol=1e-14)


@pytest.mark.parametrize("name", PAIR_FORMS)
def test_the_energy_converges_to_that_without_a_cutoff(name):
    atoms = bulk("Ar", a=5.3)

    def energy(radius):
        atoms.calc = PairCalculator(argon_model(name, "tail", radius), argon_values(name))
        return atoms.get_potential_energy()

    far = energy(40.0)
    assert energy(12.0) == pytest.approx(far, rel=2e-3)
    assert energy(25.0) == pytest.approx(far, rel=2e-4)


def test_lennard_jones_fcc_has_the_energy_of_the_lattice_sums():
    epsilon, sigma = VALUES["lennard-jones"]
    spacing = 3.7
    atoms = bulk("Ar", a=spacing * np.sqrt(2))
    atoms.calc = PairCalculator(argon_model("lennard-jones", "tail", 80.0), (epsilon, sigma))
    x = sigma / spacing
    sums = FCC_SUM_OF_TWELFTH_POWERS * x**12 - FCC_SUM_OF_SIXTH_POWERS * x**6
    assert atoms.get_potential_energy() == pytest.approx(2 * epsilon * sums, rel=1e-6)


def test_the_stress_is_the_slope_of_the_energy_but_for_the_pairs_that_would_cross_the_radius():
    atoms = bulk("Ar", a=5.3)
    model, values = argon_model("mie", "tail"), argon_values("mie")
    atoms.calc = PairCalculator(model, values)
    slope = calculate_numerical_stress(atoms, eps=1e-5)
    # No pair crosses while the cell is strained a little; of the smeared-out ones some would.
    edge = float(model.form.function(np.array([8.0]), values)[0])
    crossing = -2 * np.pi / 3 * 8.0**3 * edge / atoms.get_volume() ** 2
    assert crossing > 1e-4
    expected = slope + crossing * np.array([1, 1, 1, 0, 0, 0])
    np.testing.assert_allclose(atoms.get_stress(), expected, atol=1e-9)


def test_a_cluster_has_no_tail():
    atoms = bulk("Ar", a=5.3, cubic=True)
    atoms.pbc = False
    energies = []
    for scheme in ("cut", "tail"):
        calculator = PairCalculator(argon_model("mie", scheme), argon_values("mie"))
        energies.append(calculator.get_property("energy", atoms))
    assert energies[0] == energies[1] != 0


@pytest.mark.parametrize("exponent", [3.0, 2.5])
def test_what_falls_no_faster_than_the_third_power_has_no_tail(exponent):
    model = argon_model("mie", "tail")
    with pytest.raises(PairwrightError, match=r"mie.*no tail.*fit\.constraints"):
        check_tail(model, (0.0104, 3.4, 12.0, exponent))


@pytest.mark.parametrize("name", PAIR_FORMS)
def test_every_form_that_falls_faster_has_one(name):
    check_tail(argon_model(name, "tail"), VALUES[name])
