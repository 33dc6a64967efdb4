"""Error bars of fitted parameters."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def standard_errors(jacobian: FloatArray, residuals: FloatArray) -> FloatArray:
    """Return the standard errors (k,) of parameters from the covariance s^2 (J^T J)^-1.

    ``jacobian`` (t, k) and ``residuals`` (t,) at the optimum; s^2 is the sum of squared residuals
    over t - k. They assume independent residuals of equal size after scaling; residuals of a
    simple potential are model error and correlated, so these are lower bounds.
    NaN where t does not exceed k or a parameter is not determined.
    """
    count, parameters = jacobian.shape
    if count <= parameters:
        return np.full(parameters, np.nan)
    variance = float(residuals @ residuals) / (count - parameters)
    norms = np.linalg.norm(jacobian, axis=0)
    if np.any(norms == 0):
        return np.full(parameters, np.nan)
    _, singular, rows = np.linalg.svd(jacobian / norms, full_matrices=False)
    with np.errstate(divide="ignore", invalid="ignore"):
        diagonal = np.sum((rows / singular[:, None]) ** 2, axis=0)
    errors: FloatArray = np.sqrt(variance * diagonal) / norms
    return errors
