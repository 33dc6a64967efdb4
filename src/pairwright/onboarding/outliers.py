"""Rows whose energy, pressure or forces are far off those of all others."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

FAR = 10.0
"""Rows are far off at this many usual deviations from the median, forces at as many medians."""
FEWEST = 5
"""Among fewer rows nothing is usual."""
LEAST_ENERGY, LEAST_PRESSURE = 0.005, 1.0
"""Deviations (eV per atom, GPa) that are usual anywhere: weights are chosen for more than that."""


@dataclass(frozen=True)
class Outliers:
    """The rows that are far off, the farthest first."""

    force: Rows
    energy: Rows
    pressure: Rows

    def usual(self, count: int) -> npt.NDArray[np.bool_]:
        """Return a mask (count,) of the rows that are not far off in anything."""
        mask = np.ones(count, dtype=bool)
        mask[np.concatenate([self.force, self.energy, self.pressure])] = False
        return mask


def outliers(energies: FloatArray, largest_force: FloatArray, pressures: FloatArray) -> Outliers:
    """Find the rows that are far off.

    ``energies`` (m,) in eV per atom, ``largest_force`` (m,) in eV/Å, ``pressures`` (m,) in GPa; NaN
    where a row has none or is not to be looked at. The usual deviation of energies and pressures is
    1.4826 times the median of all deviations from the median, which is the standard deviation of a
    normal distribution and takes no notice of some rows that are far off.
    """
    return Outliers(
        force=_far_above_median(largest_force),
        energy=_far_off(energies, LEAST_ENERGY),
        pressure=_far_off(pressures, LEAST_PRESSURE),
    )


def _far_above_median(values: FloatArray) -> Rows:
    known = values[np.isfinite(values) & (values > 1e-6)]
    if not len(known):
        return np.zeros(0, dtype=np.int64)
    return _sorted_rows(values, FAR * float(np.median(known)))


def _far_off(values: FloatArray, least: float) -> Rows:
    known = values[np.isfinite(values)]
    if len(known) < FEWEST:
        return np.zeros(0, dtype=np.int64)
    deviations = np.abs(values - np.median(known))
    usual = 1.4826 * float(np.median(np.abs(known - np.median(known))))
    return _sorted_rows(deviations, FAR * max(usual, least))


def _sorted_rows(values: FloatArray, limit: float) -> Rows:
    """Return the rows with values above a limit, the largest first."""
    far = np.flatnonzero(np.nan_to_num(values) > limit)
    return far[np.argsort(-values[far], kind="stable")]
