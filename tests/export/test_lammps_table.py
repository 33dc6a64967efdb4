"""The table that LAMMPS reads, and what its interpolation is worth."""

import numpy as np
import pytest

from pairwright.errors import PairwrightError
from pairwright.export.lammps_table import (
    ENERGY_GOAL_MEV,
    FORCE_GOAL_MEV_PER_A,
    Interpolated,
    best_table,
    measured,
    table_start,
    table_text,
    tabulated,
)
from pairwright.export.potential import Potential

OWN_FORM = """
import autograd.numpy as anp
from pairwright.potentials.forms import Form, Parameter

def form(r, parameters):
    return parameters[0] * {expression}

FORMS = {{"own": Form(form, (Parameter("height", "eV", 1.0),))}}
"""


def read_table(text):
    """Read a table as LAMMPS does: parameters of the section, and three columns."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    place = lines.index("Ar")
    words = lines[place + 1].split()
    assert [words[0], words[2], words[5]] == ["N", "RSQ", "FPRIME"]
    assert lines[place + 2] == ""
    columns = np.array([line.split() for line in lines[place + 3 :]], dtype=float)
    assert len(columns) == int(words[1])
    assert columns[:, 0].tolist() == list(range(1, len(columns) + 1))
    return [float(word) for word in (*words[3:5], *words[6:8])], columns[:, 1:].T


def own_potential(fit_of, tmp_path, expression, shortest=2.0):
    """Return a potential of a user's form, cut at 12 Å."""
    path = tmp_path / "mine.py"
    path.write_text(OWN_FORM.format(expression=expression))
    fit = fit_of(scheme="cut", form="own", parameters={"height": {"value": 0.01}})
    summary = {"structures": {"all": {"shortest_distance_A": shortest}}}
    return Potential.of(fit, summary, [str(path)])


def test_the_file_holds_the_potential_at_distances_with_evenly_spaced_squares(
    combination, potential_of, table_of
):
    potential, found = potential_of(*combination), table_of(*combination)
    (start, end, first, last), (r, energies, forces) = read_table(table_text(found, "Ar", []))
    assert (start, end) == (found.table.r[0], potential.radius)
    np.testing.assert_allclose(
        r**2, np.linspace(start**2, end**2, len(r)), rtol=0, atol=1e-12 * end**2
    )
    np.testing.assert_array_equal(energies, potential.energies(r))
    np.testing.assert_array_equal(forces, potential.forces(r))
    step = 1e-6
    for slope, place in ((first, start + step), (last, end - step)):
        near = potential.forces(np.array([place - step, place + step]))
        assert slope == pytest.approx((near[1] - near[0]) / (2 * step), rel=1e-4, abs=1e-9)


def test_interpolation_reaches_the_goals_wherever_it_is_looked_at(
    combination, potential_of, table_of
):
    potential, found = potential_of(*combination), table_of(*combination)
    r = np.random.default_rng(1).uniform(potential.shortest_distance, potential.radius, 40_000)
    energies, forces = found.table.interpolated(r)
    energy_error = 1e3 * np.abs(energies - potential.energies(r)).max()
    force_error = 1e3 * np.abs(forces - potential.forces(r)).max()
    assert found.reaches_goal
    assert energy_error <= 1.02 * found.energy_error_meV <= 1.02 * ENERGY_GOAL_MEV
    assert force_error <= 1.02 * found.force_error_meV_per_A <= 1.02 * FORCE_GOAL_MEV_PER_A


def test_the_error_falls_with_the_fourth_power_of_the_number_of_points(potential_of):
    potential = potential_of("buckingham")
    coarse, fine = (measured(potential, tabulated(potential, 1.5, n)) for n in (1000, 2000))
    assert coarse.energy_error_meV / fine.energy_error_meV == pytest.approx(16, rel=0.05)


def test_a_larger_error_than_wanted_is_no_goal_reached(potential_of):
    table = tabulated(potential_of(), 1.5, 10)
    assert not Interpolated(table, 2 * ENERGY_GOAL_MEV, 0.0).reaches_goal
    assert not Interpolated(table, 0.0, 2 * FORCE_GOAL_MEV_PER_A).reaches_goal
    assert Interpolated(table, ENERGY_GOAL_MEV, FORCE_GOAL_MEV_PER_A).reaches_goal


def test_a_form_with_a_kink_has_the_largest_table_and_its_true_error(fit_of, tmp_path):
    potential = own_potential(fit_of, tmp_path, "anp.abs(r - 5.0321)")
    found = best_table(potential)
    assert not found.reaches_goal
    assert len(found.table.r) == 100_000
    assert 1e-5 < found.energy_error_meV < 1e-2
    # The force jumps by 20 meV/Å, so the nearer of two points is off by half of that or more.
    assert 10 <= found.force_error_meV_per_A <= 20


def test_a_table_starts_at_half_the_shortest_distance_unless_energies_are_absurd(potential_of):
    soft, hard = potential_of("morse"), potential_of("lennard-jones")
    assert table_start(soft) == 1.406
    assert table_start(hard) == 1.687
    assert hard.energies(np.array([1.406]))[0] > 1000 > hard.energies(np.array([1.687]))[0]


def test_a_table_starts_where_the_form_is_a_number(fit_of, tmp_path):
    # The logarithm of nothing.
    potential = own_potential(fit_of, tmp_path, "-anp.log(anp.maximum(r - 1.3, 0.0))")
    with np.errstate(divide="ignore"):
        assert table_start(potential) == 1.4


def test_a_form_that_is_no_number_near_the_data_is_refused(fit_of, tmp_path):
    potential = own_potential(fit_of, tmp_path, "anp.where(r < 1.99, anp.nan, 1 / r)")
    with pytest.raises(
        PairwrightError, match=r"own: the pair energy is not a number between 1\.8 "
    ):
        best_table(potential)


def test_the_first_line_says_the_units(table_of):
    first = table_text(table_of("mie", "cut"), "Ar", ["more"]).splitlines()[0]
    assert first == "# UNITS: metal"
