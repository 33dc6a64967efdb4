"""The grade of surroundings: at most 1 in the training data, above 1 outside."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pairwright.network.domain import Domain


def cloud(seed, count=200, dimensions=4):
    generator = np.random.default_rng(seed)
    return generator.normal(size=(count, dimensions)) @ generator.normal(size=(4, dimensions))


@given(st.integers(0, 2**32 - 1))
def test_the_outermost_training_point_has_grade_one(seed):
    values = cloud(seed)
    highest = Domain.of(values).grades(values).max()
    assert 1 - 2e-6 < highest < 1


@given(st.integers(0, 2**32 - 1), st.floats(1.01, 100.0))
def test_beyond_the_box_the_grade_is_above_one(seed, factor):
    values = cloud(seed)
    domain = Domain.of(values)
    outside = domain.middle + factor * domain.half_width * np.eye(4)[seed % 4]
    assert domain.grades(outside[None])[0] >= factor * (1 - 1e-9)


def test_inside_the_box_but_against_the_correlation_is_outside():
    line = np.linspace(-1, 1, 50)[:, None] * np.ones(2) + np.random.default_rng(0).normal(
        0, 0.01, (50, 2)
    )
    assert Domain.of(line).grades(np.array([[0.8, -0.8], [0.8, 0.8]])).tolist() > [5.0, 0.0]
    assert Domain.of(line).grades(np.array([[0.8, 0.8]]))[0] < 1


def test_a_descriptor_that_never_varied_is_watched():
    values = cloud(1)
    values[:, 2] = 3.0
    domain = Domain.of(values)
    changed = values[:1] + np.array([0, 0, 0.01, 0])
    assert domain.grades(values).max() <= 1 + 1e-9
    assert domain.grades(changed)[0] > 1
