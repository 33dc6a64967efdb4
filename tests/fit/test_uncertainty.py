"""Error bars from the covariance."""

import numpy as np
import pytest

from pairwright.fit.uncertainty import standard_errors


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
