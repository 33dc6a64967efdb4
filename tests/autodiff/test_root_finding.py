"""What Jacobians save."""

import numpy as np
import pytest
from autograd import jacobian

from pairwright.autodiff.root_finding import cubic_and_ellipse, search
from pairwright.autodiff.standard_systems import (
    SYSTEMS,
    broyden_banded,
    broyden_tridiagonal,
    discrete_boundary_value,
    discrete_integral,
    freudenstein_roth,
    grid,
    powell_badly_scaled,
    trigonometric,
)

START = np.array([0.5, 0.5])


def test_the_post_is_reproduced():
    estimated = search(cubic_and_ellipse, START, exact_jacobian=False)
    exact = search(cubic_and_ellipse, START, exact_jacobian=True)
    assert np.round(exact.root, 3).tolist() == [1.117, 0.83]
    assert estimated.root == pytest.approx(exact.root, rel=1e-12)
    assert (estimated.evaluations, estimated.jacobians) == (21, 0)
    assert (exact.evaluations, exact.jacobians) == (15, 3)
    assert exact.largest_residual < 1e-10


def test_every_call_is_counted_but_repetitions_at_the_start():
    calls = []

    def noted(x):
        calls.append(tuple(np.asarray(x).tolist()))
        return cubic_and_ellipse(x)

    found = search(noted, START, exact_jacobian=False)
    last_look = 1
    assert found.evaluations == len(calls) - last_look - calls.count((0.5, 0.5)) + 1


@pytest.mark.parametrize(
    "name", [name for name, system in SYSTEMS.items() if system.root is not None]
)
def test_a_known_root_is_one(name):
    system = SYSTEMS[name]
    assert system.equations(system.root) == pytest.approx(0, abs=1e-14)


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize("exact", [False, True])
def test_a_root_of_every_system_is_found(name, exact):
    system = SYSTEMS[name]
    found = search(system.equations, system.start, exact)
    assert found.largest_residual < 1e-7
    assert found.converged == (name != "Powell singular")
    if system.root is not None:
        assert found.root == pytest.approx(system.root, abs=1e-7)


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_jacobian_is_that_of_central_differences(name):
    equations, x = SYSTEMS[name].equations, SYSTEMS[name].start + 0.01
    steps = 1e-6 * np.eye(len(x))
    columns = [(equations(x + step) - equations(x - step)) / 2e-6 for step in steps]
    numerical = np.transpose(columns)
    scale = np.max(np.abs(numerical))
    assert jacobian(equations)(x) == pytest.approx(numerical, abs=1e-7 * scale)


# Near a singular root both searches go on until rounding stops them.
@pytest.mark.parametrize("name", [name for name in SYSTEMS if name != "Powell singular"])
def test_an_exact_jacobian_saves_evaluations(name):
    system = SYSTEMS[name]
    estimated = search(system.equations, system.start, exact_jacobian=False)
    exact = search(system.equations, system.start, exact_jacobian=True)
    assert exact.evaluations < estimated.evaluations


def test_published_roots_that_have_no_closed_form():
    # J. J. Moré, B. S. Garbow, K. E. Hillstrom (1981) give 1.098e-5 and 9.106.
    root = search(powell_badly_scaled, SYSTEMS["Powell badly scaled"].start, True).root
    assert root[0] == pytest.approx(1.098e-5, rel=1e-3)
    assert root[1] == pytest.approx(9.106, rel=1e-4)


def test_the_customary_start_of_freudenstein_and_roth_leads_to_their_local_minimum():
    # The published residual there is 48.9842... in sum of squares, at (11.41..., -0.8968...).
    found = search(freudenstein_roth, np.array([0.5, -2.0]), exact_jacobian=True)
    assert not found.converged
    assert np.sum(freudenstein_roth(found.root) ** 2) == pytest.approx(48.9842, abs=1e-3)
    assert found.root == pytest.approx([11.41, -0.8968], abs=5e-3)


@pytest.mark.parametrize("equations", [discrete_boundary_value, discrete_integral])
def test_discretisations_come_nearer_to_the_solution_with_the_square_of_the_spacing(equations):
    errors = []
    for n in (10, 21):
        t = grid(n)
        found = search(equations, t * (t - 1), exact_jacobian=True)
        errors.append(np.max(np.abs(found.root - (2 / (2 - t) - t - 1))))
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.05)


def test_vectorised_equations_are_those_of_the_article():
    x = np.random.default_rng(3).normal(size=8)
    n = len(x)
    padded = np.concatenate(([0], x, [0]))
    for i in range(n):
        sines = n - np.cos(x).sum() + (i + 1) * (1 - np.cos(x[i])) - np.sin(x[i])
        assert trigonometric(x)[i] == pytest.approx(sines)
        three = (3 - 2 * x[i]) * x[i] - padded[i] - 2 * padded[i + 2] + 1
        assert broyden_tridiagonal(x)[i] == pytest.approx(three)
        band = [j for j in range(max(0, i - 5), min(n, i + 2)) if j != i]
        banded = x[i] * (2 + 5 * x[i] ** 2) + 1 - sum(x[j] * (1 + x[j]) for j in band)
        assert broyden_banded(x)[i] == pytest.approx(banded)
