"""How fitted parameters depend on the data, and what that means for predictions.

A model is a function m(x, p) of points x (n,) and parameters p (k,) that acts point by point; p may
carry further axes, m then has those behind that of the points. Source of the formulas: Y. Bard,
Nonlinear Parameter Estimation (1974).
"""

from collections.abc import Callable
from typing import Any

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from autograd import elementwise_grad, grad, hessian

FloatArray = npt.NDArray[np.float64]
Model = Callable[[Any, Any], Any]
Quantity = Callable[[Any], Any]

ITERATIONS = 12
"""Gauss-Newton steps of a refit; from nearby, each doubles the digits that are right."""


def parameter_jacobian(model: Model, x: FloatArray, parameters: FloatArray) -> FloatArray:
    """Return J = dm/dp, shape (n, k), or (n, k, ...) for ``parameters`` (k, ...).

    Each point gets its own copy of the parameters, so one reverse pass gives all derivatives.
    """
    points = np.reshape(x, (len(x),) + (1,) * (parameters.ndim - 1))
    copies = np.repeat(parameters[:, None], len(x), axis=1)
    slopes = elementwise_grad(lambda table: anp.sum(model(points, table)))(copies)
    return np.moveaxis(np.asarray(slopes), 0, 1)


def data_sensitivities(
    model: Model, x: FloatArray, y: FloatArray, parameters: FloatArray
) -> FloatArray:
    """Return dp/dy = H^-1 J^T (k, n) at the optimum ``parameters`` (k,) of the fit to ``y`` (n,).

    H is the full second derivative of half the sum of squares, with the curvature of the model.

    >>> from pairwright.autodiff.argon_crystals import CRYSTALS
    >>> from pairwright.autodiff.murnaghan import fit_murnaghan, murnaghan
    >>> volumes, energies, _ = np.array(CRYSTALS["fcc"]).T
    >>> fitted = fit_murnaghan(volumes, energies)
    >>> predicted = data_sensitivities(murnaghan, volumes, energies, fitted)
    >>> step = 1e-6 * np.eye(len(volumes))
    >>> up = refitted(murnaghan, volumes, energies[:, None] + step, fitted)
    >>> down = refitted(murnaghan, volumes, energies[:, None] - step, fitted)
    >>> np.allclose((up - down) / 2e-6, predicted, rtol=1e-5)
    True
    >>> print(f"{-predicted[3, 5] / 1000:.3f}")
    0.280
    """

    def cost(p: Any) -> Any:
        return 0.5 * anp.sum((model(x, p) - y) ** 2)

    curvature = hessian(cost)(parameters)
    return np.linalg.solve(curvature, parameter_jacobian(model, x, parameters).T)


def covariance(model: Model, x: FloatArray, y: FloatArray, parameters: FloatArray) -> FloatArray:
    """Return C = s^2 (J^T J)^-1 (k, k), s^2 = Σ (m - y)^2 / (n - k), for independent errors.

    What the model cannot represent is not in it:

    >>> from pairwright.autodiff.argon_crystals import CRYSTALS
    >>> from pairwright.autodiff.murnaghan import fit_murnaghan, murnaghan, pressure
    >>> volumes, energies, _ = np.array(CRYSTALS["fcc"]).T
    >>> fitted = fit_murnaghan(volumes, energies)
    >>> errors = covariance(murnaghan, volumes, energies, fitted)
    >>> def above_calculated(parameters):
    ...     return 160.21766 * pressure(30.0, parameters) - 2.108
    >>> standard_error = propagated_error(above_calculated, fitted, errors)
    >>> print(f"{float(above_calculated(fitted)) / standard_error:.0f} standard errors")
    9 standard errors
    """
    residuals = model(x, parameters) - y
    variance = float(residuals @ residuals) / (len(x) - len(parameters))
    inverse = np.linalg.pinv(parameter_jacobian(model, x, parameters))
    return np.asarray(variance * inverse @ inverse.T)


def propagated_error(quantity: Quantity, parameters: FloatArray, errors: FloatArray) -> float:
    """Return the standard error sqrt(g^T C g), g = dq/dp, of q(p) for the covariance ``errors``.

    >>> from pairwright.autodiff.argon_crystals import CRYSTALS
    >>> from pairwright.autodiff.murnaghan import fit_murnaghan, murnaghan, pressure
    >>> volumes, energies, _ = np.array(CRYSTALS["fcc"]).T
    >>> fitted = fit_murnaghan(volumes, energies)
    >>> errors = covariance(murnaghan, volumes, energies, fitted)
    >>> def pressure_at_30(parameters):
    ...     return 160.21766 * pressure(30.0, parameters)
    >>> propagated = propagated_error(pressure_at_30, fitted, errors)
    >>> print(f"{float(pressure_at_30(fitted)):.3f} +- {propagated:.3f} GPa")
    2.280 +- 0.020 GPa
    >>> residuals = murnaghan(volumes, fitted) - energies
    >>> noise = float(np.sqrt(residuals @ residuals / 2))
    >>> samples = monte_carlo(murnaghan, volumes, fitted, noise, 20000, seed=2017)
    >>> scatter = np.std(160.21766 * pressure(30.0 * np.ones(20000), samples))
    >>> print(f"{scatter / propagated:.2f}")
    1.00
    """
    slope = grad(quantity)(parameters)
    return float(np.sqrt(slope @ errors @ slope))


def refitted(model: Model, x: FloatArray, y: FloatArray, start: FloatArray) -> FloatArray:
    """Return the optima (k, m) of fits to each column of ``y`` (n, m), from ``start`` (k,) nearby.

    Gauss-Newton, p <- p - J^+ (m - y), on all columns at once.
    """
    parameters = np.repeat(start[:, None], y.shape[1], axis=1)
    points = x[:, None]
    for _ in range(ITERATIONS):
        slopes = np.moveaxis(parameter_jacobian(model, x, parameters), 2, 0)
        residuals = (model(points, parameters) - y).T[:, :, None]
        parameters = parameters - (np.linalg.pinv(slopes) @ residuals)[:, :, 0].T
    return parameters


def monte_carlo(
    model: Model, x: FloatArray, parameters: FloatArray, noise: float, repeats: int, seed: int
) -> FloatArray:
    """Return parameters (k, repeats) fitted to m(x, p) plus independent Gaussian ``noise``."""
    errors = np.random.default_rng(seed).normal(0, noise, (len(x), repeats))
    return refitted(model, x, model(x, parameters)[:, None] + errors, parameters)
