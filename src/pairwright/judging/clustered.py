"""Root mean square errors with error bars that know which errors belong together.

Of clusters c (groups of rattled copies, or whole crystals) with sums of squares S_c over n_c
numbers, the mean square is M = sum S_c / sum n_c, and its variance that of a ratio estimator,
C / (C - 1) sum (S_c - M n_c)^2 / (sum n_c)^2: clusters are independent, numbers within one need
not be. The root has the error of the mean square over twice the root.
Source: W. G. Cochran, Sampling Techniques (1977), chapter 6.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.fit.targets import SIX, Quantities
from pairwright.units import GPA_PER_EV_A3, MEV_PER_EV

FloatArray = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Labels = npt.NDArray[Any]

UNITS = {"energy": "meV_per_atom", "force": "meV_per_A", "stress": "GPa"}
"""The quantities, and how their units end the names of their errors."""


def numbers_of(dataset: Dataset, values: Quantities) -> dict[str, FloatArray]:
    """Return energies (m,) in meV/atom, forces (3 n,) in meV/Å and stresses (6 m,) in GPa."""
    return {
        "energy": values.energies / dataset.natoms * MEV_PER_EV,
        "force": values.forces.ravel() * MEV_PER_EV,
        "stress": values.stresses[:, *SIX].ravel() * GPA_PER_EV_A3,
    }


def rows_of_numbers(dataset: Dataset) -> dict[str, npt.NDArray[np.int64]]:
    """Return the row that each of :func:`numbers_of` belongs to."""
    rows = np.arange(len(dataset))
    return {
        "energy": rows,
        "force": np.repeat(rows, 3 * dataset.natoms),
        "stress": np.repeat(rows, 6),
    }


def errors_of(dataset: Dataset, predicted: Quantities) -> dict[str, FloatArray]:
    """Return predicted minus known numbers, as :func:`numbers_of` orders them; NaN if unknown."""
    known = numbers_of(dataset, Quantities(dataset.energies, dataset.forces, dataset.stresses))
    return {name: values - known[name] for name, values in numbers_of(dataset, predicted).items()}


def squares_of_rows(
    dataset: Dataset, predicted: Quantities
) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Return by quantity the sum of squared errors of each row (m,), and of how many (m,).

    ``predicted`` includes the reference energy and is NaN where nothing was predicted.
    """
    rows = rows_of_numbers(dataset)
    found = {}
    for name, errors in errors_of(dataset, predicted).items():
        known = np.isfinite(errors)
        owners, squares = rows[name][known], errors[known] ** 2
        sums = np.bincount(owners, weights=squares, minlength=len(dataset))
        counts = np.bincount(owners, minlength=len(dataset))
        found[name] = (sums.astype(np.float64), counts.astype(np.float64))
    return found


def root_mean_square(
    sums: FloatArray, counts: FloatArray, clusters: Labels
) -> tuple[float | None, float | None]:
    """Return the root mean square and its standard error from rows' sums of squares (m,).

    ``counts`` (m,) of numbers, ``clusters`` (m,) labels. None where no number is known, and for
    the error of a single cluster.
    """
    known = counts > 0
    if not known.any():
        return None, None
    _, cluster = np.unique(clusters[known], return_inverse=True)
    squares = np.bincount(cluster, weights=sums[known])
    sizes = np.bincount(cluster, weights=counts[known])
    mean, number = squares.sum() / sizes.sum(), len(sizes)
    root = float(np.sqrt(mean))
    if number == 1 or root == 0:
        return root, None
    scatter = np.sum((squares - mean * sizes) ** 2) * number / (number - 1)
    return root, float(np.sqrt(scatter) / sizes.sum() / (2 * root))


def error_table(
    squares: dict[str, tuple[FloatArray, FloatArray]], rows: Mask, clusters: Labels
) -> dict[str, Any]:
    """Return the root mean square of each quantity over ``rows`` (m,), with its standard error.

    ``squares`` are those of :func:`squares_of_rows`; ``clusters`` (m,) labels of what is
    independent.
    """
    table: dict[str, Any] = {"rows": int(np.sum(rows & (squares["energy"][1] > 0)))}
    for name, unit in UNITS.items():
        sums, counts = squares[name]
        value, error = root_mean_square(sums[rows], counts[rows], clusters[rows])
        table[f"{name}_rmse_{unit}"] = value
        table[f"{name}_rmse_standard_error_{unit}"] = error
    return table


def times_smaller(
    squares: tuple[FloatArray, FloatArray], others: tuple[FloatArray, FloatArray], clusters: Labels
) -> tuple[float | None, float | None]:
    """Return by which share the root mean square of ``others`` is smaller, and the error of that.

    Both are sums of squares (m,) and counts (m,) of the same rows. Each cluster's influence on
    the logarithm of the ratio, half of its share of one sum minus its share of the other, gives
    the error. None when there is nothing to compare.
    """
    both = (squares[1] > 0) & (others[1] > 0)
    if not both.any() or not squares[0][both].sum() > 0 or not others[0][both].sum() > 0:
        return None, None
    _, cluster = np.unique(clusters[both], return_inverse=True)
    shares = []
    for sums, _ in (squares, others):
        each = np.bincount(cluster, weights=sums[both])
        shares.append(each / each.sum())
    means = [sums[both].sum() / counts[both].sum() for sums, counts in (squares, others)]
    ratio = float(np.sqrt(means[1] / means[0]))
    number = len(shares[0])
    if number == 1:
        return 1 - ratio, None
    scatter = np.sum(((shares[1] - shares[0]) / 2) ** 2) * number / (number - 1)
    return 1 - ratio, float(ratio * np.sqrt(scatter))
