"""Where a network has been trained: which surroundings of an atom are new to it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_RIDGE = 1e-6
"""Of a unit variance: directions in which the training data do not vary count as this wide."""


@dataclass(frozen=True)
class Domain:
    """An ellipsoid around the training surroundings.

    With g (D,) the standardised descriptors and phi = (1, g), the grade of an atom is
    sqrt(phi M phi / largest), M = (mean of phi phi^T)^-1 over the training atoms, so the outermost
    of these has grade 1.
    ``precision`` (D + 1, D + 1) is M, ``largest`` a scalar.
    Source: the leverage of linear regression; D. A. Belsley, E. Kuh, R. E. Welsch, Regression
    Diagnostics (1980), chapter 2.
    """

    precision: FloatArray
    largest: float

    @classmethod
    def of(cls, values: FloatArray) -> "Domain":
        """Take it from standardised training descriptors (n, D)."""
        phi = _with_one(values)
        moments = phi.T @ phi / len(phi) + _RIDGE * np.eye(phi.shape[1])
        precision: FloatArray = np.linalg.inv(moments).astype(np.float64)
        return cls(precision, float(_leverages(precision, phi).max()))

    def grades(self, values: FloatArray) -> FloatArray:
        """Return the grade (n,) of atoms with standardised descriptors (n, D); above 1 is new."""
        return np.sqrt(_leverages(self.precision, _with_one(values)) / self.largest)


def _with_one(values: FloatArray) -> FloatArray:
    return np.concatenate([np.ones((len(values), 1)), values], axis=1)


def _leverages(precision: FloatArray, phi: FloatArray) -> FloatArray:
    leverages: FloatArray = np.maximum(
        np.einsum("ni,ij,nj->n", phi, precision, phi, optimize=True), 0
    )
    return leverages
