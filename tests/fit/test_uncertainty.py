"""Error bars from the covariance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairwright.fit.uncertainty import covariance, standard_errors, undetermined


def test_they_are_those_of_linear_regression():
    generator = np.random.default_rng(0)
    matrix = generator.normal(size=(50, 3)) * [1.0, 1e-4, 1e6]
    residuals = generator.normal(size=50)
    covariance = residuals @ residuals / 47 * np.linalg.inv(matrix.T @ matrix)
    np.testing.assert_allclose(
        standard_errors(matrix, residuals), np.sqrt(np.diag(covariance)), rtol=1e-10
    )


def test_they_cover_the_scatter_of_repeated_fits():
    generator = np.random.default_rng(0)
    matrix = np.stack([np.ones(40), np.linspace(0, 1, 40)], axis=1)
    fits, errors = [], []
    for _ in range(500):
        data = matrix @ [1.0, 2.0] + generator.normal(0, 0.1, 40)
        solution, *_ = np.linalg.lstsq(matrix, data)
        fits.append(solution)
        errors.append(standard_errors(matrix, matrix @ solution - data))
    np.testing.assert_allclose(np.mean(errors, axis=0), np.std(fits, axis=0), rtol=0.1)


@pytest.mark.parametrize("matrix", [np.ones((2, 2)), np.stack([np.ones(9), np.zeros(9)], axis=1)])
def test_what_is_not_determined_has_none(matrix):
    assert np.isnan(standard_errors(matrix, np.ones(len(matrix)))).all()


def test_rows_with_the_same_products_give_the_same_covariance():
    generator = np.random.default_rng(0)
    matrix, residuals = generator.normal(size=(80, 4)), generator.normal(size=80)
    small = np.linalg.qr(np.column_stack([matrix, residuals]), mode="r")
    found = covariance(small[:, :4], residuals @ residuals, 80)
    expected = covariance(matrix, residuals @ residuals, 80)
    np.testing.assert_allclose(found, expected, rtol=1e-11)


@given(seed=st.integers(0, 100), size=st.floats(1e-6, 1e6))
def test_the_direction_that_data_leave_open_is_found_whatever_the_sizes(seed, size):
    generator = np.random.default_rng(seed)
    matrix = generator.normal(size=(20, 3)) * [1.0, size, 1.0]
    # The fourth column is a combination of the others.
    combination = np.array([2.0, 0.0, -1.0])
    direction = undetermined(np.column_stack([matrix, matrix @ combination]))
    found = direction / direction[3]
    np.testing.assert_allclose(found[:3], -combination, atol=1e-6)
    assert np.abs(direction).max() == pytest.approx(1.0)
    assert undetermined(matrix) is None


def test_a_parameter_that_changes_nothing_is_a_direction_of_its_own():
    matrix = np.random.default_rng(0).normal(size=(20, 3))
    matrix[:, 1] = 0.0
    np.testing.assert_array_equal(undetermined(matrix), [0.0, 1.0, 0.0])


def test_fewer_rows_than_parameters_leave_a_direction_open():
    matrix = np.random.default_rng(0).normal(size=(2, 3))
    direction = undetermined(matrix)
    np.testing.assert_allclose(matrix @ direction, 0.0, atol=1e-12)


def test_without_parameters_nothing_is_open():
    assert undetermined(np.empty((5, 0))) is None
    assert covariance(np.empty((5, 0)), 1.0, 5).shape == (0, 0)
