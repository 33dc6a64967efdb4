"""Rows whose energy, pressure or forces are out of all proportion, and such as are merely high."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

FAR = 10.0
"""How many times farther off than all others rows are out of proportion, and how many times above
the median they are high."""
FEWEST, LARGEST_SHARE = 5, 0.1
"""Among fewer rows, or when it is more of them, nothing is out of proportion."""
LEAST_ENERGY, LEAST_PRESSURE = 0.005, 1.0
"""Deviations (eV per atom, GPa) that are nothing anywhere: weights are chosen for more."""


@dataclass(frozen=True)
class Outliers:
    """The rows that are out of proportion, the farthest first."""

    energy: Rows
    force: Rows
    pressure: Rows

    def usual(self, count: int) -> npt.NDArray[np.bool_]:
        """Return a mask (count,) of the rows that are in proportion in everything."""
        mask = np.ones(count, dtype=bool)
        mask[np.concatenate([self.energy, self.force, self.pressure])] = False
        return mask


def outliers(energies: FloatArray, largest_force: FloatArray, pressures: FloatArray) -> Outliers:
    """Find the rows that are ten times farther off than all others.

    Energies and pressures are off by what lies between them and the median, forces by all they are.

    ``energies`` (m,) in eV per atom, ``largest_force`` (m,) in eV/Å, ``pressures`` (m,) in GPa; NaN
    where a row has none or is not to be looked at. Rows that are spread over many orders of
    magnitude without a gap, as those of compressed crystals are, are in proportion.
    """
    forces = np.abs(largest_force)
    return Outliers(
        energy=_beyond_a_gap(_deviations(energies), LEAST_ENERGY),
        force=_beyond_a_gap(forces, _median(forces[forces > 1e-6])),
        pressure=_beyond_a_gap(_deviations(pressures), LEAST_PRESSURE),
    )


def high(values: FloatArray) -> Rows:
    """Return the rows with values far above the median of those that are not zero."""
    median = _median(values[values > 1e-6])
    return _farthest_first(values, np.flatnonzero(values > FAR * median))


def _beyond_a_gap(values: FloatArray, least: float) -> Rows:
    known = np.sort(values[np.isfinite(values)])
    first = min(int((1 - LARGEST_SHARE) * len(known)), len(known) - 1)
    if len(known) < FEWEST:
        return np.zeros(0, dtype=np.int64)
    gaps = known[first:] > FAR * np.maximum(known[first - 1 : -1], least)
    if not gaps.any():
        return np.zeros(0, dtype=np.int64)
    edge = known[first + int(gaps.argmax())]
    return _farthest_first(values, np.flatnonzero(values >= edge))


def _farthest_first(values: FloatArray, rows: Rows) -> Rows:
    return rows[np.argsort(-values[rows], kind="stable")]


def _deviations(values: FloatArray) -> FloatArray:
    return np.abs(values - _median(values[np.isfinite(values)]))


def _median(values: FloatArray) -> float:
    return float(np.median(values)) if len(values) else float("nan")
