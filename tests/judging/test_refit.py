"""Other sums of the same database lead to their own optimum, or to a reason why not."""

from dataclasses import replace

import numpy as np
import pytest
from fit_data import made_with
from judging_data import RADIUS, TRUTH, judged_fit, with_noise

from pairwright.errors import PairwrightError
from pairwright.fit.engine import fit_rows
from pairwright.judging.refit import inside_bounds, refit
from pairwright.potentials.cutoffs import Cutoff
from pairwright.potentials.model import model_named


def test_the_same_rows_have_the_same_optimum(noisy_fit):
    sums = noisy_fit.sums.joined(np.ones(len(noisy_fit.units)))
    found = refit(noisy_fit.fit, sums, noisy_fit.starts(sums))
    np.testing.assert_allclose(found.parameters, noisy_fit.fit.solution.parameters, rtol=1e-9)


@pytest.mark.parametrize("form", ["lennard-jones", "spline"])
def test_fewer_rows_have_the_optimum_of_a_fit_to_them(noisy, form):
    judged = judged_fit(form, noisy)
    rows = judged.units.number % 3 > 0
    found = refit(
        judged.fit, judged.sums.joined(judged.units.of_rows(rows)), [judged.fit.solution.parameters]
    )
    model = judged.fit.problem.variables.model
    expected = fit_rows(model, judged.data, rows, judged.options).solution
    np.testing.assert_allclose(found.parameters, expected.parameters, rtol=1e-7)


def test_a_parameter_at_its_bound_can_leave_it(noisy, exact):
    """A fit that starts at the bound comes back to the truth when the data want it."""
    low, high = 1.02 * TRUTH[1], 1.2 * TRUTH[1]
    bounds = {"lennard-jones": {"sigma": {"lower": low, "upper": high}}}
    held = judged_fit("lennard-jones", noisy, constraints=bounds)
    assert held.fit.solution.at_bound == ["sigma"]
    np.testing.assert_array_equal(inside_bounds(held.fit.problem, held.fit.solution), [True, False])
    dataset, pairs = exact
    # Lengths 5 % longer and stresses as before: the truth is within the bounds.
    longer = replace(
        dataset,
        positions=1.05 * dataset.positions,
        cells=1.05 * dataset.cells,
        forces=dataset.forces / 1.05,
        stresses=dataset.stresses / 1.05**3,
    )
    wide = replace(pairs, vectors=1.05 * pairs.vectors, cutoff_radius=1.05 * pairs.cutoff_radius)
    free = judged_fit("lennard-jones", (longer, wide), constraints=bounds)
    sums = free.sums.joined(np.ones(len(free.units)))
    found = refit(free.fit, sums, [np.array([TRUTH[0], low])])
    np.testing.assert_allclose(found.parameters, [TRUTH[0], 1.05 * TRUTH[1]], rtol=1e-9)


def test_data_that_leave_a_direction_open_are_refused(noisy):
    only_energies = {"energy_eV_per_atom": 0.001, "force_eV_per_A": None, "stress_GPa": None}
    judged = judged_fit("lennard-jones", noisy, weights=only_energies)
    one = np.zeros(len(judged.units))
    one[0] = 5.0
    same_row = replace(judged.sums.joined(one), rows=judged.sums.joined(one).rows[-1:])
    with pytest.raises(PairwrightError, match="do not determine"):
        refit(judged.fit, same_row, [judged.fit.solution.parameters])


def test_a_descent_that_is_cut_short_is_refused(noisy_fit, monkeypatch):
    monkeypatch.setattr("pairwright.fit.solve.MOST_EVALUATIONS", 1)
    sums = noisy_fit.sums.joined(np.ones(len(noisy_fit.units)))
    with pytest.raises(PairwrightError, match="does not converge"):
        refit(noisy_fit.fit, sums, [1.2 * noisy_fit.fit.solution.parameters])


def test_exponents_that_merge_are_an_optimum(exact):
    """Exchanging them changes nothing: a step that tells them apart promises what is not there."""
    dataset, pairs = exact
    model = model_named("mie", Cutoff("shift", RADIUS))
    data = made_with(model, [0.0104, 3.4, 8.0 + 1e-4, 8.0 - 1e-4], dataset, pairs)
    judged = judged_fit("mie", with_noise((data, pairs), 3))
    sums = judged.sums.joined(judged.units.of_rows(judged.units.number % 3 > 0))
    found = refit(judged.fit, sums, [judged.fit.solution.parameters])
    assert abs(np.diff(found.parameters[2:])) < 0.01
