"""Where a network has been trained: which surroundings of an atom are new to it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_RIDGE = 1e-6
"""Of a unit variance: directions in which the training data do not vary count as this wide."""
_ROUNDING = 1e-6
"""By this share box and ellipsoid are larger than the data: a repeated crystal is nothing new."""


@dataclass(frozen=True)
class Domain:
    """The box and the ellipsoid that hold the training surroundings.

    With g (D,) the standardised descriptors of an atom and phi = (1, g), its grade is the larger of
    max over d of |g_d - middle_d| / half_width_d, and sqrt(phi M phi / largest) with
    M = (mean of phi phi^T)^-1 over the training atoms. The outermost of these has a grade of 1
    (less 1e-6).
    ``middle`` and ``half_width`` (D,), ``precision`` (D + 1, D + 1) is M, ``largest`` a scalar.
    Source of the ellipsoid, the leverage of linear regression: D. A. Belsley, E. Kuh, R. E. Welsch,
    Regression Diagnostics (1980), chapter 2.
    """

    middle: FloatArray
    half_width: FloatArray
    precision: FloatArray
    largest: float

    @classmethod
    def of(cls, values: FloatArray) -> "Domain":
        """Take it from standardised training descriptors (n, D)."""
        lowest, highest = values.min(axis=0), values.max(axis=0)
        phi = _with_one(values)
        moments = phi.T @ phi / len(phi) + _RIDGE * np.eye(phi.shape[1])
        precision: FloatArray = np.linalg.inv(moments).astype(np.float64)
        return cls(
            0.5 * (highest + lowest),
            np.maximum(0.5 * (1.0 + _ROUNDING) * (highest - lowest), _RIDGE),
            precision,
            (1.0 + _ROUNDING) * float(_leverages(precision, phi).max()),
        )

    def grades(self, values: FloatArray) -> FloatArray:
        """Return the grade (n,) of atoms with standardised descriptors (n, D); above 1 is new."""
        box = np.max(np.abs(values - self.middle) / self.half_width, axis=1)
        leverages = _leverages(self.precision, _with_one(values))
        grades: FloatArray = np.maximum(box, np.sqrt(leverages / self.largest))
        return grades


def _with_one(values: FloatArray) -> FloatArray:
    return np.concatenate([np.ones((len(values), 1)), values], axis=1)


def _leverages(precision: FloatArray, phi: FloatArray) -> FloatArray:
    leverages: FloatArray = np.einsum("ni,ij,nj->n", phi, precision, phi, optimize=True)
    return np.maximum(leverages, 0.0)
