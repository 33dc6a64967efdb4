"""The Murnaghan equation of state; pressure and bulk modulus by automatic differentiation.

Parameters are (E0, B0, B0', V0) in eV, eV/Å^3, 1 and Å^3, as an array (4,); energies and volumes
are both of a cell or both of an atom. Source: F. D. Murnaghan, Proc. Natl. Acad. Sci. 30, 244
(1944).
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from autograd import elementwise_grad, jacobian
from scipy.optimize import least_squares

FloatArray = npt.NDArray[np.float64]


def murnaghan(volume: Any, parameters: Any) -> Any:
    """Return E = E0 + B0 V / B0' [(V0 / V)^B0' / (B0' - 1) + 1] - V0 B0 / (B0' - 1) in eV.

    ``volume`` in Å^3, of any shape, which is that of the result.
    """
    e0, b0, b0_prime, v0 = (parameters[i] for i in range(4))
    compressed = (v0 / volume) ** b0_prime / (b0_prime - 1.0) + 1.0
    return e0 + b0 * volume / b0_prime * compressed - v0 * b0 / (b0_prime - 1.0)


def pressure(volume: Any, parameters: Any) -> Any:
    """Return P = -dE/dV in eV/Å^3 at ``volume`` (Å^3, any shape).

    >>> post = np.array([-56.466, 0.49, 4.753, 16.573])
    >>> for factor in (1.0, 0.99):
    ...     print(f"{160.21773 * float(pressure(factor * post[3], post)):.12g}")
    4.44693531998e-15
    0.808167684691

    >>> post = np.array([-56.466, 0.49, 4.753, 16.573])
    >>> e0, b0, b0_prime, v0 = post
    >>> volumes = np.linspace(0.5, 1.5, 101) * v0
    >>> power = (v0 / volumes) ** b0_prime
    >>> np.allclose(pressure(volumes, post), b0 / b0_prime * (power - 1), rtol=1e-12, atol=1e-15)
    True
    >>> np.allclose(bulk_modulus(volumes, post), b0 * power, rtol=1e-12)
    True
    >>> np.allclose(bulk_modulus_derivative(volumes, post), b0_prime, rtol=1e-12)
    True
    >>> print(f"{160.21773 * float(bulk_modulus(v0, post)):.4f} GPa, {160.21773 * b0:.4f} GPa")
    78.5067 GPa, 78.5067 GPa
    """
    return -elementwise_grad(murnaghan)(volume, parameters)


def bulk_modulus(volume: Any, parameters: Any) -> Any:
    """Return B = -V dP/dV in eV/Å^3 at ``volume`` (Å^3, any shape)."""
    return -volume * elementwise_grad(pressure)(volume, parameters)


def bulk_modulus_derivative(volume: Any, parameters: Any) -> Any:
    """Return B' = dB/dP = (dB/dV) / (dP/dV), a pure number, at ``volume`` (Å^3, any shape)."""
    slope = elementwise_grad(pressure)(volume, parameters)
    return elementwise_grad(bulk_modulus)(volume, parameters) / slope


def fit_murnaghan(volumes: FloatArray, energies: FloatArray) -> FloatArray:
    """Return the parameters (4,) of least squares through ``energies`` (n,) at ``volumes`` (n,).

    The Jacobian dE/dparameters (n, 4) is exact, and where it vanishes nothing is left to gain.

    >>> from pairwright.autodiff.argon_crystals import CRYSTALS
    >>> for crystal, rows in CRYSTALS.items():
    ...     volumes, energies, stresses = np.array(rows).T
    ...     fitted = fit_murnaghan(volumes, energies)
    ...     residual = 1000 * np.sqrt(np.mean((murnaghan(volumes, fitted) - energies) ** 2))
    ...     above = 160.21766 * pressure(volumes, fitted) - stresses
    ...     v0, b0, b0_prime = fitted[3], 160.21766 * fitted[1], fitted[2]
    ...     print(f"{crystal:8s}{v0:7.2f}{b0:6.2f}{b0_prime:5.1f}", end="")
    ...     print(f"{residual:7.3f}{above.mean():+8.3f}{above.std():6.3f}")
    bcc       41.87  2.30  6.3  0.009  +0.019 0.007
    diamond   80.93  0.57  6.4  0.015  +0.010 0.002
    fcc       41.15  2.47  5.9  0.007  +0.019 0.006
    hcp       41.14  2.41  6.2  0.008  +0.022 0.006
    sc        52.38  1.45  6.1  0.010  +0.016 0.005
    """
    lowest = int(np.argmin(energies))
    scale = float(np.ptp(energies))
    start = np.array([energies[lowest], 5 * scale / np.ptp(volumes), 5.0, volumes[lowest]])

    def residuals(parameters: Any) -> Any:
        return (murnaghan(volumes, parameters) - energies) / scale

    found = least_squares(
        residuals,
        start,
        jac=jacobian(residuals),
        method="lm",
        x_scale="jac",
        xtol=1e-14,
        ftol=1e-14,
        gtol=1e-14,
    )
    return np.asarray(found.x, dtype=float)
