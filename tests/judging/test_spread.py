"""The spread of predictions is what predicting with every sample would give."""

import numpy as np
import pytest
from judging_data import RADIUS, judged_fit

from pairwright.fit.errors_table import with_reference
from pairwright.fit.least_squares import parameter_covariance
from pairwright.fit.prediction import predict
from pairwright.judging.refit import refit
from pairwright.judging.spread import covariance_deviations, sample_deviations, spread

FITTED = {"mode": "fitted", "value_eV": None}
CASES = [
    ("lennard-jones", "shift"),
    ("lennard-jones", "tail"),
    ("morse", "switch"),
    ("spline", "shift"),
    ("lennard-jones-axilrod-teller", "shift"),
]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: "-".join(case))
def judged(request, noisy):
    form, scheme = request.param
    cutoff = {"scheme": scheme, "radius_A": RADIUS}
    return judged_fit(form, noisy, cutoff=cutoff, reference=FITTED, triple_dipole={"radius_A": 6.0})


def predicted(judged, values, reference_energy):
    data, model = judged.data, judged.fit.problem.variables.model
    found = predict(data.dataset, data.pairs, model, list(values), data.triples)
    return with_reference(data.dataset, found, reference_energy)


def assert_close(found, expected):
    for name, values in vars(expected).items():
        scale = np.abs(values).max()
        np.testing.assert_allclose(getattr(found, name), values, rtol=1e-5, atol=1e-7 * scale)


def test_over_samples(judged):
    generator = np.random.default_rng(0)
    solution = judged.fit.solution
    shape = (len(solution.parameters), 12)
    samples = solution.parameters[:, None] * (1 + 0.02 * generator.normal(size=shape))
    references = generator.normal(0, 0.003, 12)
    every = [predicted(judged, *one) for one in zip(samples.T, references, strict=True)]
    expected = type(every[0])(
        *(np.std([getattr(one, name) for one in every], axis=0, ddof=1) for name in vars(every[0]))
    )
    nodes = judged.fit.problem.sums.nodes
    deviations = sample_deviations(judged.fit, samples, references)
    assert_close(spread(judged.data, nodes, deviations), expected)


def test_of_the_covariance(judged):
    """Beside sqrt(g C g) with gradients g by finite differences."""
    solution = judged.fit.solution
    everything = np.append(solution.parameters, solution.reference_energy)
    gradients = []
    for place, value in enumerate(everything):
        step = np.zeros(len(everything))
        step[place] = 1e-5 * max(abs(value), 1e-3)
        up, down = (
            predicted(judged, moved[:-1], moved[-1])
            for moved in (everything + step, everything - step)
        )
        gradients.append(
            [(getattr(up, n) - getattr(down, n)) / (2 * step[place]) for n in vars(up)]
        )
    covariance = parameter_covariance(judged.fit)
    expected = [
        np.sqrt(np.einsum("k...,kl,l...->...", np.array(g), covariance, np.array(g)))
        for g in zip(*gradients, strict=True)
    ]
    deviations = covariance_deviations(judged.fit)
    if np.isnan(covariance).any():
        assert deviations is None
        return
    found = spread(judged.data, judged.fit.problem.sums.nodes, deviations)
    assert_close(found, type(found)(*expected))


def test_a_parameter_that_the_data_leave_open_leaves_no_covariance(noisy):
    beyond = {"knots_A": [2.5, 2.9, 3.4, 4.0, 5.0, 7.0], "number": 6}
    judged = judged_fit("spline", noisy, spline=beyond)
    assert covariance_deviations(judged.fit) is None


def test_a_parameter_at_its_bound_does_not_spread(noisy):
    low = {"lennard-jones": {"sigma": {"lower": 3.5, "upper": 4.0}}}
    judged = judged_fit("lennard-jones", noisy, constraints=low)
    deviations = covariance_deviations(judged.fit)
    assert deviations.shape[1] == 1


def test_the_same_parameters_do_not_spread(noisy_fit):
    sums = noisy_fit.sums.joined(np.ones(len(noisy_fit.units)))
    values = refit(noisy_fit.fit, sums, noisy_fit.starts(sums)).parameters
    deviations = sample_deviations(noisy_fit.fit, np.stack([values] * 3, axis=1), np.zeros(3))
    found = spread(noisy_fit.data, sums.nodes, deviations)
    assert np.abs(found.energies).max() < 1e-12
