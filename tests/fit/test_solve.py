"""The least-squares fit: true parameters come back, and the closed form is met."""

from dataclasses import replace

import numpy as np
import pytest
from samples import EPSILON, RADIUS, SIGMA

from pairwright.errors import PairwrightError
from pairwright.fit.linear import lennard_jones_closed_form
from pairwright.fit.solve import solve
from pairwright.fit.start import natural_scales, starting_parameters
from pairwright.fit.targets import Targets
from pairwright.potentials.cutoffs import with_cutoff
from pairwright.potentials.forms import FORMS, lennard_jones

REFERENCE = -0.25


def fitted(data, weights, reference, scheme="shift", start=(0.02, 3.0)):
    dataset, pairs = data
    targets = Targets.of_rows(dataset, np.ones(len(dataset), dtype=bool), weights)
    function = with_cutoff(lennard_jones, scheme, RADIUS)
    solution = solve(targets, pairs, function, start, reference)
    return solution, lennard_jones_closed_form(targets, pairs, scheme, reference)


@pytest.mark.parametrize("reference", [REFERENCE, None])
def test_the_parameters_behind_exact_data_come_back(exact, weights, reference):
    solution, _ = fitted(exact, weights, reference)
    np.testing.assert_allclose(solution.parameters, [EPSILON, SIGMA], rtol=1e-10)
    assert solution.reference_energy == pytest.approx(REFERENCE, abs=1e-12)


@pytest.mark.parametrize("scheme", ["cut", "shift"])
@pytest.mark.parametrize("reference", [REFERENCE, None])
@pytest.mark.parametrize("start", [(0.02, 3.0), (0.002, 4.2)])
def test_the_optimum_is_the_closed_form(noisy, weights, reference, scheme, start):
    solution, closed = fitted(noisy, weights, reference, scheme, start)
    expected = [closed.epsilon, closed.sigma]
    np.testing.assert_allclose(solution.parameters, expected, rtol=1e-8)
    assert solution.reference_energy == pytest.approx(closed.reference_energy, rel=1e-8)
    assert closed.a == pytest.approx(4 * closed.epsilon * closed.sigma**12)
    assert closed.b == pytest.approx(4 * closed.epsilon * closed.sigma**6)


def test_data_without_attraction_are_refused(exact, weights):
    dataset, pairs = exact
    repulsive = replace(
        dataset,
        energies=100.0 / dataset.volumes * dataset.natoms,
        forces=np.full_like(dataset.forces, np.nan),
        stresses=np.full_like(dataset.stresses, np.nan),
    )
    with pytest.raises(PairwrightError, match="no attraction"):
        fitted((repulsive, pairs), weights, 0.0)


def test_too_few_numbers_are_refused(exact, weights):
    dataset, pairs = exact
    one_row = np.arange(len(dataset)) == 0
    only_energy = weights | {"force_eV_per_A": None, "stress_GPa": None}
    targets = Targets.of_rows(dataset, one_row, only_energy)
    function = with_cutoff(lennard_jones, "shift", RADIUS)
    with pytest.raises(PairwrightError, match="1 numbers cannot determine 2 parameters"):
        solve(targets, pairs, function, (0.01, 3.4), REFERENCE)


@pytest.mark.parametrize("reference", [REFERENCE, None])
def test_starts_are_read_off_the_data(exact, reference):
    rows = np.ones(len(exact[0]), dtype=bool)
    length, depth = natural_scales(*exact, rows, reference)
    assert 3.5 < length < 3.8
    assert 0.2 * EPSILON < depth < 3 * EPSILON
    assert starting_parameters(FORMS["lennard-jones"], length, depth) == [depth, 0.9 * length]


def test_a_cutoff_without_pairs_is_refused(exact):
    dataset, pairs = exact
    empty = type(pairs)(
        np.zeros(len(dataset) + 1, dtype=int),
        pairs.first[:0],
        pairs.second[:0],
        pairs.vectors[:0],
        1.0,
    )
    with pytest.raises(PairwrightError, match=r"cutoff\.radius_A"):
        natural_scales(dataset, empty, np.ones(len(dataset), dtype=bool), REFERENCE)
