"""Error bars of fitted parameters from the curvature at the optimum."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

UNDETERMINED = 1e-10
"""Of scaled singular values: below this share of the largest a direction is not determined."""


def standard_errors(jacobian: FloatArray, residuals: FloatArray) -> FloatArray:
    """Return the standard errors (k,) of parameters from the covariance s^2 (J^T J)^-1.

    ``jacobian`` (t, k) and ``residuals`` (t,) at the optimum; see :func:`covariance`.
    """
    found = covariance(jacobian, float(residuals @ residuals), len(residuals))
    return np.sqrt(np.diag(found))


def covariance(jacobian: FloatArray, sum_of_squares: float, count: int) -> FloatArray:
    """Return the covariance (k, k) of parameters, s^2 (J^T J)^-1.

    ``jacobian`` (t, k) is that of the residuals or of rows with the same products; s^2 is their
    ``sum_of_squares`` over ``count`` - k. It assumes independent residuals of equal size after
    scaling; residuals of a simple potential are model error and correlated, so it is too small.
    NaN where the count does not exceed k or a parameter is not determined.
    """
    parameters = jacobian.shape[1]
    norms = np.linalg.norm(jacobian, axis=0)
    if count <= parameters or np.any(norms == 0):
        return np.full((parameters, parameters), np.nan)
    _, singular, rows = np.linalg.svd(jacobian / norms, full_matrices=False)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = (rows.T / singular**2) @ rows / np.outer(norms, norms)
    return np.asarray(sum_of_squares / (count - parameters) * scaled)


def undetermined(jacobian: FloatArray) -> FloatArray | None:
    """Return the direction (k,) that the data leave open, None when there is none.

    ``jacobian`` (t, k) is that in logarithms of parameters or other numbers of size one.
    """
    if jacobian.shape[1] == 0:
        return None
    norms = np.linalg.norm(jacobian, axis=0)
    if np.any(norms == 0):
        return np.where(norms == 0, 1.0, 0.0)
    # All k rows, however few those of the Jacobian are.
    _, singular, rows = np.linalg.svd(np.linalg.qr(jacobian / norms, mode="r"))
    if len(singular) == jacobian.shape[1] and singular[-1] > UNDETERMINED * singular[0]:
        return None
    direction: FloatArray = rows[-1] / norms
    direction /= np.abs(direction).max()
    return direction
